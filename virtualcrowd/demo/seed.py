"""Plants the example event once, and moves it along so that it is always on around now."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from virtualcrowd.accounts.models import User
from virtualcrowd.agenda.models import LiveState, Session, SessionSpeaker, Speaker, Track
from virtualcrowd.demo.schedule import SLOTS, SPEAKERS, TRACKS, Slot
from virtualcrowd.events.models import Attendee, Event, Role, StaffMember
from virtualcrowd.zoom.models import Connection

PASSWORD = "demo-pass-2026"  # noqa: S105 - printed on the sign-in page of the demo
ACCOUNTS = [f"{name}@demo.example" for name in ("olive", "stan", "ana", "rival")]
WEBHOOK_SECRET = "sandboxWebhookTok00001"  # noqa: S105 - the sandbox's, public
STALE_AFTER = timedelta(hours=2)
QUARTER = 15
LOBBY_MINUTES = QUARTER  # so that the next session always has its lobby open


class NotADemo(Exception):
    """The example accounts have public passwords: they exist only with DEMO=1."""


def anchor_at(now: datetime) -> datetime:
    """Return the quarter hour that `now` is in."""
    return now.replace(minute=now.minute - now.minute % QUARTER, second=0, microsecond=0)


def plant() -> Event:
    """Make the example events, or move the one of an earlier run to now. Returns "demo".

    Raises:
        NotADemo: outside the demo.
    """
    if not settings.DEMO:
        raise NotADemo
    anchor = anchor_at(timezone.now())
    with transaction.atomic():
        demo = Event.objects.filter(shortcode="demo").first()
        if demo is None:
            _rival()
            return _demo(anchor)
        _move_along(demo, anchor)
        return demo


def anchor_of(event: Event) -> datetime:
    """Return the moment that the programme's minutes count from."""
    first = Session.objects.filter(event=event, title=SLOTS[0].title).order_by("starts_at").first()
    return first.starts_at - timedelta(minutes=SLOTS[0].starts) if first else timezone.now()


def _person(email: str, name: str) -> User:
    found = User.objects.filter(email=email).first()
    return found or User.objects.create_user(email, PASSWORD, name=name)


def _demo(anchor: datetime) -> Event:
    event = Event.objects.create(
        name="Open Water 2026",
        shortcode="demo",
        tagline="Three days on healthy coasts, ports and seas. No travel, every session one "
        "click away.",
        organisation="Atlantic Coast Forum",
        timezone="Europe/Lisbon",
        is_published=True,
        **_days(anchor),
    )
    olive = _person("olive@demo.example", "Olive Moreira")
    olive.may_create_events = True
    olive.save(update_fields=["may_create_events"])
    StaffMember.objects.create(event=event, user=olive, role=Role.OWNER)
    stan = _person("stan@demo.example", "Stan Fontes")
    StaffMember.objects.create(event=event, user=stan, role=Role.EDITOR)
    ana = _person("ana@demo.example", "Ana Keller")
    Attendee.objects.create(event=event, user=ana, name=ana.name, email=ana.email)
    Connection.objects.create(event=event, webhook_secret=WEBHOOK_SECRET)
    tracks = [
        Track.objects.create(event=event, name=name, colour=number, position=number)
        for number, name in enumerate(TRACKS, start=1)
    ]
    speakers = {
        key: Speaker.objects.create(event=event, name=name, position=position, art=key)
        for key, (name, position) in SPEAKERS.items()
    }
    for slot in SLOTS:
        _session(event, slot, anchor, tracks, speakers)
    return event


def _session(
    event: Event, slot: Slot, anchor: datetime, tracks: list[Track], speakers: dict[str, Speaker]
) -> None:
    starts_at = anchor + timedelta(minutes=slot.starts)
    session = Session.objects.create(
        event=event,
        title=slot.title,
        description=slot.description,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=slot.minutes),
        track=tracks[slot.track],
        art=slot.art,
        lobby_minutes=LOBBY_MINUTES,
        is_published=True,
    )
    SessionSpeaker.objects.bulk_create(
        SessionSpeaker(session=session, speaker=speakers[key], order=order)
        for order, key in enumerate(slot.speakers.split())
    )


def _rival() -> None:
    rival = Event.objects.create(
        name="Open Libraries Day",
        shortcode="rival",
        organisation="Another organiser",
        timezone="Europe/Vienna",
        art="libraries",
        is_published=True,
        **_days(timezone.now()),
    )
    user = _person("rival@demo.example", "Rival Organiser")
    StaffMember.objects.create(event=rival, user=user, role=Role.OWNER)


def _days(anchor: datetime) -> dict[str, object]:
    return {"starts_on": anchor.date(), "ends_on": (anchor + timedelta(days=2)).date()}


def _move_along(event: Event, anchor: datetime) -> None:
    """Move the whole programme when it is from hours or days ago; nothing else changes."""
    by = anchor - anchor_of(event)
    if by < STALE_AFTER:
        return
    for session in Session.objects.filter(event=event):
        session.starts_at += by
        session.ends_at += by
        session.live_state, session.live_changed_at = LiveState.UNKNOWN, None
        session.save(update_fields=["starts_at", "ends_at", "live_state", "live_changed_at"])
    Event.objects.filter(pk=event.pk).update(**_days(anchor))
