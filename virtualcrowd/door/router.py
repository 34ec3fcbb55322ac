"""Raw ASGI: which address the door answers itself, and who answers the rest."""

import asyncio
import gc
import logging
import re
import time
from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus

from django.db import DatabaseError

from virtualcrowd.door import answers, closing
from virtualcrowd.door.answers import Receive, Scope, Send
from virtualcrowd.door.commits import GroupCommit
from virtualcrowd.door.health import Health
from virtualcrowd.door.hooks import Hooks
from virtualcrowd.door.listen import Listener, listener
from virtualcrowd.door.memory import Memory
from virtualcrowd.door.rows import Join, store_joins
from virtualcrowd.door.stream import Live, number
from virtualcrowd.door.tickets import Tickets

logger = logging.getLogger(__name__)

type Application = Callable[[Scope, Receive, Send], Awaitable[None]]
type Methods = tuple[str, ...]
type Found = tuple[Methods, Callable[[], Awaitable[None]]]

GET = ("GET", "HEAD")
POST = ("POST",)
# Seconds. Each writing touches much the same pages of the indexes, be it many rows or few; a
# process that is killed loses what it gathered.
JOINS_EVERY = 1.0
_TOKEN = re.compile(r"[\w-]{1,64}", re.ASCII)  # what is none is not looked up, nor remembered


async def not_here(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer for the door that stands alone: pages are served by another process."""
    await answers.error(send, HTTPStatus.NOT_FOUND, "not_found")


class Router:
    """The ASGI application. Its lifespan starts and stops everything that runs beside requests."""

    def __init__(
        self, pages: Application = not_here, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._pages = pages
        self.memory = memory = Memory(clock)
        self._joins: GroupCommit[Join] = GroupCommit(
            store_joins, memory.threads, every=JOINS_EVERY, most=20_000
        )
        self._tickets = Tickets(memory, self._joins)
        self._live = Live(memory)
        self._hooks = Hooks(memory)
        self._health = Health(memory)
        self._listener: Listener | None = None
        self._beat: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._find(scope, receive, send) if scope["type"] == "http" else None
        if found is None:
            return await self._not_ours(scope, receive, send)
        methods, handle = found
        if scope["method"] not in methods:
            allow = [(b"allow", ", ".join(methods).encode())]
            return await answers.error(send, HTTPStatus.METHOD_NOT_ALLOWED, "method", allow)
        try:
            return await handle()
        except DatabaseError:
            logger.warning("The database does not answer", exc_info=True)
            again = [(b"retry-after", b"2")]
            return await answers.error(send, HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", again)
        except Exception:
            logger.exception("A request of the door failed")
            return await answers.error(send, HTTPStatus.INTERNAL_SERVER_ERROR, "failed")

    async def _not_ours(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve what is no request to the door: pages, start and stop, sockets."""
        if scope["type"] == "http":
            return await self._pages(scope, receive, send)
        if scope["type"] == "lifespan":
            return await self._lifespan(receive, send)
        return await send({"type": "websocket.close", "code": 1000})

    def _find(self, scope: Scope, receive: Receive, send: Send) -> Found | None:
        """Return the handler of an address that is the door's."""
        match scope["path"].split("/"):
            case ["", "e", code, "agenda", given, "ticket"]:  # first, for its storms
                session_id = number(given) or 0
                return POST, partial(self._tickets.answer, scope, send, code, session_id)
            case ["", "e", code, "live"]:
                return ("GET",), partial(self._live.follow, scope, receive, send, code)
            case ["", "e", code, "live", "state"]:
                return ("GET",), partial(self._live.state, scope, send, code)
            case ["", *rest]:
                return self._find_outside(rest, scope, receive, send)
        return None

    def _find_outside(
        self, rest: list[str], scope: Scope, receive: Receive, send: Send
    ) -> Found | None:
        """Return the handler of an address that is no event's."""
        match rest:
            case ["hooks", slug, token] if _TOKEN.fullmatch(token):
                return POST, partial(self._hooks.answer, scope, receive, send, slug, token)
            case ["healthz"]:
                return GET, partial(self._health.alive, send)
            case ["readyz"]:
                return GET, partial(self._health.ready, send)
            case ["metrics"]:
                return GET, partial(self._health.metrics, send)
        return None

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return

    def start(self) -> None:
        """Begin to listen. A database that is not there yet is waited for meanwhile."""
        # What is loaded by now stays: the collector need not go through it again and again, which
        # stops everything for a tenth of a second whenever a storm leaves many lines to be written.
        gc.freeze()
        self._listener = listener(self.memory)
        self._listener.start()
        self._beat = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        await asyncio.sleep(1)  # by now the server has its own handlers for signals
        closing.before_stop(self.memory.hub.drop_all)
        await self.memory.hub.beat()

    async def stop(self) -> None:
        """End the streams, write what is left, let go."""
        if self._beat:
            self._beat.cancel()
        self.memory.hub.drop_all()
        if self._listener:
            await self._listener.stop()
        await self._joins.stop()
        await self._hooks.commits.stop()
        await asyncio.to_thread(self.memory.stop)
