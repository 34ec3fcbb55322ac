"""Granian itself, serving an application from within a test."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Self

from granian.constants import HTTPModes
from granian.server.embed import Server

from tests.sandbox_server import free_port
from tests.waiting import until

PATIENCE = 10


class Served:
    """The application at an address of its own, in a thread with a loop of its own."""

    def __init__(self, handle: Callable[[Any, Any], Awaitable[None]]) -> None:
        self.port = free_port()
        self._handle = handle
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        # As a bare function: beginning and end are the test's.
        self._server = Server(
            self._handle, port=self.port, http=HTTPModes.http1, log_enabled=False, websockets=False
        )
        await self._server.serve()

    def __enter__(self) -> Self:
        self._thread.start()
        until(self._listens)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._server.stop)
        self._thread.join(PATIENCE)

    def _listens(self) -> bool:
        with suppress(OSError):
            self.connect().close()
            return True
        return False

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def ask(self, raw: bytes) -> bytes:
        """Send these bytes; return all that comes until the server closes."""
        with self.connect() as line:
            line.sendall(raw)
            return b"".join(iter(lambda: line.recv(65536), b""))

    def run(self, coroutine: Any) -> Any:
        """Run in the server's loop and wait."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(PATIENCE)

    def call(self, function: Callable[[], None]) -> None:
        """Call in the server's loop and wait."""

        async def within() -> None:
            function()

        self.run(within())
