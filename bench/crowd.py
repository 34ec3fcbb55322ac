"""Plays many browsers that hold the live stream open, in a process of its own.

    python -m bench.crowd HOST PORT PATH COOKIES

COOKIES is a file with one Cookie header a line; each is another browser. Says `{"open": …}` when
all have got their first event. Every line "<rev> <start>" on its input is answered, once all have
heard that revision, by how many seconds after `start` (the machine's monotonic clock) they did.
"""

import asyncio
import json
import sys
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from typing import cast

PATIENCE_S = 30
AT_ONCE = 500  # connections that are being opened: as many as a listen queue takes


class Browser(asyncio.Protocol):
    """One stream. Notes when each revision came."""

    def __init__(self, request: bytes, crowd: "Crowd") -> None:
        self._request = request
        self._crowd = crowd
        self._got = b""
        self.is_open: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.Transport", transport).write(self._request)

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        *events, self._got = (self._got + data).split(b"\n\n")
        for event in events:
            self._hear(event, now)

    def _hear(self, event: bytes, now: float) -> None:
        _, found, rest = event.partition(b"id: ")
        if not found:
            return
        if not self.is_open.done():
            self.is_open.set_result(None)
        self._crowd.hear(int(rest.split(b"\n", 1)[0]), now)

    def connection_lost(self, _exc: Exception | None) -> None:
        self._crowd.lost += 1
        if not self.is_open.done():
            self.is_open.set_result(None)


class Crowd:
    def __init__(self) -> None:
        self.heard: dict[int, list[float]] = defaultdict(list)
        self._all: dict[int, asyncio.Event] = defaultdict(asyncio.Event)
        self.lost = 0
        self.size = 0

    async def come(self, host: str, port: int, path: str, cookies: list[str]) -> float:
        """Open all streams; return the seconds until each had its first event."""
        began = time.monotonic()
        gate = asyncio.Semaphore(AT_ONCE)
        self.size = len(cookies)
        requests = (
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\n{line}\r\n\r\n"
            for line in cookies
        )
        await asyncio.gather(
            *(self._open(gate, host, port, request.encode()) for request in requests)
        )
        return time.monotonic() - began

    async def _open(self, gate: asyncio.Semaphore, host: str, port: int, request: bytes) -> None:
        loop = asyncio.get_running_loop()
        async with gate:
            _, browser = await loop.create_connection(lambda: Browser(request, self), host, port)
            await asyncio.wait_for(browser.is_open, PATIENCE_S)

    def hear(self, rev: int, now: float) -> None:
        self.heard[rev].append(now)
        self._expect(rev)

    def _expect(self, rev: int) -> None:
        if len(self.heard[rev]) >= self.size - self.lost:
            self._all[rev].set()

    async def told(self, rev: int, start: float) -> dict[str, float]:
        """Wait until all have heard `rev`; return milliseconds and how many did not hear it."""
        self._expect(rev)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._all[rev].wait(), PATIENCE_S)
        took = sorted(1000 * (at - start) for at in self.heard.pop(rev, [])) or [float("inf")]
        middle, late = took[len(took) // 2], took[int(len(took) * 0.99)]
        return {"p50": middle, "p99": late, "max": took[-1], "missed": self.size - len(took)}


async def main(host: str, port: str, path: str, cookies: list[str]) -> None:
    crowd = Crowd()
    took = await crowd.come(host, int(port), path, cookies)
    print(json.dumps({"open": took, "lost": crowd.lost}), flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        rev, start = line.split()
        print(json.dumps(await crowd.told(int(rev), float(start))), flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4], Path(sys.argv[4]).read_text().splitlines()))
