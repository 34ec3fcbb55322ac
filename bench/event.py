"""A large event in which everybody may join every session, straight into the database."""

import time
from datetime import date, datetime, timedelta

from virtualcrowd.accounts.models import User
from virtualcrowd.agenda import passes
from virtualcrowd.agenda.models import LiveState, Session
from virtualcrowd.events.models import Attendee, Event
from virtualcrowd.zoom.models import Connection, Embed, LibraryItem


def fill(*, people: int, sessions: int, now: datetime) -> list[tuple[int, str]]:
    """Make the event "bench"; return a (session id, pass) pair for each attendee."""
    event = Event.objects.create(
        shortcode="bench",
        name="Bench",
        starts_on=date(2026, 1, 1),
        ends_on=date(2027, 1, 1),
        is_published=True,
    )
    ids = _sessions(event, sessions, now)
    attendees = _attendees(event, people)
    minted = time.time()
    return [
        (ids[number % len(ids)], passes.mint(attendee, minted))
        for number, attendee in enumerate(attendees)
    ]


def _attendees(event: Event, people: int) -> list[Attendee]:
    users = User.objects.bulk_create(
        User(email=f"person{n}@bench.example", name=f"Person {n}") for n in range(people)
    )
    return Attendee.objects.bulk_create(
        Attendee(event=event, user=user, name=user.name, email=user.email) for user in users
    )


def _sessions(event: Event, sessions: int, now: datetime) -> list[int]:
    Connection.objects.create(
        event=event,
        status=Connection.Status.CONNECTED,
        sdk_client_id="benchSdkApp0000000001",
        sdk_client_secret="benchSdkSecret00000000000000001",  # noqa: S106 - opens nothing
    )
    made = Session.objects.bulk_create(
        Session(
            event=event,
            title=f"Session {n}",
            starts_at=now - timedelta(minutes=5),
            ends_at=now + timedelta(hours=2),
            is_published=True,
            provider="zoom",
            live_state=LiveState.LIVE,
            live_changed_at=now,
        )
        for n in range(sessions)
    )
    items = LibraryItem.objects.bulk_create(
        LibraryItem(
            event=event,
            kind=LibraryItem.Kind.MEETING,
            zoom_id=f"{80_000_000_000 + n}",
            topic=f"Meeting {n}",
            passcode="abc123",
            synced_at=now,
        )
        for n in range(sessions)
    )
    Embed.objects.bulk_create(
        Embed(session=session, item=item) for session, item in zip(made, items, strict=True)
    )
    return [session.pk for session in made]
