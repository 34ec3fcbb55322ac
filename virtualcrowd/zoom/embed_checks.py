"""What the Embed tab tells of a choice before it is saved: does it fit, can attendees join it?"""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse
from django.utils import dateformat

from virtualcrowd.agenda.models import Session
from virtualcrowd.agenda.providers import Check
from virtualcrowd.zoom import advice, library, tickets
from virtualcrowd.zoom.models import Connection, Embed, LibraryItem

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
    if clash := _clash(item, session):
        at = f"{clash.session.starts_at.astimezone(session.event.tz):%H:%M}"
        yield Check(
            "bad",
            f"The host has another meeting at {at}",
            f"“{clash.item}”. Add an alternative host to one of them in Zoom.",
        )


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


def _clash(item: LibraryItem, session: Session) -> Embed | None:
    """Return another session at the same time whose meeting has the same host, if there is."""
    if not item.host_id:
        return None
    return (
        Embed.objects.filter(
            session__event=session.event_id,
            session__starts_at__lt=session.ends_at,
            session__ends_at__gt=session.starts_at,
            item__host_id=item.host_id,
        )
        .exclude(Q(session=session) | Q(item=item))
        .select_related("session", "item")
        .first()
    )
