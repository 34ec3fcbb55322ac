"""What organisers do with sessions: create, update, move, publish, duplicate, delete.

Each act writes the audit log, tells open pages (`live`) and the door, whose snapshot of who may
enter rests on the sessions, all in one transaction.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from virtualcrowd.accounts.models import User
from virtualcrowd.agenda import live, providers, times
from virtualcrowd.agenda.models import LiveState, PlanB, Session, SessionSpeaker, Track
from virtualcrowd.common import audit, bus
from virtualcrowd.events.models import Event, Group

PLACE = "Agenda"


class AnotherEvents(Exception):
    """A track or a group of another event was given."""


@dataclass(frozen=True, slots=True)
class Details:
    """What the Details tab holds. No groups: everybody sees it."""

    title: str
    starts_at: datetime
    ends_at: datetime
    description: str = ""
    track: Track | None = None
    location: str = ""
    art: str = ""
    groups: list[Group] = field(default_factory=list)


FIELDS = ("title", "starts_at", "ends_at", "description", "track", "location", "art")
MOVED = ("moved_from", "moved_at")


@transaction.atomic
def create(*, event: Event, details: Details, by: User) -> Session:
    """Return a new session, a draft until it is published.

    Raises:
        AnotherEvents: the track or a group belongs to another event.
    """
    _check(event, details)
    session = Session.objects.create(event=event, **_columns(details))
    session.groups.set(details.groups)
    audit.record(event=event, by=by, action="Added a session", target=session, place=PLACE)
    tell(session)
    return session


@transaction.atomic
def update(*, session: Session, details: Details, by: User) -> None:
    """Take over the details.

    Raises:
        AnotherEvents: the track or a group belongs to another event.
    """
    _check(session.event, details)
    before = _words(session, session.groups.all())
    _note_move(session, details.starts_at)
    for name, value in _columns(details).items():
        setattr(session, name, value)
    session.save(update_fields=[*FIELDS, *MOVED])
    session.groups.set(details.groups)
    _forget_the_end(session)
    _record_changes(session, before, _words(session, details.groups), by)


@transaction.atomic
def move(
    *, session: Session, starts_at: datetime, length: timedelta | None = None, by: User | None
) -> None:
    """Let the session start at another moment, as long as it is if no length is given.

    `by` is None when a provider moved its meeting.
    """
    groups = list(session.groups.all())
    before = _words(session, groups)
    _note_move(session, starts_at)
    session.ends_at = starts_at + (length or session.ends_at - session.starts_at)
    session.starts_at = starts_at
    session.save(update_fields=["starts_at", "ends_at", *MOVED])
    _forget_the_end(session)
    _record_changes(session, before, _words(session, groups), by, action="Moved a session")


@transaction.atomic
def rename(*, session: Session, title: str, by: User) -> None:
    """Give the session another title."""
    groups = list(session.groups.all())
    before = _words(session, groups)
    session.title = title
    session.save(update_fields=["title"])
    _record_changes(session, before, _words(session, groups), by)


@transaction.atomic
def publish(*, session: Session, is_published: bool, by: User) -> None:
    """Show the session to attendees, or take it back. Without a meeting too: not all have one."""
    if session.is_published == is_published:
        return
    session.is_published = is_published
    session.save(update_fields=["is_published"])
    action = "Published a session" if is_published else "Unpublished a session"
    audit.record(event=session.event, by=by, action=action, target=session, place=PLACE)
    tell(session)


@transaction.atomic
def duplicate(*, session: Session, by: User) -> Session:
    """Return a draft like the session, with its speakers; a meeting stands behind one only."""
    groups, parts = list(session.groups.all()), list(session.parts.all())
    copy = Session(event=session.event, lobby_minutes=session.lobby_minutes)
    for name in FIELDS:
        setattr(copy, name, getattr(session, name))
    copy.title = f"Copy of {session.title}"[:200]
    copy.save()
    copy.groups.set(groups)
    SessionSpeaker.objects.bulk_create(
        SessionSpeaker(session=copy, speaker_id=p.speaker_id, part=p.part, order=p.order)
        for p in parts
    )
    audit.record(
        event=session.event, by=by, action="Duplicated a session", target=session, place=PLACE
    )
    tell(copy)
    return copy


@transaction.atomic
def delete(*, session: Session, by: User) -> None:
    """Delete the session and what hangs on it. The provider's meeting itself stays untouched."""
    event, key = session.event, session.pk
    when = _words(session, [])["Time"]
    audit.record(
        event=event,
        by=by,
        action="Deleted a session",
        target=session,
        place=PLACE,
        changes={"Time": (when, "")},
    )
    session.delete()
    live.agenda_changed(event.pk, key)
    bus.publish("facts", {}, event_id=event.pk)


