"""How much of Zoom's rate limits is left, as its answers tell; many tell nothing.

https://developers.zoom.us/docs/api/rate-limits/
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict

from virtualcrowd.zoom.models import Connection

MOST_LABELS = 8


class Left(TypedDict):
    """Of one limit: how many calls it allows, how many were left, and when (ISO 8601)."""

    limit: int
    remaining: int
    at: str


def read(headers: Mapping[str, str], now: datetime) -> dict[str, Left]:
    """Return {label: what is left} of one answer; {} when it does not say."""
    limit, remaining = (
        headers.get("x-ratelimit-limit", ""),
        headers.get("x-ratelimit-remaining", ""),
    )
    if not (limit.isdecimal() and remaining.isdecimal()):
        return {}
    category = headers.get("x-ratelimit-category", "").lower()[:20] or "all"
    period = "a day" if "daily" in headers.get("x-ratelimit-type", "").lower() else "a second"
    left = Left(limit=int(limit), remaining=int(remaining), at=now.isoformat())
    return {f"{category}, {period}": left}


def keep(connection: Connection, seen: dict[str, Left]) -> None:
    """Store what a client saw over what was known."""
    if not seen:
        return
    rows = Connection.objects.filter(pk=connection.pk)
    known: dict[str, Left] = rows.values_list("rate_limits", flat=True).first() or {}
    rows.update(rate_limits=dict(list((known | seen).items())[-MOST_LABELS:]))
