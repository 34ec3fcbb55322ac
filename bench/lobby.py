"""The lobby: how soon everybody who waits is told that the host has started.

    python bench/lobby.py [--streams 10000] [--starts 20] [--stuck 100]
                          [--nodes 1] [--database URL] [--nginx]

Each stream is another attendee of one event who waits for one session. First idle, then while wrk
asks the same server for tickets. `--stuck`: that many streams more, of a process that is stopped
and reads nothing. `--nodes 2` needs a PostgreSQL database that may be filled (`--database`).
`--nginx`: all browsers come through nginx, which spreads them over the nodes (docs/nginx.conf).
"""

import argparse
import json
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.ground import ROOT, fill, prepare
from bench.join import script_for
from bench.nginx import nginx
from bench.servers import Layout, Server, granian

LAYOUT = Layout("lobby", 1)
PAUSE_S = 0.3  # between two starts: the next one is no part of this one's time


@dataclass
class Told:
    """What the crowds heard of some starts, in milliseconds, and what telling them cost."""

    p50: float
    p99: float
    slowest: float
    missed: int
    cpu_us: float  # of all servers' processes, for one delivery


class Crowd:
    """A process that holds streams open."""

    def __init__(self, port: int, path: str, cookies: Path) -> None:
        command = [sys.executable, "-m", "bench.crowd", "127.0.0.1", str(port), path, str(cookies)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.size = len(cookies.read_text().splitlines())

    def says(self) -> dict[str, float]:
        assert self.process.stdout  # noqa: S101 - a pipe, see above
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("A crowd has gone: does the machine allow so many open files?")
        found: dict[str, float] = json.loads(line)
        return found

    def ask(self, rev: int, start: float) -> None:
        assert self.process.stdin  # noqa: S101 - a pipe, see above
        self.process.stdin.write(f"{rev} {start}\n")
        self.process.stdin.flush()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.wait()


def start(session_id: int, turn: int) -> tuple[int, float]:
    """Have the host start (or wait) as a webhook would; return (revision, moment before it)."""
    from django.utils import timezone  # noqa: PLC0415 - settings, see ground.fill

    from virtualcrowd.agenda import live  # noqa: PLC0415
    from virtualcrowd.agenda.models import LiveState, Session  # noqa: PLC0415

    session = Session.objects.select_related("event").get(pk=session_id)
    state = LiveState.LIVE if turn % 2 else LiveState.ENDED
    began = time.monotonic()
    live.set_live_state(session, state, timezone.now())
    session.event.refresh_from_db()
    return session.event.revision, began


def tell(servers: list[Server], crowds: list[Crowd], session_id: int, starts: int) -> Told:
    """Start the session `starts` times; return what the middle one of them was like."""
    spent = sum(server.cpu() for server in servers)
    heard: list[dict[str, float]] = []
    for turn in range(starts):
        rev, began = start(session_id, turn)
        for crowd in crowds:
            crowd.ask(rev, began)
        found = [crowd.says() for crowd in crowds]
        heard.append({key: max(one[key] for one in found) for key in found[0]})
        time.sleep(PAUSE_S)
    spent = sum(server.cpu() for server in servers) - spent
    deliveries = starts * sum(crowd.size for crowd in crowds)
    return Told(
        statistics.median(one["p50"] for one in heard),
        statistics.median(one["p99"] for one in heard),
        max(one["max"] for one in heard),
        int(sum(one["missed"] for one in heard)),
        spent / deliveries * 1e6,
    )


@contextmanager
def load(server: Server) -> Iterator[None]:
    """Ask the server for tickets all the time."""
    over = threading.Event()

    def press() -> None:
        while not over.is_set():
            server.press(1)

    pressing = threading.Thread(target=press)
    pressing.start()
    try:
        yield
    finally:
        over.set()
        pressing.join()


def cookie_files(folder: Path, tokens: list[str], parts: int) -> list[Path]:
    files = []
    for part in range(parts):
        file = folder / f"cookies{part}"
        file.write_text("".join(f"Cookie: vc_pass={token}\n" for token in tokens[part::parts]))
        files.append(file)
    return files


def row(name: str, told: Told, *, is_alone: bool) -> str:
    cost = f"{told.cpu_us:.1f}" if is_alone else "–"  # under load it is mostly the load's
    return (
        f"| {name} | {told.p50:.0f} | {told.p99:.0f} | {told.slowest:.0f}"
        f" | {told.missed} | {cost} |"
    )


def doors_of(asked: argparse.Namespace, script: Path, stack: ExitStack) -> list[Server]:
    doors = []
    for node in range(asked.nodes):
        command = partial(granian, asked.application, 1)
        log = script.parent / f"{node}.log"
        doors.append(Server(f"node {node}", command, LAYOUT, script, log))
        stack.callback(doors[-1].stop)
        doors[-1].press(1)
    return doors


def nginx_before(doors: list[Server], script: Path, stack: ExitStack) -> Server:
    command = partial(nginx, script.parent, [door.port for door in doors])
    proxy = Server("nginx", command, LAYOUT, script, script.parent / "nginx.log")
    stack.callback(proxy.stop)
    proxy.press(1)
    return proxy


def streams_at(door: Server) -> int:
    """Return how many streams the door says are open."""
    with urlopen(f"http://127.0.0.1:{door.port}/metrics") as answer:
        lines = answer.read().decode().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("vc_streams_open "))


