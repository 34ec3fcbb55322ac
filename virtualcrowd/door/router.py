"""Which address the door answers itself, and who answers the rest."""

import asyncio
import gc
import logging
import re
import time
from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus

from django.db import DatabaseError
from granian.rsgi import HTTPProtocol, Scope

from virtualcrowd.door import answers, closing
from virtualcrowd.door.commits import GroupCommit
from virtualcrowd.door.health import Health
from virtualcrowd.door.hooks import Hooks
from virtualcrowd.door.listen import Listener, listener
from virtualcrowd.door.memory import Memory
from virtualcrowd.door.rows import Join, store_joins
from virtualcrowd.door.stream import Live, number
from virtualcrowd.door.tickets import Tickets

logger = logging.getLogger(__name__)

type Application = Callable[[Scope, HTTPProtocol], Awaitable[None]]
type Methods = tuple[str, ...]
type Found = tuple[Methods, Application]

GET = ("GET", "HEAD")
POST = ("POST",)
# Seconds. Each writing touches much the same pages of the indexes, be it many rows or few; a
# process that is killed loses what it gathered.
JOINS_EVERY = 1.0
_TOKEN = re.compile(r"[\w-]{1,64}", re.ASCII)  # what is none is not looked up, nor remembered


async def not_here(_scope: Scope, protocol: HTTPProtocol) -> None:
    """Answer for the door that stands alone: pages are served by another process."""
    answers.error(protocol, HTTPStatus.NOT_FOUND, "not_found")


class Router:
    """The application, as Granian takes it by its own interface, RSGI.

    https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md
    """

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
        health = Health(memory)
        self._watched: dict[str, Application] = {
            "healthz": health.alive,
            "readyz": health.ready,
            "metrics": health.metrics,
        }
        self._listener: Listener | None = None
        self._beat: asyncio.Task[None] | None = None

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Granian calls this before it takes requests."""
        loop.run_until_complete(self.start())

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Granian calls this when the last request was answered."""
        loop.run_until_complete(self.stop())

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        found = self._find(scope.path)
        if found is None:
            return await self._pages(scope, protocol)
        methods, handle = found
        if scope.method not in methods:
            allow = [("allow", ", ".join(methods))]
            return answers.error(protocol, HTTPStatus.METHOD_NOT_ALLOWED, "method", allow)
        try:
            return await handle(scope, protocol)
        except DatabaseError:
            logger.warning("The database does not answer", exc_info=True)
            again = [("retry-after", "2")]
            return answers.error(protocol, HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", again)
        except Exception:
            logger.exception("A request of the door failed")
            return answers.error(protocol, HTTPStatus.INTERNAL_SERVER_ERROR, "failed")

    def _find(self, path: str) -> Found | None:
        """Return the handler of an address that is the door's."""
        match path.split("/"):
            case ["", "e", code, "agenda", given, "ticket"]:  # first, for its storms
                session_id = number(given) or 0
                return POST, partial(self._tickets.answer, shortcode=code, session_id=session_id)
            case ["", "e", code, "live"]:
                return ("GET",), partial(self._live.follow, shortcode=code)
            case ["", "e", code, "live", "state"]:
                return ("GET",), partial(self._live.state, shortcode=code)
            case ["", "hooks", slug, token] if _TOKEN.fullmatch(token):
                return POST, partial(self._hooks.answer, slug=slug, token=token)
            case ["", name] if name in self._watched:
                return GET, self._watched[name]
        return None

    async def start(self) -> None:
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
