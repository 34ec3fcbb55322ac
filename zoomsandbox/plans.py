"""What a plan allows a host to run at once.

https://support.zoom.com/hc/en/article?id=zm_kb&sysparm_article=KB0068522
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoomsandbox.models import Item, User
    from zoomsandbox.world import World

ONE_AT_ONCE = ("Basic", "Pro")
ADD_ON = {"Basic": 2, "Plus": 4}


def at_once(world: World, host: User) -> int:
    """Return how many meetings a host may run: two for Licensed users of Business and above.

    The add-on is the host's setting feature.concurrent_meeting; how many it allows is our guess.
    """
    bought = str(host.settings.get("feature", {}).get("concurrent_meeting", ""))
    if bought in ADD_ON:
        return ADD_ON[bought]
    return 2 if host.is_licensed and world.account.plan not in ONE_AT_ONCE else 1


def crowded_out(world: World, item: Item) -> list[Item]:
    """Return what has to end before its host can start this one; [] unless the limit counts."""
    if not world.account.limits_at_once:
        return []
    host = world.host(item)
    running = [
        other
        for other in world.items.values()
        if other.host_id == host.id and other.is_started and other is not item
    ]
    running.sort(key=lambda other: other.runs[-1].started_at)
    return running[: max(0, len(running) + 1 - at_once(world, host))]
