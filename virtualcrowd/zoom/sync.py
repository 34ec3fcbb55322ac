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

BEHIND = timedelta(hours=1)  # a session that runs late is still looked after
HEARING = 3  # times as seldom where webhooks tell of changes
# How soon the next session is → how often its item is asked for. The last is of all that is kept.
TIERS = (
    (timedelta(hours=1), timedelta(minutes=5)),
    (timedelta(hours=24), timedelta(minutes=15)),
    (timedelta(days=7), timedelta(hours=6)),
    (timedelta(days=366), timedelta(hours=24)),
)
# Calls of one round: on the free plan, of 288 rounds a day, a quarter of its 6,000 calls.
ROUND_FREE, ROUND_PAID = 5, 400
SLACK = timedelta(seconds=30)  # rounds do not begin to the second
BATCH = 64
TROUBLE_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Look:
    """What Zoom said of an item, None if it does not know it, and when it was asked.

    News is as old as the question: what a webhook tells meanwhile wins.
    """

    detail: library.Detail | None
    asked_at: datetime


def due(connection: Connection, now: datetime) -> list[LibraryItem]:
    """Return the items whose turn it is, those of the next sessions first; each once.

    Nearer ones have their turn more often. A round takes no more than its share of what Zoom
    allows this account; what is left over comes first in the next.
    """
    most = ROUND_FREE if connection.plan == "Basic" else ROUND_PAID
    seldom = HEARING if connection.hears_webhooks else 1
    items = LibraryItem.objects.filter(event=connection.event_id)
    found: dict[int, LibraryItem] = {}
    for ahead, every in TIERS:
        stale = Q(synced_at__lte=now - every * seldom + SLACK)
        for item in items.filter(stale, _near(now, ahead)).distinct().order_by("synced_at")[:most]:
            found.setdefault(item.pk, item)
    return list(found.values())[:most]


def _near(now: datetime, ahead: timedelta) -> Q:
    """Items behind sessions that begin within `ahead`, that are on, or that are missing."""
    soon = Q(
        embeds__session__starts_at__lte=now + ahead, embeds__session__ends_at__gte=now - BEHIND
    )
    on = Q(embeds__session__live_state=LiveState.LIVE)
    return soon | on | Q(missing_since__isnull=False, gone_at=None)


def run_due(*, now: datetime) -> int:
    """Refresh what is due, of every connected event; return how many were asked for."""
    connected = Connection.objects.filter(status=Connection.Status.CONNECTED)
    waiting = ((row, due(row, now)) for row in connected)
    return sum(_refresh(row, items, now) for row, items in waiting if items)


def run_event(event: Event, *, now: datetime) -> int:
    """Refresh all of an event's library that is not long over, what was looked at last first."""
    connection = Connection.objects.filter(event=event, status=Connection.Status.CONNECTED).first()
    if connection is None:
        return 0
    worth = Q(ends=None) | Q(ends__gte=now - library.OVERRUN) | Q(embeds__isnull=False)
    items = overview.items_of(event, now).filter(worth).distinct().order_by("synced_at")
    return _refresh(connection, list(items), now)


def run_item(item: LibraryItem, *, now: datetime, is_told: bool = False) -> int:
    """Refresh one item, as when Zoom told that it changed, or (`is_told`) that it was deleted."""
    connection = Connection.objects.filter(
        event=item.event_id, status=Connection.Status.CONNECTED
    ).first()
    return _refresh(connection, [item], now, is_told=is_told) if connection else 0


def trouble(event: Event) -> str:
    """Return why the last sync failed, a key of `advice.IMPORT_TROUBLES`, or ""."""
    return str(cache.get(_key(event.pk), ""))


def look(*, item: LibraryItem, zoom: Client) -> Look:
    """Ask Zoom about an item, once. No database, so that many can be asked for side by side.

    Raises:
        ZoomError: Zoom could not be asked.
    """
    asked_at = timezone.now()
    with suppress(ZoomNotFound):
        return Look(_ask(zoom, item), asked_at)
    return Look(None, asked_at)


def _ask(zoom: Client, item: LibraryItem) -> library.Detail:
    if item.kind == LibraryItem.Kind.WEBINAR:
        return zoom.webinar(item.zoom_id)
    return zoom.meeting(item.zoom_id)


def learn(*, item: LibraryItem, seen: Look, now: datetime, is_told: bool = False) -> set[str]:
    """Store what a look at an item showed; return the columns that changed.

    An item that Zoom does not know any more is marked, never deleted: a single 404 may be wrong,
    so it is asked again a little later, and what the organiser wrote stays.
    """
    if seen.detail is None:
        changed = library.note_missing(item=item, now=now, is_told=is_told)
        if not changed and item.gone_at is None:
            _look_again(item)
        return changed
    changed = library.take_over(item=item, detail=seen.detail, now=now)
    is_on = seen.detail.status == library.STARTED
    if isinstance(seen.detail, Meeting) and is_on != item.is_started:
        tell = live.started if is_on else live.ended
        tell(item=item, at=seen.asked_at)
    return changed


def _look_again(item: LibraryItem) -> None:
    from virtualcrowd.zoom import tasks  # noqa: PLC0415 - tasks call this module

    tasks.refresh_item.schedule((item.pk,), delay=library.CONFIRM.total_seconds() + 5)


def refresh(*, item: LibraryItem, zoom: Client, now: datetime) -> set[str]:
    """Ask Zoom about an item and store the answer; raises as `look` does."""
    return learn(item=item, seen=look(item=item, zoom=zoom), now=now)


def _refresh(
    connection: Connection, items: list[LibraryItem], now: datetime, *, is_told: bool = False
) -> int:
    """Ask about each item; the first failure that concerns the connection ends the run."""
    with Client(connection, patient=True) as zoom:
        for start in range(0, len(items), BATCH):
            failure = _refresh_some(zoom, items[start : start + BATCH], now, is_told=is_told)
            if failure:
                cache.set(_key(connection.event_id), troubles.key_of(failure), TROUBLE_S)
                return start
    cache.delete(_key(connection.event_id))
    return len(items)


def _refresh_some(
    zoom: Client, items: list[LibraryItem], now: datetime, *, is_told: bool
) -> ZoomError | None:
    answers = crew.ask(
        zoom, lambda item: look(item=item, zoom=zoom), items, label="light", tries=crew.TRIES
    )
    failure: ZoomError | None = None
    for item, answer in answers.items():
        if not isinstance(answer, ZoomError):
            learn(item=item, seen=answer, now=now, is_told=is_told)
        elif not isinstance(answer, ZoomRefused):
            failure = failure or answer
    return failure


def _key(event_id: int) -> str:
    return f"zoom-sync:{event_id}"
