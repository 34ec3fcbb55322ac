"""Has the host started? Asked of Zoom where no webhook tells, and now and then where one does.

Webinars have no status: of those only a webhook tells (`tickets` says so to the door).
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from virtualcrowd.agenda.models import LiveState, Session
from virtualcrowd.common.models import Heartbeat
from virtualcrowd.zoom import library, live
from virtualcrowd.zoom.client import Client
from virtualcrowd.zoom.errors import (
    ZoomError,
    ZoomNotFound,
    ZoomRateLimited,
    ZoomUnauthorized,
)
from virtualcrowd.zoom.models import Connection, LibraryItem

logger = logging.getLogger(__name__)

LATE = timedelta(minutes=60)  # how long after its plan a session is still asked for
LONGEST_LOBBY = timedelta(minutes=60)
HEARING_EVERY = timedelta(seconds=60)  # a webhook may get lost
PAUSE = timedelta(seconds=30)  # after a failure that does not name its own
BEAT = "zoom-poll"
LEASE = timedelta(seconds=20)  # one process polls; another takes over this long after it died


@dataclass
class Schedule:
    """When each connection is to be asked next; lives as long as one run of the loop."""

    next_at: dict[int, datetime] = field(default_factory=dict)

    def is_due(self, connection: Connection, now: datetime) -> bool:
        return self.next_at.get(connection.pk, now) <= now

    def asked(self, connection: Connection, now: datetime) -> None:
        every = timedelta(seconds=settings.ZOOM_STATUS_POLL_SECONDS)
        wait = max(every, HEARING_EVERY) if connection.hears_webhooks else every
        self.next_at[connection.pk] = now + wait

    def pause(self, connection: Connection, now: datetime, error: ZoomError) -> None:
        """Leave a connection alone for a while."""
        wait = PAUSE
        if isinstance(error, ZoomRateLimited) and error.retry_after:
            wait = timedelta(seconds=error.retry_after)
        elif isinstance(error, ZoomRateLimited) and error.daily:
            wait = timedelta(hours=1)
        self.next_at[connection.pk] = now + wait


def run(
    seconds: float,
    *,
    clock: Callable[[], datetime] = timezone.now,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Poll for `seconds` unless another process does. Returns how many rounds were asked."""
    end = clock() + timedelta(seconds=seconds)
    schedule, rounds = Schedule(), 0
    held = _claim(clock())
    while held is not None and clock() < end:
        tick(schedule=schedule, now=clock())
        rounds += 1
        sleep(min(settings.ZOOM_STATUS_POLL_SECONDS, max(0.0, (end - clock()).total_seconds())))
        held = _keep(held, clock())
    if held is not None:
        _release(held)
    return rounds


def _claim(now: datetime) -> datetime | None:
    """Take the lease; None when somebody holds it."""
    Heartbeat.objects.get_or_create(name=BEAT, defaults={"at": datetime.fromtimestamp(0, UTC)})
    mine = Heartbeat.objects.filter(name=BEAT, at__lt=now - _lease())
    return now if mine.update(at=now) else None


def _keep(held: datetime, now: datetime) -> datetime | None:
    return now if Heartbeat.objects.filter(name=BEAT, at=held).update(at=now) else None


def _release(held: datetime) -> None:
    Heartbeat.objects.filter(name=BEAT, at=held).update(at=held - 2 * _lease())


def _lease() -> timedelta:
    return max(LEASE, timedelta(seconds=2 * settings.ZOOM_STATUS_POLL_SECONDS))


def tick(*, schedule: Schedule, now: datetime) -> int:
    """Ask once for every item whose time it is. Returns how many were asked."""
    asked = 0
    for connection, items in _due(schedule, now):
        schedule.asked(connection, now)
        try:
            with Client(connection) as zoom:
                for item in items:
                    _ask(zoom, item)
                    asked += 1
        except ZoomError as error:
            schedule.pause(connection, now, error)
            level = logging.INFO if isinstance(error, ZoomUnauthorized) else logging.WARNING
            logger.log(level, "Status poll of %r pauses: %s", connection, error)
    return asked


def _due(schedule: Schedule, now: datetime) -> Iterable[tuple[Connection, list[LibraryItem]]]:
    by_event: dict[int, list[LibraryItem]] = {}
    for item in waited_for(now):
        by_event.setdefault(item.event_id, []).append(item)
    connections = Connection.objects.filter(event__in=by_event, status=Connection.Status.CONNECTED)
    for connection in connections:
        if schedule.is_due(connection, now):
            yield connection, by_event[connection.event_id]


def waited_for(now: datetime) -> list[LibraryItem]:
    """Return the meetings that somebody may be waiting for, or that are on, now."""
    around = Q(starts_at__lte=now + LONGEST_LOBBY, ends_at__gte=now - LATE)
    sessions = Session.objects.filter(
        around | Q(live_state=LiveState.LIVE),
        provider="zoom",
        is_published=True,
        event__is_published=True,
    ).exclude(zoom_embed=None)
    wanted = [
        session.zoom_embed.item_id
        for session in sessions.select_related("zoom_embed")
        if session.lobby_opens_at <= now or session.live_state == LiveState.LIVE
    ]
    kind = LibraryItem.Kind.MEETING
    return list(LibraryItem.objects.filter(pk__in=wanted, kind=kind, gone_at=None).order_by("pk"))


def _ask(zoom: Client, item: LibraryItem) -> None:
    """Ask for one meeting. The news is as old as the question: what a webhook told since wins."""
    asked_at = timezone.now()
    try:
        is_on = zoom.meeting(item.zoom_id).status == library.STARTED
    except ZoomNotFound:
        return  # deleted: the next sync of the library says so
    was_on = Session.objects.filter(zoom_embed__item=item, live_state=LiveState.LIVE).exists()
    if is_on and not was_on:
        live.started(item=item, at=asked_at)
    elif was_on and not is_on:
        live.ended(item=item, at=asked_at)
