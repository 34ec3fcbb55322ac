"""Runs web, worker and, in the demo, the stand-in of Zoom as one foreground group of processes."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

START_SECONDS = 60
STOP_SECONDS = 6


class CannotStart(Exception):
    """A sentence for the operator."""


@dataclass
class Part:
    """One process. `log=None` lets its output through to the terminal."""

    name: str
    command: list[str]
    ready_url: str = ""
    port: int = 0
    log: Path | None = None
    env: dict[str, str] = field(default_factory=dict)


def check_port(part: Part) -> None:
    """Refuse to start beside something that holds the port.

    Raises:
        CannotStart: says which port and what to do.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", part.port))
        except OSError as error:
            name = "SANDBOX_PORT" if part.name == "sandbox" else "PORT"
            raise CannotStart(
                f"Port {part.port} for the {part.name} is taken. Stop what runs there, "
                f"or choose another, in .env or as make demo {name}={part.port + 10}"
            ) from error


class Supervisor:
    """Starts the parts, tells when all answer, and stops all when one stops or somebody asks."""

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = False

    def check_ports(self) -> None:
        """Refuse to start beside something that holds one of the ports.

        Raises:
            CannotStart: says which port and what to do.
        """
        for part in self.parts:
            if part.port:
                check_port(part)

    def run(self, on_ready: Callable[[], None]) -> int:
        """Return the exit status: 0 when asked to stop, 1 when a part stopped by itself."""
        # Ctrl-C reaches the whole group. The parts inherit that they do not hear it: one that
        # still starts would die noisily, and we end them all in order anyway.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            for part in self.parts:
                self._start(part)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, self._asked_to_stop)
            if self._wait_until_ready():
                on_ready()
                self._watch()
            return 0 if self.stopping else 1
        finally:
            self._stop_all()

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _start(self, part: Part) -> None:
        output = part.log.open("ab") if part.log else None
        # The same process group as ours, so that whoever ends the group ends all of it.
        self.running[part.name] = subprocess.Popen(  # noqa: S603 - our own commands
            part.command,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            stdin=subprocess.DEVNULL,
            env=os.environ | part.env,
        )

    def _wait_until_ready(self) -> bool:
        deadline = time.monotonic() + START_SECONDS
        waiting = [part for part in self.parts if part.ready_url]
        while not self._ended() and not self.stopping:
            waiting = [part for part in waiting if not _answers(part.ready_url)]
            if not waiting:
                return True
            if time.monotonic() > deadline:
                self._report(waiting[0], "does not answer")
                return False
            time.sleep(0.1)
        return False

    def _ended(self) -> bool:
        for part in self.parts:
            if not self.stopping and self.running[part.name].poll() is not None:
                self._report(part, "stopped by itself")
                return True
        return False

    def _watch(self) -> None:
        while not self.stopping and not self._ended():
            time.sleep(0.2)

    def _report(self, part: Part, what: str) -> None:
        lines = part.log.read_text(errors="replace").splitlines()[-20:] if part.log else []
        print(f"\nThe {part.name} {what}.", *lines, sep="\n", file=sys.stderr)  # noqa: T201 - for the operator

    def _stop_all(self) -> None:
        self.stopping = True
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == HTTPStatus.OK)
    except (URLError, OSError):
        return False
