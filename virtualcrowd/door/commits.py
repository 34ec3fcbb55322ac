"""Rows of many requests, committed together by a thread."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

from virtualcrowd.door.threads import Threads

logger = logging.getLogger(__name__)

AGAIN = 1.0  # seconds until rows that nobody waits for are tried again
KEEP = 100_000  # rows kept for another try

type Waiter = asyncio.Future[None]


class NotStored(Exception):
    """The database did not take the row."""


class GroupCommit[Row]:
    """Gathers rows for `every` seconds and stores at most `most` of them at once."""

    def __init__(
        self, store: Callable[[Sequence[Row]], None], threads: Threads, *, every: float, most: int
    ) -> None:
        self._store = store
        self._threads = threads
        self._every = every
        self._most = most
        self._rows: list[tuple[Row, Waiter | None]] = []
        self._task: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self.lost = 0  # rows that nobody waited for and that no try could store

    def put(self, row: Row) -> None:
        """Store the row soon; nobody waits for it."""
        self._rows.append((row, None))
        self._begin()

    async def stored(self, row: Row) -> None:
        """Store the row and return when it is committed.

        Raises:
            NotStored: the database did not take it.
        """
        waiter: Waiter = asyncio.get_running_loop().create_future()
        self._rows.append((row, waiter))
        self._begin()
        await waiter

    async def stop(self) -> None:
        """Store what is left; what cannot be stored now is lost."""
        self._stopping.set()
        while self._task:
            await self._task

    def _begin(self) -> None:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        try:
            while self._rows:
                await self._gather()
                batch, self._rows = self._rows[: self._most], self._rows[self._most :]
                try:
                    await self._threads.run(partial(self._store, [row for row, _ in batch]))
                except Exception:
                    logger.exception("%d rows could not be stored", len(batch))
                    await self._failed(batch)
                else:
                    self._done(batch)
        finally:
            self._task = None

    async def _gather(self) -> None:
        """Let rows come together, unless this is the end."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), self._every)

    def _done(self, batch: list[tuple[Row, Waiter | None]]) -> None:
        for _, waiter in batch:
            if waiter and not waiter.done():
                waiter.set_result(None)

    async def _failed(self, batch: list[tuple[Row, Waiter | None]]) -> None:
        """Tell those who wait; keep the other rows for another try."""
        for _, waiter in batch:
            if waiter and not waiter.done():
                waiter.set_exception(NotStored())
        keep = [(row, waiter) for row, waiter in batch if waiter is None]
        room = 0 if self._stopping.is_set() else max(0, KEEP - len(self._rows))
        self._rows = keep[:room] + self._rows
        self.lost += len(keep[room:])
        if keep and not self._stopping.is_set():
            await asyncio.sleep(AGAIN)