def run(asked: argparse.Namespace, folder: Path, stack: ExitStack) -> int:
    prepare(folder, asked.database)
    pairs = fill(people=asked.streams + asked.stuck, sessions=1)
    session_id, tokens = pairs[0][0], [token for _, token in pairs]
    script = script_for(folder, pairs[:2000])
    doors = doors_of(asked, script, stack)
    proxies = [nginx_before(doors, script, stack)] if asked.nginx else []
    servers, asked_by_browsers = doors + proxies, proxies or doors
    path = f"/e/bench/live?session={session_id}"

    def gather(files: list[Path]) -> list[Crowd]:
        ports = cycle(server.port for server in asked_by_browsers)
        crowds = [Crowd(port, path, file) for port, file in zip(ports, files, strict=False)]
        for crowd in crowds:
            stack.callback(crowd.stop)
        return crowds

    before = {server.name: server.kib() for server in servers}
    crowds = gather(cookie_files(folder, tokens[: asked.streams], asked.nodes))
    opened = max(crowd.says()["open"] for crowd in crowds)
    print(f"{asked.streams:,} streams open in {opened:.1f} s, load {os.getloadavg()[0]:.1f}")
    for server in servers:
        held = streams_at(server) if server in doors else asked.streams
        each = (server.kib() - before[server.name]) / max(held, 1)
        print(f"- {server.name}: {held:,} streams, {each:.1f} KiB each")
    print("\n| | p50 ms | p99 ms | slowest ms | missed | CPU µs a delivery |")
    print("|---|---:|---:|---:|---:|---:|")
    results: list[Told] = []

    def show(name: str, *, is_alone: bool = True) -> None:
        results.append(tell(servers, crowds, session_id, asked.starts))
        print(row(name, results[-1], is_alone=is_alone), flush=True)

    show("idle")
    if asked.stuck:
        (file,) = cookie_files(folder, tokens[asked.streams :], 1)
        (stuck,) = gather([file])
        stuck.says()
        stuck.process.send_signal(signal.SIGSTOP)
        show(f"idle, and {asked.stuck} that read nothing")
    with load(asked_by_browsers[0]):
        show("while tickets are asked for", is_alone=False)
    return int(any(one.missed for one in results))


def main() -> int:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--streams", type=int, default=10_000)
    arguments.add_argument("--starts", type=int, default=20)
    arguments.add_argument("--stuck", type=int, default=100)
    arguments.add_argument("--nodes", type=int, default=1)
    arguments.add_argument("--database", default="")
    arguments.add_argument("--nginx", action="store_true")
    arguments.add_argument("--application", default="virtualcrowd.door.app:application")
    asked: Any = arguments.parse_args()
    if asked.nodes > 1 and not asked.database:
        arguments.error("several nodes need --database postgres://…, which will be filled")
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        return run(asked, Path(folder), stack)


if __name__ == "__main__":
    sys.exit(main())
