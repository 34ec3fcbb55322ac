"""`make demo` as its users meet it: starts, says what to do, stops, starts again."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.sandbox_server import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120


def environment(var: Path, **settings: str) -> dict[str, str]:
    plain = {
        "DEMO": "1",
        "VAR_DIR": str(var),
        "PORT": str(free_port()),
        "SANDBOX_PORT": str(free_port()),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "virtualcrowd.settings",
    }
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ZOOM_")}
    for name in ("PUBLIC_URL", "SANDBOX_URL"):
        kept.pop(name, None)
    return kept | plain | settings


def run_until_ready(env: dict[str, str], log: Path) -> tuple[subprocess.Popen[bytes], float]:
    started = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env=env,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    while "Stop with Ctrl-C" not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() - started < PATIENCE_S, log.read_text()
        time.sleep(0.1)
    return process, time.monotonic() - started


def is_free(port: str) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", int(port))) != 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_starts_stops_and_starts_again(tmp_path, number):
    env = environment(tmp_path)
    log = tmp_path / "up.log"

    for _ in range(2):
        process, _seconds = run_until_ready(env, log)
        os.killpg(process.pid, number)  # as Ctrl-C reaches the whole foreground group
        process.wait(20)

        assert is_free(env["PORT"])
        assert is_free(env["SANDBOX_PORT"])
    said = log.read_text()
    assert "olive@demo.example" in said
    assert f"http://localhost:{env['PORT']}" in said
    assert len(said.splitlines()) < 30, said


def test_a_taken_port_is_named_with_what_to_do(tmp_path):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        ended = subprocess.run(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env=environment(tmp_path, PORT=port),
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_S,
        )

    assert ended.returncode != 0
    assert f"Port {port} for the web is taken" in ended.stderr
    assert "make demo PORT=" in ended.stderr
    assert ended.stdout == ""  # nothing was done before


def setup_without(tmp_path: Path, *missing: str) -> subprocess.CompletedProcess[str]:
    """Run the set-up script of a bare copy on a machine that lacks some programs."""
    tools = tmp_path / "bin"
    tools.mkdir()
    shell = {"sh", "mkdir", "date", "cmp", "cat", "tail", "cp", "ls", "id", "dirname", "rm"}
    for name in shell | {"node", "npm", "python3.13", "python3"} - set(missing):
        if found := shutil.which(name):
            (tools / name).symlink_to(found)
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "scripts", copy / "scripts")
    shutil.copytree(ROOT / "requirements", copy / "requirements")
    shutil.copy(ROOT / "package-lock.json", copy)
    (copy / ".venv").mkdir()
    if "python3.13" not in missing:
        shutil.copy(ROOT / "requirements/app.txt", copy / ".venv/installed-app.txt")
    return subprocess.run(
        ["/bin/sh", "scripts/setup"],
        cwd=copy,
        env={"PATH": str(tools), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_missing_node_is_named_with_how_to_get_it(tmp_path):
    ended = setup_without(tmp_path, "node", "npm")

    assert ended.returncode == 1
    assert "Node.js with npm is missing" in ended.stderr
    assert "apt install nodejs npm" in ended.stderr


def test_missing_python_is_named_with_how_to_get_it(tmp_path):
    ended = setup_without(tmp_path, "python3.13", "python3")

    assert ended.returncode == 1
    assert "Python 3.12 or newer is missing" in ended.stderr
    assert "apt install python3" in ended.stderr
