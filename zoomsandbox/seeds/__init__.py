"""Ready-made accounts to start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zoomsandbox.seeds import big, demo, empty

if TYPE_CHECKING:
    from collections.abc import Callable

    from zoomsandbox.world import World

SEEDS: dict[str, Callable[[World], None]] = {
    "demo": demo.fill,
    "empty": empty.fill,
    "big": big.fill,
    "medium": big.fill_less,
}


def plant(world: World, name: str) -> None:
    """Empty the world and fill it from a seed; raises KeyError for an unknown one."""
    fill = SEEDS[name]
    world.reset(name)
    fill(world)
