"""Rate limits: by label and account, by host, by registrant. Off unless switched on.

All windows are of the sandbox's clock: a second, a minute for resource-intensive calls, a day of
GMT. https://developers.zoom.us/docs/api/rate-limits/
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from zoomsandbox.clock import zoom_time
from zoomsandbox.rest import errors

if TYPE_CHECKING:
    from zoomsandbox.models import Item
    from zoomsandbox.world import World

SECOND, MINUTE, DAY = 1, 60, 86_400
PER_SECOND = {
    "free": {"light": 4, "medium": 2, "heavy": 1, "resource-intensive": 10},
    "pro": {"light": 30, "medium": 20, "heavy": 10, "resource-intensive": 10},
    "business": {"light": 80, "medium": 60, "heavy": 40, "resource-intensive": 20},
}
# Paid plans count heavy and resource-intensive calls of a day together.
PER_DAY = {
    "free": {"light": 6000, "medium": 2000, "heavy": 1000, "resource-intensive": 30_000},
    "pro": {"heavy": 30_000, "resource-intensive": 30_000},
    "business": {"heavy": 60_000, "resource-intensive": 60_000},
}
PLANS = {"Basic": "free", "Pro": "pro", "Business": "business"}
KINDS = ("second", "day", "host", "registrant")
CHANGES_OF_HOST, ADDS_OF_REGISTRANT, STATUS_OF_REGISTRANT = 100, 3, 10


@dataclass(frozen=True)
class Window:
    """What is counted under which name, how long, and how often at most."""

    name: str
    length_s: int
    most: int


def spend(world: World, label: str) -> dict[str, str]:
    """Count one request and return its headers; raises 429 when a window is full."""
    for window in _windows(world, label):
        if not _count(world, window):
            daily = window.length_s == DAY
            raise errors.too_many(_headers(world, label, window, 0), daily=daily)
    shortest = next(iter(_windows(world, label)), None)
    if shortest is None:
        return {"x-ratelimit-category": label.capitalize()}
    _, count = world.limits.counts[shortest.name]
    return _headers(world, label, shortest, shortest.most - count)


def spend_host(world: World, host_id: str) -> None:
    """Count a create or an update of a host's items; raises 429 after 100 a day."""
    if _is_on(world, "host"):
        window = Window(f"host/{host_id}", DAY, CHANGES_OF_HOST)
        if not _count(world, window):
            raise errors.too_many_of_host(_headers(world, "light", window, 0))


def spend_registrant(world: World, item: Item, email: str) -> None:
    """Count adding one address to one item; raises 429 after three a day."""
    if _is_on(world, "registrant"):
        window = Window(f"add/{item.id}/{email.lower()}", DAY, ADDS_OF_REGISTRANT)
        if not _count(world, window):
            raise errors.too_many_adds(item.kind, _headers(world, "light", window, 0))


def spend_status(world: World, item: Item, email: str) -> None:
    """Count a change of one registrant's status; raises 429 after ten a day."""
    if _is_on(world, "registrant"):
        window = Window(f"status/{item.id}/{email.lower()}", DAY, STATUS_OF_REGISTRANT)
        if not _count(world, window):
            raise errors.too_many(_headers(world, "medium", window, 0), daily=True)


def _is_on(world: World, kind: str) -> bool:
    return world.limits.on and kind in world.limits.kinds


def _windows(world: World, label: str) -> list[Window]:
    plan = world.limits.plan
    windows = []
    if _is_on(world, "second"):
        length = MINUTE if label == "resource-intensive" else SECOND
        windows.append(Window(f"second/{label}", length, PER_SECOND[plan][label]))
    if _is_on(world, "day") and label in PER_DAY[plan]:
        together = plan != "free"
        windows.append(
            Window("day/heavy" if together else f"day/{label}", DAY, PER_DAY[plan][label])
        )
    return windows


def _count(world: World, window: Window) -> bool:
    """Add one to a window and tell whether there was room."""
    now = int(world.clock.timestamp()) // window.length_s
    began, count = world.limits.counts.get(window.name, (now, 0))
    count = count if began == now else 0
    world.limits.counts[window.name] = (now, min(count + 1, window.most))
    return count < window.most


def _headers(world: World, label: str, window: Window, left: int) -> dict[str, str]:
    headers = {
        "x-ratelimit-category": label.capitalize(),
        "x-ratelimit-type": "Daily-limit" if window.length_s == DAY else "QPS",
        "x-ratelimit-limit": str(window.most),
        "x-ratelimit-remaining": str(left),
    }
    if left <= 0 and window.length_s == DAY:
        again = (int(world.clock.timestamp()) // DAY + 1) * DAY
        headers["retry-after"] = zoom_time(datetime.fromtimestamp(again, UTC))
    return headers
