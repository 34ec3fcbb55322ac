"""The listening half of `common.bus`: hears what other processes published.

SQLite has no channel, so a thread asks ten times a second whether the file changed, and only
then reads the outbox. PostgreSQL tells by NOTIFY. Both live through a database that goes away.
"""

import asyncio
import json
import logging
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import psycopg
from django.db import connection
from psycopg import sql

from virtualcrowd.common import bus

logger = logging.getLogger(__name__)

EVERY = 0.1  # seconds between two looks at the SQLite file
AGAIN = 1.0  # seconds until the next try after the database failed
PING = 30.0  # seconds of silence after which a PostgreSQL connection must show that it lives
_NOT_LIBPQ = {"cursor_factory", "context", "prepare_threshold"}


@dataclass(frozen=True, slots=True)
class News:
    """One message of the bus."""

    topic: str
    event_id: int | None
    body: dict[str, Any]


class Hearer(Protocol):
    """Who wants the news. Called in the event loop."""

    def hear(self, news: News) -> None: ...

    def missed(self) -> None:
        """Some news may have gone by unheard."""
        ...


class Listener(Protocol):
    def start(self) -> None: ...

    async def stop(self) -> None: ...


def listener(hearer: Hearer) -> Listener:
    """Return the listener for the database in use; call in the event loop."""
    if connection.vendor == "postgresql":
        params = connection.get_connection_params()
        return PostgresListener(hearer, {k: params[k] for k in params if k not in _NOT_LIBPQ})
    return SqliteListener(hearer, str(connection.settings_dict["NAME"]))


class SqliteListener:
    """Reads the outbox whenever another connection changed the file."""

    def __init__(self, hearer: Hearer, path: str) -> None:
        self._hearer = hearer
        self._path = path
        self._last = -1  # id of the newest message read; -1: none yet
        self._stopping = threading.Event()
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="door-listen", daemon=True)

    def start(self) -> None:
        self._thread.start()

    async def stop(self) -> None:
        self._stopping.set()
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._follow()
            except sqlite3.Error as error:
                logger.warning("News cannot be read from the database; trying again: %s", error)
                self._stopping.wait(AGAIN)

    def _follow(self) -> None:
        """Read until told to stop.

        Raises:
            sqlite3.Error: the file is not there, not readable or not migrated yet.
        """
        db = sqlite3.connect(f"file:{self._path}?mode=rw", uri=True, timeout=5)
        try:
            if self._last < 0:
                found = db.execute("SELECT coalesce(max(id), 0) FROM common_busmessage")
                self._last = found.fetchone()[0]
            self._tell(self._hearer.missed)  # whatever was said before we listened
            version = None
            while not self._stopping.wait(EVERY):
                newest = db.execute("PRAGMA data_version").fetchone()[0]
                if newest != version:
                    version = newest
                    self._read(db)
        finally:
            db.close()

    def _read(self, db: sqlite3.Connection) -> None:
        # One writer at a time, so ids are in the order of commits.
        rows = db.execute(
            "SELECT id, topic, event_id, body FROM common_busmessage WHERE id > ? ORDER BY id",
            [self._last],
        ).fetchall()
        for pk, topic, event_id, body in rows:
            self._last = pk
            self._tell(self._hearer.hear, News(topic, event_id, json.loads(body)))

    def _tell(self, call: Callable[..., None], *args: object) -> None:
        try:
            self._loop.call_soon_threadsafe(call, *args)
        except RuntimeError:  # the loop is gone: nobody listens any more
            self._stopping.set()


class PostgresListener:
    """LISTENs on a connection of its own."""

    def __init__(self, hearer: Hearer, params: dict[str, Any]) -> None:
        self._hearer = hearer
        self._params = {"keepalives_idle": 30, "connect_timeout": 5} | params
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await self._follow()
            except (psycopg.Error, OSError) as error:
                logger.warning("The database cannot be listened to; trying again: %s", error)
            await asyncio.sleep(AGAIN)

    async def _follow(self) -> None:
        """Hear until the connection breaks.

        Raises:
            psycopg.Error: it broke, or could not be made.
        """
        db = await psycopg.AsyncConnection.connect(**self._params, autocommit=True)
        async with db:
            await db.execute(sql.SQL("LISTEN {}").format(sql.Identifier(bus.CHANNEL)))
            self._hearer.missed()  # whatever was said before we listened
            while True:
                async for note in db.notifies(timeout=PING):
                    said = json.loads(note.payload)
                    self._hearer.hear(News(said["topic"], said["event_id"], said["body"]))
                await db.execute("SELECT 1")
