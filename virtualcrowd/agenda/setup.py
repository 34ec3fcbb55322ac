"""What organisers do with an event itself: create, change, publish.

Each act writes the audit log and tells open pages and the door, in one transaction.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction

from virtualcrowd.accounts.models import User
from virtualcrowd.agenda import live
from virtualcrowd.common import audit, bus
from virtualcrowd.events.models import Event, Role, StaffMember

PLACE = "Event settings"
RESERVED = {"new"}  # addresses below /app/ that mean something else
LABELS = {
    "name": "Name",
    "shortcode": "Shortcode",
    "starts_on": "First day",
    "ends_on": "Last day",
    "timezone": "Time zone",
    "organisation": "Organisation",
    "tagline": "Tagline",
    "art": "Picture",
}


class ShortcodeTaken(Exception):
    """Another event has this shortcode, or an address of ours."""


@dataclass(frozen=True, slots=True)
class Details:
    """What Event settings holds."""

    name: str
    shortcode: str
    starts_on: date
    ends_on: date
    timezone: str
    organisation: str = ""
    tagline: str = ""
    art: str = "openwater"


def may_create(user: User) -> bool:
    """Return whether `user` may make events of their own."""
    return user.is_superuser or user.may_create_events


@transaction.atomic
def create(*, details: Details, by: User) -> Event:
    """Return a new event, a draft that `by` owns.

    Raises:
        ShortcodeTaken: choose another one.
    """
    _check(details.shortcode)
    event = Event.objects.create(**asdict(details))
    StaffMember.objects.create(event=event, user=by, role=Role.OWNER)
    audit.record(event=event, by=by, action="Created the event", target=event, place=PLACE)
    return event


@transaction.atomic
def change(*, event: Event, details: Details, by: User) -> None:
    """Take over the details. Sessions keep their moments, also when the time zone changes.

    Raises:
        ShortcodeTaken: choose another one.
    """
    if details.shortcode != event.shortcode:
        _check(details.shortcode)
    before = _words(event)
    for name, value in asdict(details).items():
        setattr(event, name, value)
    event.save(update_fields=list(LABELS))
    if changes := audit.changed(before, _words(event)):
        audit.record(
            event=event,
            by=by,
            action="Changed the event",
            target=event,
            place=PLACE,
            changes=changes,
        )
        _tell(event)


@transaction.atomic
def publish(*, event: Event, is_published: bool, by: User) -> None:
    """Open the event to its attendees, or close it again; meetings close with it at once."""
    if event.is_published == is_published:
        return
    event.is_published = is_published
    event.save(update_fields=["is_published"])
    action = "Published the event" if is_published else "Unpublished the event"
    audit.record(event=event, by=by, action=action, target=event, place=PLACE)
    _tell(event)


def _check(shortcode: str) -> None:
    if shortcode in RESERVED or Event.objects.filter(shortcode=shortcode).exists():
        raise ShortcodeTaken(shortcode)


def _words(event: Event) -> dict[str, Any]:
    return {label: getattr(event, name) for name, label in LABELS.items()}


def _tell(event: Event) -> None:
    live.agenda_changed(event.pk)
    bus.publish("facts", {}, event_id=event.pk)
