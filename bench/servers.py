"""Starts Granian servers, presses them with wrk and reads what they cost from /proc."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
CONNECTIONS = 64
CALM = 0.25  # part of all cores that others may use when a burst begins
_TICK = os.sysconf("SC_CLK_TCK")
_PAGE_KIB = os.sysconf("SC_PAGE_SIZE") // 1024


@dataclass(frozen=True)
class Burst:
    """What one run of wrk saw, and what the server spent on it."""

    requests: int
    per_second: float
    cpu_us: float  # of all the server's processes, for one request
    kernel_us: float  # the part of it that the kernel took: sockets, waking threads
    p50: float  # ms
    p99: float
    bad: int  # answers other than 2xx, and broken connections


@dataclass(frozen=True)
class Layout:
    """How many workers, and which core is whose: None leaves it to the kernel."""

    name: str
    workers: int
    server_core: int | None = None
    wrk_core: int | None = None


def _on(core: int | None) -> list[str]:
    return [] if core is None else ["taskset", "-c", str(core)]


def wait_for_calm(seconds: float = 8.0) -> bool:
    """Wait until others leave the machine alone; return whether they did within `seconds`."""
    deadline = time.monotonic() + seconds
    while (busy := _busy(0.25)) > CALM and time.monotonic() < deadline:
        pass
    return busy <= CALM


def _busy(seconds: float) -> float:
    """Return which part of all cores' time is used during the next `seconds`."""
    before = _times()
    time.sleep(seconds)
    spent = [after - earlier for earlier, after in zip(before, _times(), strict=True)]
    idle = spent[3] + spent[4]  # waiting for disks is idle, too
    return 1 - idle / max(sum(spent), 1)


def _times() -> list[int]:
    first = Path("/proc/stat").read_text().partition("\n")[0]
    return [int(ticks) for ticks in first.split()[1:9]]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def granian(application: str, workers: int, port: int) -> list[str]:
    """Return the command of an application on Granian, as docs/hosting.md starts it."""
    flags = "--interface rsgi --loop uvloop --http 1 --no-ws --backpressure 20000 --backlog 4096"
    return [
        str(Path(sys.executable).with_name("granian")),
        *flags.split(),
        *("--workers", str(workers), "--log-level", "error", "--port", str(port), application),
    ]


def express(_workers: int, port: int) -> list[str]:
    """Return the command of the service in bench/peer, which only signs. One process, as it is."""
    peer = ROOT / "bench/peer"
    if not (peer / "node_modules").is_dir():
        subprocess.run(["/usr/bin/env", "npm", "ci", "--silent"], cwd=peer, check=True)
    return ["/usr/bin/env", "NODE_ENV=production", "node", str(peer / "server.js"), str(port)]


class Server:
    """A server on a port of its own, for which `command` returns what starts it."""

    def __init__(
        self,
        name: str,
        command: Callable[[int], list[str]],
        layout: Layout,
        script: Path,
        log: Path,
    ) -> None:
        self.name = name
        self._layout = layout
        self._script = script
        self.port = free_port()
        self._process = subprocess.Popen(
            [*_on(layout.server_core), *command(self.port)],
            cwd=ROOT,
            stdout=log.open("w"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.2).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise SystemExit(f"{self.name} did not start")

    def stop(self) -> None:
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def cpu(self) -> float:
        """Return the seconds that all processes of this server have computed."""
        return sum(sum(_ticks(entry)) for entry in self._processes()) / _TICK

    def kernel(self) -> float:
        """Return the seconds of them that were spent in the kernel."""
        return sum(_ticks(entry)[1] for entry in self._processes()) / _TICK

    def kib(self) -> int:
        """Return the memory of all processes of this server (resident, KiB)."""
        pages = 0
        for entry in self._processes():
            pages += int((entry / "statm").read_text().split()[1])
        return pages * _PAGE_KIB

    def _processes(self) -> Iterator[Path]:
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and _is_of(entry, self._process.pid):
                yield entry

    def press(self, seconds: int) -> Burst:
        before, before_kernel = self.cpu(), self.kernel()
        said = subprocess.run(
            [
                *_on(self._layout.wrk_core),
                *("wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency"),
                *("-s", str(self._script), f"http://127.0.0.1:{self.port}"),
            ],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        requests = int(_found(r"(\d+) requests in", said))
        errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+)", said)
        return Burst(
            requests=requests,
            per_second=float(_found(r"Requests/sec:\s+([\d.]+)", said)),
            cpu_us=(self.cpu() - before) / max(requests, 1) * 1e6,
            kernel_us=(self.kernel() - before_kernel) / max(requests, 1) * 1e6,
            p50=_ms(_found(r"\n\s+50%\s+(\S+)", said)),
            p99=_ms(_found(r"\n\s+99%\s+(\S+)", said)),
            bad=int(_found(r"Non-2xx or 3xx responses: (\d+)", said) or 0)
            + sum(int(number) for number in (errors.groups() if errors else ())),
        )


def _is_of(process: Path, group: int) -> bool:
    return _stat(process)[2:3] == [str(group)]


def _ticks(process: Path) -> tuple[int, int]:
    """Return what it computed itself, and what the kernel did for it."""
    own, kernel = _stat(process)[11:13] or (0, 0)
    return int(own), int(kernel)


def _stat(process: Path) -> list[str]:
    """Return the fields of /proc/<pid>/stat after the name; nothing of one that has gone."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    return match[1] if match else ""


def _ms(text: str) -> float:
    """Return a time as wrk writes it: "850.00us", "1.25ms", "2.01s"."""
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