@transaction.atomic
def set_joining(
    *, session: Session, provider: str, value: str, lobby_minutes: int, by: User
) -> None:
    """Put the provider's choice behind the session and set when its lobby opens.

    An empty `value` takes away what is there.

    Raises:
        AttachRefused: nothing has changed then.
    """
    old = providers.provider_of(session)
    chosen = providers.all_providers().get(provider)
    if chosen is None and value:
        raise providers.AttachRefused("Choose from the list.")
    behind = providers.embedded([session]).get(session.pk)
    if old and old is not chosen:
        old.attach(session=session, value="", by=by)
    if chosen:
        chosen.attach(session=session, value=value, by=by)
    is_other = (old, behind.value if behind else "") != (chosen, value)
    if is_other and session.plan_b == PlanB.MEETING:
        # What somebody chooses by hand is the new plan A: there is nothing to go back to.
        session.plan_b, session.plan_b_before = PlanB.NONE, {}
        session.save(update_fields=["plan_b", "plan_b_before"])
    _set_lobby(session, lobby_minutes, by)


def _set_lobby(session: Session, minutes: int, by: User) -> None:
    if session.lobby_minutes == minutes:
        return
    before = session.get_lobby_minutes_display()
    session.lobby_minutes = minutes
    session.save(update_fields=["lobby_minutes"])
    changes = {"Lobby opens": (before, session.get_lobby_minutes_display())}
    _record(session, changes, by, "Changed a session")
    tell(session)


def tell(session: Session) -> None:
    """Tell open pages and the door that the session is not what it was."""
    live.agenda_changed(session.event_id, session.pk)
    bus.publish("facts", {}, event_id=session.event_id)


def _note_move(session: Session, starts_at: datetime) -> None:
    """Remember the time that attendees knew. Back at it, or as a draft, nothing has moved."""
    if starts_at == session.starts_at:
        return
    known = session.moved_from or session.starts_at
    is_news = session.is_published and starts_at != known
    session.moved_from = known if is_news else None
    session.moved_at = timezone.now() if is_news else None


def _forget_the_end(session: Session) -> None:
    """A session that moved behind the end of its meeting has not ended: it can be joined again."""
    Session.objects.filter(
        pk=session.pk, live_state=LiveState.ENDED, live_changed_at__lt=session.starts_at
    ).update(live_state=LiveState.UNKNOWN)


def _check(event: Event, details: Details) -> None:
    given: list[Track | Group] = [*details.groups, *([details.track] if details.track else [])]
    if any(thing.event_id != event.pk for thing in given):
        raise AnotherEvents


def _columns(details: Details) -> dict[str, Any]:
    return {name: getattr(details, name) for name in FIELDS}


def _words(session: Session, groups: Iterable[Group]) -> dict[str, str]:
    """Return the session's details in words for the audit log."""
    zone = session.event.tz
    starts, ends = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    day = times.day_of(session.starts_at, session.event)
    return {
        "Title": session.title,
        "Time": f"{day:%a} {day.day} {day:%b}, {starts:%H:%M}\N{EN DASH}{ends:%H:%M}",
        "Description": session.description,
        "Track": str(session.track or "None"),
        "Location": session.location,
        "Picture": session.art,
        "Who sees it": ", ".join(sorted(map(str, groups))) or "Everyone registered",
    }


def _record_changes(
    session: Session,
    before: dict[str, str],
    after: dict[str, str],
    by: User | None,
    action: str = "Changed a session",
) -> None:
    if changes := audit.changed(before, after):
        _record(session, changes, by, action)
        tell(session)


def _record(session: Session, changes: audit.Changes, by: User | None, action: str) -> None:
    audit.record(
        event=session.event,
        by=by,
        action=action,
        target=session,
        place=PLACE,
        changes=changes,
    )
