"""Rate limits by label, per account, in fixed windows of a second. Off unless switched on.

https://developers.zoom.us/docs/api/rate-limits/
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from zoomsandbox.rest import errors

if TYPE_CHECKING:
    from zoomsandbox.rest.errors import ZoomError
    from zoomsandbox.world import World

PER_SECOND = {
    "free": {"light": 4, "medium": 2, "heavy": 1},
    "pro": {"light": 30, "medium": 20, "heavy": 10},
    "business": {"light": 80, "medium": 60, "heavy": 40},
}


def spend(world: World, label: str) -> dict[str, str]:
    """Count one request and return its headers; raises 429 when the second is full."""
    if not world.limits.on:
        return {}
    most = PER_SECOND[world.limits.plan][label]
    window = (label, int(world.clock.timestamp()))
    counts = world.limits.counts
    if window not in counts:
        for stale in [known for known in counts if known[0] == label]:
            del counts[stale]
    counts[window] = counts.get(window, 0) + 1
    if counts[window] > most:
        raise errors.too_many()
    return _headers(label, most, most - counts[window])


def headers_of(error: ZoomError, label: str, world: World) -> dict[str, str]:
    """Return the headers that a 429 carries, {} for other errors."""
    if error.status != HTTPStatus.TOO_MANY_REQUESTS:
        return {}
    return _headers(label, PER_SECOND[world.limits.plan][label], 0)


def _headers(label: str, most: int, left: int) -> dict[str, str]:
    return {
        "x-ratelimit-category": label.capitalize(),
        "x-ratelimit-type": "QPS",
        "x-ratelimit-limit": str(most),
        "x-ratelimit-remaining": str(left),
    }
