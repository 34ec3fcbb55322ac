"""Lists of one host's meetings and webinars, by type and time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from zoomsandbox import payloads
from zoomsandbox.expiry import is_gone
from zoomsandbox.models import INSTANT, PERSONAL
from zoomsandbox.rest.paging import pages

if TYPE_CHECKING:
    from datetime import datetime

    from zoomsandbox.models import Item, Occurrence, User
    from zoomsandbox.rest.call import Call

SIX_MONTHS, NEXT_DAY = timedelta(days=183), timedelta(days=1)
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
    """GET /users/{userId}/meetings: what the user hosts and whose number lives."""
    host = call.user("meeting:read:list_meetings")
    call.check_host("meeting", host)
    kind = call.choice("type", "scheduled", MEETING_TYPES)
    now = call.world.clock.now()
    items = [item for item in call.world.items_of("meeting", host) if _listed(item, kind, now)]
    entries = _within(call, _chosen(items, kind, now))
    return pages(call, "meetings", entries, lambda entry: _row(entry, call))


def _listed(item: Item, kind: str, now: datetime) -> bool:
    """Leave out personal rooms, dead numbers, and instant meetings that are not on."""
    if item.type == PERSONAL or is_gone(item, now):
        return False
    return item.type != INSTANT or kind == "live"


def list_webinars(call: Call) -> dict[str, Any]:
    """GET /users/{userId}/webinars; those that can be read no more are still named."""
    host = call.user("webinar:read:list_webinars")
    call.check_host("webinar", host)
    kind = call.choice("type", "scheduled", WEBINAR_TYPES)
    items = call.world.items_of("webinar", host)
    entries = _chosen(items, kind, call.world.clock.now())
    return pages(call, "webinars", entries, lambda entry: _row(entry, call))


def upcoming_meetings(call: Call) -> dict[str, Any]:
    """GET /users/{userId}/upcoming_meetings: the next 24 hours, also where one is invited."""
    host = call.user("meeting:read:list_upcoming_meetings")
    now = call.world.clock.now()
    rows = [
        _coming_row(entry, host, call.base)
        for item in call.world.items_of("meeting")
        if _concerns(item, host) and _listed(item, "upcoming", now)
        for entry in _upcoming(item, now)
        if entry.start and entry.start < now + NEXT_DAY
    ]
    return {"total_records": len(rows), "meetings": rows}


def _concerns(item: Item, user: User) -> bool:
    """Tell whether someone hosts, may host, or is invited."""
    guests = [guest.get("email") for guest in item.settings.get("meeting_invitees", [])]
    return (
        item.host_id == user.id
        or user.email in str(item.settings.get("alternative_hosts", "")).split(";")
        or user.email in guests
    )


def _coming_row(entry: Entry, user: User, base: str) -> dict[str, Any]:
    row = payloads.item_row(entry.item, base, entry.date)
    for name in ("uuid", "host_id", "agenda", "pmi"):
        row.pop(name, None)
    return row | {
        "passcode": entry.item.passcode,
        "use_pmi": bool(entry.item.settings.get("use_pmi")),
        "is_host": entry.item.host_id == user.id,
        "is_all_day": False,
    }


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
    first, last = call.day("from"), call.day("to")
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


def _row(entry: Entry, call: Call) -> dict[str, Any]:
    row = payloads.item_row(entry.item, call.base, entry.date)
    if entry.item.settings.get("use_pmi"):
        row["pmi"] = str(call.world.host(entry.item).pmi)
    return row
