"""What the Embed tab tells of a choice before it is saved: does it fit, can attendees join it?"""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import dateformat, timezone

from virtualcrowd.agenda.models import Session
from virtualcrowd.agenda.providers import Check
from virtualcrowd.zoom import advice, library, tickets
from virtualcrowd.zoom.clash import radar
from virtualcrowd.zoom.clash import words as clash_words
from virtualcrowd.zoom.models import Connection, LibraryItem

DASH = "\N{EN DASH}"


def checks(item: LibraryItem, session: Session, connection: Connection | None) -> Iterable[Check]:
    """Yield what is worth knowing; `item.others` are its embeds in other sessions."""
    yield _same_time(item, session)
    yield _can_be_joined(item)
    if item.waiting_room:
        yield Check(
            "warn",
            "The host lets each attendee in",
            "Its waiting room is on. Attendees wait in Zoom until the host admits them.",
        )
    if connection is None or not tickets.hears_start(item, connection):
        yield Check(
            "warn",
            "We do not hear when the host starts",
            "Attendees wait on Zoom's own page. Webhooks on Plugins → Zoom change that.",
            "Open Plugins",
            reverse("zoom:connection", args=[item.event.shortcode]),
        )
    for other in item.others:  # type: ignore[attr-defined]  # prefetched by `preview`
        yield Check(
            "warn",
            f"Also embedded in “{other.session}”",
            "Both sessions lead into the same room.",
            "Open that session",
            reverse("dashboard:session_embed", args=[item.event.shortcode, other.session_id]),
        )
    for clash in radar.with_choice(session, item, timezone.now())[:1]:
        yield clash_words.line(clash, item.zoom_id, session.event)


def _same_time(item: LibraryItem, session: Session) -> Check:
    zone, city = session.event.tz, session.event.city
    if item.starts_at is None:
        return Check("warn", "Zoom has no fixed time for it", "The agenda's time counts.")
    ours = _span(session.starts_at, session.ends_at, zone)
    if item.starts_at == session.starts_at and item.ends_at == session.ends_at:
        return Check("ok", "Same time as the session", f"{ours}, {city}")
    theirs = _span(item.starts_at, item.starts_at + item.duration, zone)
    day = dateformat.format(item.starts_at.astimezone(zone), "D j M")
    if item.starts_at.astimezone(zone).date() != session.starts_at.astimezone(zone).date():
        return Check("warn", f"Zoom says {day}", f"{theirs}; the session is {ours}, {city}")
    if item.starts_at == session.starts_at:
        return Check("ok", "Starts when the session does", f"In Zoom {theirs}, here {ours}, {city}")
    return Check(
        "warn",
        f"Zoom says {theirs[:5]}, the session says {ours[:5]}",
        f"Attendees see the session's time. Move one of them. ({city})",
    )


def _span(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    return f"{start.astimezone(zone):%H:%M}{DASH}{end.astimezone(zone):%H:%M}"


def _can_be_joined(item: LibraryItem) -> Check:
    if library.is_deleted(item):
        return Check("bad", "Deleted in Zoom", "Choose another meeting, or restore it in Zoom.")
    if item.obstacle:
        found = advice.OBSTACLES[item.obstacle]
        return Check("bad", found.title, found.words)
    words = "Passcode is filled in for them" if item.passcode else "It has no passcode"
    return Check("ok", "Attendees need no Zoom account", words)
