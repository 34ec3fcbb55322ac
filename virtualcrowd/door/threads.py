"""Where the door's few queries run: the event loop itself never waits for a database."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import close_old_connections


def _with_connection[T](work: Callable[[], T]) -> T:
    """Do `work` as Django does a request: a connection that broke or grew old is replaced."""
    close_old_connections()
    try:
        return work()
    finally:
        close_old_connections()


class Threads:
    """A handful of threads, each with a database connection that lasts."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=6, thread_name_prefix="door")

    async def run[T](self, work: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, _with_connection, work)

    def stop(self) -> None:
        """Wait for what runs, then let the threads go."""
        self._pool.shutdown(wait=True)
