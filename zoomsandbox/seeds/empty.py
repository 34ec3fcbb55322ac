"""An account with its owner and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from zoomsandbox.seeds import build

if TYPE_CHECKING:
    from zoomsandbox.world import World


def fill(world: World) -> None:
    """Fill the world."""
    world.account = replace(build.ACCOUNT)
    build.user(world, "olive.host@demo.example", "Olive Host", role="Owner", webinar=True)
