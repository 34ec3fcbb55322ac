"""Lists of one host's meetings and webinars, by type and time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from zoomsandbox import payloads
from zoomsandbox.create import InvalidFieldError, moment
from zoomsandbox.models import INSTANT
from zoomsandbox.rest import errors
from zoomsandbox.rest.paging import pages

if TYPE_CHECKING:
    from datetime import datetime

    from zoomsandbox.models import Item, Occurrence
    from zoomsandbox.rest.call import Call

SIX_MONTHS = timedelta(days=183)
MEETING_TYPES = ("scheduled", "live", "upcoming", "upcoming_meetings", "previous_meetings")
WEBINAR_TYPES = ("scheduled", "upcoming")


class Entry(NamedTuple):
    """A list row: an item, or one date of a recurring one."""

    item: Item
    date: Occurrence | None = None

    @property
    def start(self) -> datetime | None:
        """When it starts; None without fixed time."""
        return self.date.start if self.date else self.item.start


def list_meetings(call: Call) -> dict[str, Any]:
    """GET /users/{userId}/meetings."""
    host = call.user("meeting:read:list_meetings")
    kind = call.query.get("type") or "scheduled"
    if kind not in MEETING_TYPES:
        raise errors.invalid_field("type")
    items = [
        item
        for item in call.world.items_of("meeting", host)
        if item.type != INSTANT or kind == "live"
    ]
    entries = _within(call, _chosen(items, kind, call.world.clock.now()))
    return pages(call, "meetings", entries, lambda entry: _row(entry, call.base))


def list_webinars(call: Call) -> dict[str, Any]:
    """GET /users/{userId}/webinars."""
    host = call.user("webinar:read:list_webinars")
    if not host.webinar:
        raise errors.no_webinar_plan()
    kind = call.query.get("type") or "scheduled"
    if kind not in WEBINAR_TYPES:
        raise errors.invalid_field("type")
    items = call.world.items_of("webinar", host)
    entries = _chosen(items, kind, call.world.clock.now())
    return pages(call, "webinars", entries, lambda entry: _row(entry, call.base))


def _chosen(items: list[Item], kind: str, now: datetime) -> list[Entry]:
    """Pick by type; upcoming recurring items show one row per date, as hosts report."""
    match kind:
        case "live":
            return [Entry(item) for item in items if item.is_started]
        case "upcoming" | "upcoming_meetings":
            entries = [entry for item in items for entry in _upcoming(item, now)]
            return sorted(entries, key=lambda entry: entry.start or now + SIX_MONTHS)
        case "previous_meetings":
            return [Entry(item) for item in items if _is_past(item, now)]
        case _:
            return [Entry(item) for item in items]


def _upcoming(item: Item, now: datetime) -> list[Entry]:
    dates = [
        Entry(item, date)
        for date in item.occurrences
        if date.status == "available" and _ahead(date.start, date.duration, now)
    ]
    if dates:
        return dates
    if item.is_started or (item.start is None and not item.occurrences):
        return [Entry(item)]
    ahead = item.start is not None and _ahead(item.start, item.duration, now)
    return [Entry(item)] if ahead and not item.occurrences else []


def _ahead(start: datetime, duration: int, now: datetime) -> bool:
    return start + timedelta(minutes=duration) > now and start < now + SIX_MONTHS


def _is_past(item: Item, now: datetime) -> bool:
    if item.start is None or item.is_started:
        return False
    last = item.occurrences[-1].start if item.occurrences else item.start
    ended_at = last + timedelta(minutes=item.duration)
    return now - SIX_MONTHS < ended_at <= now


def _within(call: Call, entries: list[Entry]) -> list[Entry]:
    """Apply `from` and `to` (days, inclusive)."""
    first, last = _day(call, "from"), _day(call, "to")
    if first is None and last is None:
        return entries
    end = last + timedelta(days=1) if last else None
    return [
        entry
        for entry in entries
        if entry.start
        and (first is None or entry.start >= first)
        and (end is None or entry.start < end)
    ]


def _day(call: Call, name: str) -> datetime | None:
    text = call.query.get(name, "")
    if not text:
        return None
    try:
        return moment(text[:10])
    except InvalidFieldError:
        raise errors.invalid_field(name) from None


def _row(entry: Entry, base: str) -> dict[str, Any]:
    return payloads.item_row(entry.item, base, entry.date)
