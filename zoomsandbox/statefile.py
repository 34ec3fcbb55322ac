"""Keeps the state in a file over restarts: python -m zoomsandbox --state FILE."""

from __future__ import annotations

import asyncio
import json
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zoomsandbox import archive

if TYPE_CHECKING:
    from pathlib import Path

    from zoomsandbox.world import World

LOOK_EVERY_S = 1.0
# How many times as long as writing takes nothing is written.
REST = 20


@dataclass
class StateFile:
    """A file and what of the world it holds."""

    path: Path
    world: World
    seen: tuple[object, ...] = ()

    def load(self) -> bool:
        """Take the state from the file; tell whether there was one. Raises ArchiveError."""
        if not self.path.exists():
            return False
        try:
            told = json.loads(self.path.read_bytes())
        except ValueError as error:
            raise archive.ArchiveError(f"{self.path} is not JSON: {error}") from error
        if not isinstance(told, dict):
            raise archive.ArchiveError(f"{self.path} is not a state.")
        archive.read(self.world, told, go_on=True)
        self.seen = self._mark()
        return True

    def save(self) -> None:
        """Write the file when something changed: whole or not at all."""
        mark = self._mark()
        if mark == self.seen:
            return
        text = json.dumps(archive.write(self.world), ensure_ascii=False)
        beside = self.path.with_name(f"{self.path.name}.new")
        with beside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)
        self.seen = mark

    def _mark(self) -> tuple[object, ...]:
        """What differs after each change, each request and each token."""
        world = self.world
        last = id(world.log[-1]) if world.log else 0
        return (world.revision, last, len(world.grants), len(world.codes), world.clock.rate)

    async def keep(self) -> None:
        """Save once a second, for ever; large states more seldom, so that answers stay quick."""
        took_s = 0.0
        while True:
            await asyncio.sleep(max(LOOK_EVERY_S, took_s * REST))
            began = time.perf_counter()
            self.save()
            took_s = time.perf_counter() - began
