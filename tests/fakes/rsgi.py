"""Drives an RSGI application from plain tests: it runs in a thread with a loop of its own.

So a test reads and writes the database as always, while the door does its work beside it.
"""

import asyncio
import queue
import threading
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Self

import orjson

PATIENCE = 10  # seconds after which a test that waits for the application has failed
END = object()


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)


class Protocol:
    """The server's side of one request: what the application reads from and answers by."""

    def __init__(self, body: Iterable[bytes]) -> None:
        self.sent: queue.Queue[Any] = queue.Queue()
        self.left = asyncio.Event()
        self.is_stream = False
        self._body = list(body)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self._body:
            yield part

    async def client_disconnect(self) -> None:
        await self.left.wait()

    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None:
        self.response_bytes(status, headers, b"")

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.sent.put(Answer(int(status), dict(headers), b""))
        self.sent.put(body)

    def response_stream(self, status: int, headers: list[tuple[str, str]]) -> "Transport":
        self.sent.put(Answer(int(status), dict(headers), b""))
        self.is_stream = True
        return Transport(self)

    def returned(self, _task: Any) -> None:
        """The handler is done, and with it the answer, unless it is a stream."""
        if not self.is_stream:
            self.sent.put(END)


class Transport:
    """A stream that has begun. It ends when nobody holds it any more."""

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol

    async def send_bytes(self, data: bytes) -> None:
        self._protocol.sent.put(data)

    def __del__(self) -> None:
        self._protocol.sent.put(END)


class Exchange:
    """One request that is being answered."""

    def __init__(self, driver: "Driver", scope: Any, body: Iterable[bytes]) -> None:
        self._driver = driver
        self._text = b""
        driver.run(self._start(driver, scope, body))

    async def _start(self, driver: "Driver", scope: Any, body: Iterable[bytes]) -> None:
        self._protocol = Protocol(body)
        self.task = asyncio.create_task(driver.app.__rsgi__(scope, self._protocol))
        self.task.add_done_callback(self._protocol.returned)

    def _next(self) -> Any:
        return self._protocol.sent.get(timeout=PATIENCE)

    def start(self) -> Answer:
        """Wait for the first line."""
        answer = self._next()
        if answer is END:
            self.task.result()
        return answer

    def whole(self) -> Answer:
        """Wait for the end of the answer."""
        answer = self.start()
        while (part := self._next()) is not END:
            answer.body += part
        self.task.result()
        return answer

    def event(self) -> dict[str, Any]:
        """Wait for the next server-sent event: {"event", "id", "data"}, or {"comment"}."""
        while b"\n\n" not in self._text:
            part = self._next()
            if part is END:
                raise EOFError
            self._text += part
        text, _, self._text = self._text.partition(b"\n\n")
        if text.startswith(b":"):
            return {"comment": text[1:].decode()}
        found = dict(line.split(": ", 1) for line in text.decode().split("\n"))
        found["data"] = orjson.loads(found["data"])
        return found

    def leave(self) -> None:
        """Close the connection from the browser's side."""
        self._driver.call(self._protocol.left.set)
        while self._next() is not END:
            pass


class Driver:
    """An application between its start and its end."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self.run(self.app.start())
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self.app.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()

    def run(self, coroutine: Any) -> Any:
        """Run in the application's loop and wait."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(PATIENCE)

    def call(self, function: Any, *args: Any) -> Any:
        async def within() -> Any:
            return function(*args)

        return self.run(within())

    def open(self, method: str, path: str, body: Iterable[bytes] = (), **headers: str) -> Exchange:
        path, _, query = path.partition("?")
        given = {"host": "testserver"} | headers
        scope = SimpleNamespace(
            method=method,
            path=path,
            query_string=query,
            headers={name.replace("_", "-"): value for name, value in given.items()},
        )
        return Exchange(self, scope, body)

    def get(self, path: str, **headers: str) -> Answer:
        return self.open("GET", path, **headers).whole()

    def post(self, path: str, *body: bytes, **headers: str) -> Answer:
        return self.open("POST", path, body, **headers).whole()
