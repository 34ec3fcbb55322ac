"""Keeps what Zoom says in the library up to date. Idempotent; overlays are never touched."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone

from virtualcrowd.agenda.models import LiveState
from virtualcrowd.events.models import Event
from virtualcrowd.zoom import crew, library, live, overview, troubles
from virtualcrowd.zoom.client import Client
from virtualcrowd.zoom.errors import ZoomError, ZoomNotFound, ZoomRefused
from virtualcrowd.zoom.models import Connection, LibraryItem
from virtualcrowd.zoom.payloads import Meeting

AHEAD = timedelta(hours=24)
BEHIND = timedelta(hours=1)  # a session that runs late is still looked after
BATCH = 64
TROUBLE_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Look:
    """What Zoom said of an item, None if it does not know it, and when it was asked.

    News is as old as the question: what a webhook tells meanwhile wins.
    """

    detail: library.Detail | None
    asked_at: datetime


def due(now: datetime) -> dict[int, list[LibraryItem]]:
    """Event id → items behind sessions of the next 24 hours, or that are on."""
    soon = Q(
        embeds__session__starts_at__lte=now + AHEAD, embeds__session__ends_at__gte=now - BEHIND
    )
    on = Q(embeds__session__live_state=LiveState.LIVE)
    items = LibraryItem.objects.filter(soon | on).distinct().order_by("synced_at")
    found: dict[int, list[LibraryItem]] = {}
    for item in items:
        found.setdefault(item.event_id, []).append(item)
    return found


def run_due(*, now: datetime) -> int:
    """Refresh what is due, of every connected event; return how many were asked for."""
    waiting = due(now)
    connections = Connection.objects.filter(event__in=waiting, status=Connection.Status.CONNECTED)
    return sum(_refresh(row, waiting[row.event_id], now) for row in connections)


def run_event(event: Event, *, now: datetime) -> int:
    """Refresh all of an event's library that is not long over, what was looked at last first."""
    connection = Connection.objects.filter(event=event, status=Connection.Status.CONNECTED).first()
    if connection is None:
        return 0
    worth = Q(ends=None) | Q(ends__gte=now - library.OVERRUN) | Q(embeds__isnull=False)
    items = overview.items_of(event, now).filter(worth).distinct().order_by("synced_at")
    return _refresh(connection, list(items), now)


def run_item(item: LibraryItem, *, now: datetime) -> int:
    """Refresh one item, as when Zoom told that it changed."""
    connection = Connection.objects.filter(
        event=item.event_id, status=Connection.Status.CONNECTED
    ).first()
    return _refresh(connection, [item], now) if connection else 0


def trouble(event: Event) -> str:
    """Return why the last sync failed, a key of `advice.IMPORT_TROUBLES`, or ""."""
    return str(cache.get(_key(event.pk), ""))


def look(*, item: LibraryItem, zoom: Client) -> Look:
    """Ask Zoom about an item. No database, so that many can be asked for side by side.

    The first "does not exist" is asked again, as nobody can join what is gone.

    Raises:
        ZoomError: Zoom could not be asked.
    """
    asked_at = timezone.now()
    for _ in range(1 if item.gone_at else 2):
        with suppress(ZoomNotFound):
            return Look(_ask(zoom, item), asked_at)
    return Look(None, asked_at)


def _ask(zoom: Client, item: LibraryItem) -> library.Detail:
    if item.kind == LibraryItem.Kind.WEBINAR:
        return zoom.webinar(item.zoom_id)
    return zoom.meeting(item.zoom_id)


def learn(*, item: LibraryItem, seen: Look, now: datetime) -> set[str]:
    """Store what a look at an item showed; return the columns that changed.

    An item that Zoom does not know any more is marked, never deleted: a single 404 may be wrong,
    and what the organiser wrote stays.
    """
    if seen.detail is None:
        return library.mark_gone(item=item, now=now)
    changed = library.take_over(item=item, detail=seen.detail, now=now)
    is_on = seen.detail.status == library.STARTED
    if isinstance(seen.detail, Meeting) and is_on != item.is_started:
        tell = live.started if is_on else live.ended
        tell(item=item, at=seen.asked_at)
    return changed


def refresh(*, item: LibraryItem, zoom: Client, now: datetime) -> set[str]:
    """Ask Zoom about an item and store the answer; raises as `look` does."""
    return learn(item=item, seen=look(item=item, zoom=zoom), now=now)


def _refresh(connection: Connection, items: list[LibraryItem], now: datetime) -> int:
    """Ask about each item; the first failure that concerns the connection ends the run."""
    with Client(connection, patient=True) as zoom:
        for start in range(0, len(items), BATCH):
            failure = _refresh_some(zoom, items[start : start + BATCH], now)
            if failure:
                cache.set(_key(connection.event_id), troubles.key_of(failure), TROUBLE_S)
                return start
    cache.delete(_key(connection.event_id))
    return len(items)


def _refresh_some(zoom: Client, items: list[LibraryItem], now: datetime) -> ZoomError | None:
    answers = crew.ask(
        zoom, lambda item: look(item=item, zoom=zoom), items, label="light", tries=crew.TRIES
    )
    failure: ZoomError | None = None
    for item, answer in answers.items():
        if not isinstance(answer, ZoomError):
            learn(item=item, seen=answer, now=now)
        elif not isinstance(answer, ZoomRefused):
            failure = failure or answer
    return failure


def _key(event_id: int) -> str:
    return f"zoom-sync:{event_id}"
