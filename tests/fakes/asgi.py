"""Drives an ASGI application from plain tests: it runs in a thread with a loop of its own.

So a test reads and writes the database as always, while the door does its work beside it.
"""

import asyncio
import queue
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

import orjson

PATIENCE = 10  # seconds after which a test that waits for the application has failed


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)


class Exchange:
    """One request that is being answered."""

    def __init__(self, driver: "Driver", scope: dict[str, Any], body: Iterable[bytes]) -> None:
        self._driver = driver
        self._sent: queue.Queue[dict[str, Any]] = queue.Queue()
        self._body = list(body) or [b""]
        self._left = asyncio.Event()
        self._flows = asyncio.Event()
        self._flows.set()
        self._text = b""
        self._first = driver.run(self._start(driver, scope))

    async def _start(self, driver: "Driver", scope: dict[str, Any]) -> None:
        self.task = asyncio.create_task(driver.app(scope, self._receive, self._send))
        self.task.add_done_callback(lambda _: self._sent.put({"type": "end"}))

    async def _receive(self) -> dict[str, Any]:
        if self._body:
            part = self._body.pop(0)
            return {"type": "http.request", "body": part, "more_body": bool(self._body)}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        await self._flows.wait()
        self._sent.put(message)

    def _next(self) -> dict[str, Any]:
        return self._sent.get(timeout=PATIENCE)

    def start(self) -> Answer:
        """Wait for the first line."""
        message = self._next()
        if message["type"] == "end":
            self.task.result()
        headers = {k.decode(): v.decode() for k, v in message["headers"]}
        return Answer(message["status"], headers, b"")

    def whole(self) -> Answer:
        """Wait for the end of the answer."""
        answer = self.start()
        while (message := self._next())["type"] != "end":
            answer.body += message["body"]
        self.task.result()
        return answer

    def event(self) -> dict[str, Any]:
        """Wait for the next server-sent event: {"event", "id", "data"}, or {"comment"}."""
        while b"\n\n" not in self._text:
            message = self._next()
            if message["type"] == "end":
                raise EOFError
            self._text += message.get("body", b"")
        text, _, self._text = self._text.partition(b"\n\n")
        if text.startswith(b":"):
            return {"comment": text[1:].decode()}
        found = dict(line.split(": ", 1) for line in text.decode().split("\n"))
        found["data"] = orjson.loads(found["data"])
        return found

    def stall(self) -> None:
        """Take nothing more: the browser's machine sleeps."""
        self._driver.call(self._flows.clear)

    def leave(self) -> None:
        """Close the connection from the browser's side."""
        self._driver.call(self._left.set)
        while self._next()["type"] != "end":
            pass


class Driver:
    """An application between its lifespan's start and its end."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._life: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._alive: queue.Queue[str] = queue.Queue()
        self._lifespan = asyncio.run_coroutine_threadsafe(
            self.app({"type": "lifespan"}, self._life.get, self._told), self._loop
        )
        self._phase("startup")
        return self

    def __exit__(self, *_: object) -> None:
        self._phase("shutdown")
        self._lifespan.result(PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()

    def _phase(self, name: str) -> None:
        self.run(self._life.put({"type": f"lifespan.{name}"}))
        assert self._alive.get(timeout=PATIENCE) == f"lifespan.{name}.complete"

    async def _told(self, message: dict[str, Any]) -> None:
        self._alive.put(message["type"])

    def run(self, coroutine: Any) -> Any:
        """Run in the application's loop and wait."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(PATIENCE)

    def call(self, function: Any, *args: Any) -> Any:
        async def within() -> Any:
            return function(*args)

        return self.run(within())

    def open(self, method: str, path: str, body: Iterable[bytes] = (), **headers: str) -> Exchange:
        path, _, query = path.partition("?")
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": [
                (k.replace("_", "-").encode(), v.encode())
                for k, v in ({"host": "testserver"} | headers).items()
            ],
        }
        return Exchange(self, scope, body)

    def get(self, path: str, **headers: str) -> Answer:
        return self.open("GET", path, **headers).whole()

    def post(self, path: str, *body: bytes, **headers: str) -> Answer:
        return self.open("POST", path, body, **headers).whole()
