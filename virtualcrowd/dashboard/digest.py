"""E-mails to the owners about what is red: a day, and an hour, before a day's first session.

Each is sent once. Nothing red, nothing sent; what turns red in between is still told.
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from virtualcrowd.agenda import times
from virtualcrowd.agenda.models import ReadinessMail, Session
from virtualcrowd.agenda.providers import Check
from virtualcrowd.dashboard import board, readiness
from virtualcrowd.dashboard.board import Line
from virtualcrowd.events import staff
from virtualcrowd.events.models import Event

logger = logging.getLogger(__name__)

Moment = ReadinessMail.Moment
# From when before the day's first session; the nearer one wins.
WINDOWS = ((Moment.HOUR_BEFORE, timedelta(hours=1)), (Moment.DAY_BEFORE, timedelta(hours=24)))


@dataclass(frozen=True, slots=True)
class Digest:
    """What is red before a day of an event."""

    event: Event
    day: date
    moment: ReadinessMail.Moment
    starts_at: datetime
    reds: list[Check]  # of the event
    lines: list[Line]  # sessions of the day with something red

    @property
    def count(self) -> int:
        return len(self.reds) + sum(len(line.red) for line in self.lines)


def send_due(now: datetime) -> int:
    """Send what is due; return how many digests went out. Safe to run at any time, twice too."""
    soon = Session.objects.filter(
        is_published=True, event__is_published=True, starts_at__gt=now,
        starts_at__lte=now + timedelta(hours=24),
    )  # fmt: skip
    events = Event.objects.filter(pk__in=soon.values("event"))
    return sum(_send_of(event, now) for event in events)


def _send_of(event: Event, now: datetime) -> int:
    sent = 0
    for day, starts_at in _first_of_days(event, now).items():
        moment = _moment(starts_at, now)
        if moment and not _is_sent(event, day, moment):
            sent += _send(_digest(event, day, moment, starts_at, now), now)
    return sent


def _first_of_days(event: Event, now: datetime) -> dict[date, datetime]:
    """Day → when its first session starts, of days that have not begun."""
    after = now - timedelta(hours=24)
    rows = event.sessions.filter(is_published=True, starts_at__gt=after).order_by("starts_at")
    firsts: dict[date, datetime] = {}
    for starts_at in rows.values_list("starts_at", flat=True):
        firsts.setdefault(times.day_of(starts_at, event), starts_at)
    return {day: first for day, first in firsts.items() if first > now}


def _moment(starts_at: datetime, now: datetime) -> ReadinessMail.Moment | None:
    return next((moment for moment, before in WINDOWS if starts_at - now <= before), None)


def _is_sent(event: Event, day: date, moment: ReadinessMail.Moment) -> bool:
    return ReadinessMail.objects.filter(event=event, day=day, moment=moment).exists()


def _digest(
    event: Event, day: date, moment: ReadinessMail.Moment, starts_at: datetime, now: datetime
) -> Digest:
    first, last = times.bounds(day, event.tz)
    sessions = event.sessions.filter(is_published=True, starts_at__gte=first, starts_at__lt=last)
    lines = [line for line in board.lines_of(event, sessions, now) if line.red]
    return Digest(event, day, moment, starts_at, readiness.of(event, now).of_event.bad, lines)


def _send(digest: Digest, now: datetime) -> int:
    """Send to every owner; whoever writes the row first sends, and takes it back on failure."""
    if not digest.count:
        return 0
    with transaction.atomic():
        row, is_new = ReadinessMail.objects.get_or_create(
            event=digest.event, day=digest.day, moment=digest.moment, defaults={"at": now}
        )
    if not is_new:
        return 0
    try:
        staff.mail_owners(digest.event, _subject(digest), _words(digest))
    except OSError as error:
        logger.warning("Owners of %s could not be told: %s", digest.event, error)
        row.delete()
        return 0
    return 1


def _subject(digest: Digest) -> str:
    count = digest.count
    things = "one thing needs" if count == 1 else f"{count} things need"
    when = "in an hour" if digest.moment == Moment.HOUR_BEFORE else "tomorrow"
    return f"{digest.event}: {things} you before it starts {when}"


def _words(digest: Digest) -> str:
    page = reverse("dashboard:readiness", args=[digest.event.shortcode])
    context = {"digest": digest, "event": digest.event, "base": settings.PUBLIC_URL, "page": page}
    return render_to_string("dashboard/mail_readiness.txt", context)
