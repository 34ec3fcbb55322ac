"""Is this process alive, and can it do its work?"""

from functools import partial
from http import HTTPStatus

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from granian.rsgi import HTTPProtocol, Scope

from virtualcrowd.common import upkeep
from virtualcrowd.door import answers
from virtualcrowd.door.memory import Memory
from virtualcrowd.door.shelf import Shelf

KNOWN_FOR = 2.0  # seconds; so that asking often costs nothing


def look(*, is_migrated: bool) -> dict[str, bool]:
    """Return what is right. `is_migrated`: known from before, and cannot become untrue."""
    try:
        connection.ensure_connection()
        migrated = is_migrated or not _waiting_migrations()
        worker = migrated and upkeep.worker_is_there(timezone.now())
    except DatabaseError:
        return {"database": False, "migrations": False, "worker": False}
    return {"database": True, "migrations": migrated, "worker": worker}


def _waiting_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


class Health:
    """Answers those who watch over the installation."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._is_migrated = False
        self._found = Shelf(self._look, max_age=KNOWN_FOR, clock=memory.clock)

    async def alive(self, _scope: Scope, protocol: HTTPProtocol) -> None:
        answers.text(protocol, HTTPStatus.OK, b"ok\n")

    async def ready(self, _scope: Scope, protocol: HTTPProtocol) -> None:
        found = await self._found.get(None)
        status = HTTPStatus.OK if all(found.values()) else HTTPStatus.SERVICE_UNAVAILABLE
        answers.json(protocol, status, found)

    async def metrics(self, _scope: Scope, protocol: HTTPProtocol) -> None:
        gauges = {"vc_streams_open": self._memory.hub.count}
        answers.text(protocol, HTTPStatus.OK, self._memory.counters.text(gauges).encode())

    async def _look(self, _nothing: None) -> dict[str, bool]:
        found = await self._memory.threads.run(partial(look, is_migrated=self._is_migrated))
        self._is_migrated = found["migrations"]
        return found
