"""Who is on stage: the event's people and their parts in a session."""

from dataclasses import dataclass

from django.db import transaction

from virtualcrowd.accounts.models import User
from virtualcrowd.agenda import live
from virtualcrowd.agenda.models import Session, SessionSpeaker, Speaker
from virtualcrowd.common import audit
from virtualcrowd.events.models import Event

PLACE = "Agenda, Speakers"


class AnotherEvents(Exception):
    """The speaker belongs to another event."""


@dataclass(frozen=True, slots=True)
class Person:
    """What is told of a speaker."""

    name: str
    position: str = ""
    bio: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A speaker's part; the order of the rows is the order on the page."""

    speaker: Speaker
    part: str = SessionSpeaker.Part.SPEAKER


@transaction.atomic
def create(*, event: Event, person: Person, by: User) -> Speaker:
    """Return a new speaker of the event."""
    speaker = Speaker.objects.create(
        event=event, name=person.name, position=person.position, bio=person.bio
    )
    audit.record(event=event, by=by, action="Added a speaker", target=speaker, place=PLACE)
    return speaker


@transaction.atomic
def update(*, speaker: Speaker, person: Person, by: User) -> None:
    """Take over what is told of the speaker, in all their sessions."""
    before = {
        "Name": speaker.name,
        "Role and organisation": speaker.position,
        "Biography": speaker.bio,
    }
    after = {"Name": person.name, "Role and organisation": person.position, "Biography": person.bio}
    changes = audit.changed(before, after)
    if not changes:
        return
    speaker.name, speaker.position, speaker.bio = person.name, person.position, person.bio
    speaker.save(update_fields=["name", "position", "bio"])
    audit.record(
        event=speaker.event,
        by=by,
        action="Changed a speaker",
        target=speaker,
        place=PLACE,
        changes=changes,
    )
    live.agenda_changed(speaker.event_id)


@transaction.atomic
def add(*, session: Session, row: Row, by: User) -> None:
    """Put the speaker behind the others in the session; already in it, nothing happens.

    Raises:
        AnotherEvents: the speaker is not of the session's event.
    """
    rows = [Row(part.speaker, part.part) for part in session.parts.select_related("speaker")]
    if row.speaker.pk not in {other.speaker.pk for other in rows}:
        arrange(session=session, rows=[*rows, row], by=by)


@transaction.atomic
def add_new(*, session: Session, person: Person, part: str, by: User) -> Speaker:
    """Return a new speaker of the event, put behind the others in the session."""
    speaker = create(event=session.event, person=person, by=by)
    add(session=session, row=Row(speaker, part), by=by)
    return speaker


@transaction.atomic
def arrange(*, session: Session, rows: list[Row], by: User) -> None:
    """Make the session's speakers these, in this order; who is missing is taken off.

    Raises:
        AnotherEvents: a speaker is not of the session's event.
    """
    if any(row.speaker.event_id != session.event_id for row in rows):
        raise AnotherEvents
    before = _words(session)
    session.parts.all().delete()
    SessionSpeaker.objects.bulk_create(
        SessionSpeaker(session=session, speaker=row.speaker, part=row.part, order=order)
        for order, row in enumerate(rows)
    )
    after = _words(session)
    if before == after:
        return
    audit.record(
        event=session.event,
        by=by,
        action="Changed a session",
        target=session,
        place=PLACE,
        changes={"Speakers": (before, after)},
    )
    live.agenda_changed(session.event_id, session.pk)


def _words(session: Session) -> str:
    parts = session.parts.select_related("speaker")
    return ", ".join(
        f"{part.speaker} (host)" if part.part == SessionSpeaker.Part.HOST else str(part.speaker)
        for part in parts
    )
