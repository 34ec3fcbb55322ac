import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from virtualcrowd import env
from virtualcrowd.demo import full, sandbox, seed
from virtualcrowd.demo.supervisor import CannotStart, Part, Supervisor

LOGS = env.VAR_DIR / "log"
# A worker that is told to stop while it still starts would refuse: granian then ends it.
WEB = [
    *("--interface", "rsgi", "--loop", "uvloop", "--http", "1", "--no-ws", "--workers", "1"),
    *("--backpressure", "20000", "--backlog", "4096", "--workers-kill-timeout", "2"),
    *("--no-access-log", "--log-level", "warning", "virtualcrowd.rsgi:application"),
]


class Command(BaseCommand):
    """Starts web and worker, and with DEMO=1 the sandbox, in one foreground process group."""

    help = "Run VirtualCrowd: web and worker; with DEMO=1 also the example event and the sandbox."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--full", action="store_true", help="demo: all is connected and embedded"
        )
        parser.add_argument("--host", default="127.0.0.1", help="address that the web listens on")

    def handle(self, *_args: Any, full: bool, host: str, **_options: Any) -> None:
        LOGS.mkdir(parents=True, exist_ok=True)
        supervisor = Supervisor(parts(host))
        try:
            supervisor.check_ports()  # before anything is done: who must choose another waits less
        except CannotStart as error:
            raise CommandError(str(error)) from error
        self.step("Database", lambda: call_command("migrate", verbosity=0))
        self.step("Styles and scripts", collect_static)
        if settings.DEMO:
            self.step("Example event", seed.plant)
        sys.exit(supervisor.run(lambda: self.ready(everything=full)))

    def step(self, title: str, act: Any) -> None:
        self.stdout.write(f"  {title:<34}", ending="")
        self.stdout.flush()
        act()
        self.stdout.write("done")
        self.stdout.flush()

    def ready(self, *, everything: bool) -> None:
        if settings.DEMO:
            self.step("Stand-in of Zoom", sandbox.prepare)
        if settings.DEMO and everything:
            self.step("Zoom connected, items embedded", full.live_the_path)
        self.stdout.write(READY_DEMO if settings.DEMO else READY)
        self.stdout.flush()


def collect_static() -> None:
    """Collect styles and scripts when one of them is newer than what was collected last."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    folders = [env.BASE_DIR / "virtualcrowd", env.BASE_DIR / "package-lock.json"]
    files = (path for folder in folders for path in (folder, *folder.glob("*/static/**/*")))
    if not manifest.exists() or manifest.stat().st_mtime < max(p.stat().st_mtime for p in files):
        call_command("collectstatic", interactive=False, verbosity=0)


def parts(host: str) -> list[Part]:
    """Return what runs: the web and the worker, and the sandbox in the demo."""
    binary = Path(sys.executable).parent
    web = [str(binary / "granian"), "--host", host, "--port", str(env.PORT), *WEB]
    listed = [
        Part("web", web, ready_url=f"http://127.0.0.1:{env.PORT}/healthz", port=env.PORT),
        Part("worker", [sys.executable, "manage.py", "work"]),
    ]
    if settings.DEMO:
        command = [sys.executable, "-m", "zoomsandbox", "--port", str(env.SANDBOX_PORT)]
        listed.insert(
            0,
            Part(
                "sandbox",
                command,
                ready_url=f"http://127.0.0.1:{env.SANDBOX_PORT}/sandbox/state",
                port=env.SANDBOX_PORT,
                log=LOGS / "sandbox.log",
            ),
        )
    return listed


READY = f"""
  ready: {settings.PUBLIC_URL}
  Listens on port {env.PORT}, for the proxy in front. Stop with Ctrl-C.
"""
READY_DEMO = f"""
  ready

  VirtualCrowd      {settings.PUBLIC_URL}
    organiser       olive@demo.example      demo-pass-2026   (Plugins, Libraries, Builder)
    second staff    stan@demo.example       demo-pass-2026   (editor)
    attendee        ana@demo.example        demo-pass-2026   {settings.PUBLIC_URL}/e/demo/
  Stand-in of Zoom  http://localhost:{env.SANDBOX_PORT}   (you are the host: press Start there)
    General app     Client ID  sandboxGeneralApp00001
                    Client Secret  sandboxGeneralSecret000000000001
    JWT (SDK) app   Client ID  sandboxSdkApp000000001
                    Client Secret  sandboxSdkSecret0000000000000001
    Server-to-Server
                    Account ID  sandboxAccount00000001
                    Client ID  sandboxS2SApp000000001
                    Client Secret  sandboxS2SSecret0000000000000001

  Stop with Ctrl-C.
"""
