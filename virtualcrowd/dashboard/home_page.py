"""What Event home shows, prepared so that the template only draws it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from virtualcrowd.agenda import times
from virtualcrowd.agenda.providers import Tile, all_providers
from virtualcrowd.agenda.states import LATE
from virtualcrowd.common.models import AuditEntry
from virtualcrowd.dashboard import agenda_page, readiness
from virtualcrowd.dashboard.agenda_page import Row
from virtualcrowd.dashboard.readiness import Readiness
from virtualcrowd.events import phases
from virtualcrowd.events.models import Event

MOST_SESSIONS = 6
AHEAD = timedelta(days=366)
RING = 201  # length of the ring's line: 2 π times its radius of 32


@dataclass(frozen=True, slots=True)
class HomePage:
    """Event home."""

    now: datetime
    badge: str
    registered: int
    ready: Readiness
    ring: int  # how much of RING is drawn
    lead: str
    rows: list[Row]
    is_today: bool
    tiles: list[Tile]
    news: list[AuditEntry]


def load(event: Event, now: datetime) -> HomePage:
    """Return the page; as many queries for many sessions as for one."""
    ready = readiness.of(event, now)
    rows, is_today = _next_sessions(event, now)
    return HomePage(
        now=now,
        badge=_badge(event, now),
        registered=event.attendees.filter(is_staff=False, is_blocked=False).count(),
        ready=ready,
        ring=round(RING * len(ready.passed) / ready.total) if ready.total else 0,
        lead=_lead(ready, event, now),
        rows=rows,
        is_today=is_today,
        tiles=[provider.tile(event) for provider in all_providers().values()],
        news=list(event.audit_entries.select_related("actor")[:3]),
    )


def _next_sessions(event: Event, now: datetime) -> tuple[list[Row], bool]:
    """Return what is on or comes next, and whether it is all of today."""
    _, tomorrow = times.bounds(times.day_of(now, event), event.tz)
    ahead = event.sessions.filter(ends_at__gt=now - LATE, starts_at__lt=now + AHEAD)
    known = list(ahead[:MOST_SESSIONS])
    today = [session for session in known if session.starts_at < tomorrow]
    return agenda_page.rows_of(today or known, event, now), bool(today)


def _badge(event: Event, now: datetime) -> str:
    phase = phases.phase_of(event, now)
    if phase == "live":
        day, count = phases.day_number(event, now)
        return f"Live now, day {day} of {count}" if count > 1 else "Live now"
    if phase == "upcoming":
        days = phases.days_to(event, now)
        return "Starts tomorrow" if days == 1 else f"Starts in {days} days"
    return phases.WORDS[phase]


def _lead(ready: Readiness, event: Event, now: datetime) -> str:
    count = len(ready.todo)
    if not count:
        return "Everything that we can check is in order."
    words = "One thing needs you." if count == 1 else f"{count} things need you."
    if ready.bad and phases.phase_of(event, now) == "live":
        return f"{words} Attendees may notice the red ones today."
    return words
