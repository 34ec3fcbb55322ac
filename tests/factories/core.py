"""One function a model; what is not named gets a plain, valid value."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from virtualcrowd.accounts.models import User
from virtualcrowd.agenda.models import Session, Speaker, Track
from virtualcrowd.events.models import Attendee, Event, Role, StaffMember

PASSWORD = "demo-pass-2026"
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
_n = count(1)


def user(email: str = "", **fields: Any) -> User:
    email = email or f"person{next(_n)}@demo.example"
    return User.objects.create_user(
        email, PASSWORD, **{"name": email.split("@")[0].title()} | fields
    )


def event(shortcode: str = "", **fields: Any) -> Event:
    shortcode = shortcode or f"event-{next(_n)}"
    plain = {
        "name": shortcode.title(),
        "starts_on": date(2026, 11, 24),
        "ends_on": date(2026, 11, 26),
        "timezone": "Europe/Lisbon",
        "is_published": True,
    }
    return Event.objects.create(shortcode=shortcode, **plain | fields)


def staff(event: Event, user: User, role: Role = Role.OWNER) -> StaffMember:
    return StaffMember.objects.create(event=event, user=user, role=role)


def attendee(event: Event, user: User, **fields: Any) -> Attendee:
    plain = {"name": str(user), "email": user.email}
    return Attendee.objects.create(event=event, user=user, **plain | fields)


def track(event: Event, **fields: Any) -> Track:
    return Track.objects.create(event=event, **{"name": f"Track {next(_n)}"} | fields)


def speaker(event: Event, **fields: Any) -> Speaker:
    return Speaker.objects.create(event=event, **{"name": f"Speaker {next(_n)}"} | fields)


def session(event: Event, **fields: Any) -> Session:
    starts_at = fields.pop("starts_at", NOON)
    plain = {
        "title": f"Session {next(_n)}",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=45),
        "is_published": True,
    }
    return Session.objects.create(event=event, **plain | fields)
