"""Granian stops at once though a lobby is open: a stream never ends by itself."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from tests.sandbox_server import ROOT, free_port
from tests.waiting import until

PATIENCE = 20  # seconds; Granian itself would kill it after more
LOBBY = """
import asyncio
import signal

import virtualcrowd.door.app
from virtualcrowd.agenda.passes import Pass
from virtualcrowd.door import closing
from virtualcrowd.door.hub import Stream
from virtualcrowd.door.router import Router


class Lobby(Router):
    async def __rsgi__(self, scope, protocol):
        while getattr(signal.getsignal(signal.SIGTERM), "__module__", "") != closing.__name__:
            await asyncio.sleep(0.01)
        holder = Pass(1, 1, "", "", frozenset(), False, 1, 0)
        stream = Stream(protocol.response_stream(200, []), holder, None)
        self.memory.hub.join(stream)
        stream.push(b"open")

    async def stop(self):
        await super().stop()
        print("all is written", flush=True)


application = Lobby()
"""


def granian(folder: Path, port: int) -> list[str]:
    (folder / "lobby.py").write_text(LOBBY)
    flags = f"--interface rsgi --http 1 --no-ws --port {port} --workers-kill-timeout 60"
    script = Path(sys.executable).with_name("granian")
    return [f"{script}", *flags.split(), "lobby:application"]


def browser(port: int) -> socket.socket | None:
    with suppress(OSError):
        return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    return None


def test_open_lobby_does_not_keep_the_server_from_stopping(tmp_path):
    port = free_port()
    place = {"VAR_DIR": f"{tmp_path}", "DATABASE_URL": "", "PYTHONPATH": f"{tmp_path}:{ROOT}"}
    server = subprocess.Popen(
        granian(tmp_path, port), env=os.environ | place, cwd=ROOT, stdout=subprocess.PIPE
    )
    try:
        with until(lambda: browser(port)) as line:
            line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            while b"open" not in (heard := line.recv(65536)):
                assert heard
            server.send_signal(signal.SIGTERM)
            said, _ = server.communicate(timeout=PATIENCE)
    finally:
        server.kill()

    assert b"all is written" in said
