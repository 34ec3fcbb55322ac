"""The ticket of a test: role 0, half an hour, in the organiser's name; never an attendee's.

It is signed by the same code as attendees' tickets, of the same facts. Nothing of it is stored.
"""

from datetime import timedelta
from secrets import token_hex
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from virtualcrowd.accounts.models import User
from virtualcrowd.events.models import Event
from virtualcrowd.zoom import tickets
from virtualcrowd.zoom.models import Connection, LibraryItem

LIFETIME = 1800  # seconds; Zoom takes no less (developers.zoom.us/docs/meeting-sdk/auth/)
LATE = timedelta(hours=2)
MOST = 200
# Attendance knows people by this key or by their address: neither may be anybody's.
KEY_PREFIX = "test-join-"
ADDRESS = "test-join@virtualcrowd.example"  # webinars want one; the host's own would be refused


class CannotTest(Exception):
    """Nothing to sign with, or nothing to join; `reason` is a key of `REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def choices(event: Event) -> QuerySet[LibraryItem]:
    """Return what can be tested, the best first: running, then the next to come, webinars last."""
    now = timezone.now()
    items = LibraryItem.objects.filter(event=event, gone_at=None, obstacle="")
    waits = Q(starts_at=None) | Q(starts_at__gte=now - LATE)
    rank = Case(
        When(is_started=True, then=Value(0)),
        When(waits & Q(kind=LibraryItem.Kind.MEETING), then=Value(1)),
        When(waits, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    ordered = items.order_by(rank, F("starts_at").asc(nulls_last=True), "pk")
    return ordered.defer("passcode", "agenda", "description")[:MOST]


def ticket(item: LibraryItem, by: User, now: float) -> dict[str, Any]:
    """Return what the organiser's browser gives to the SDK.

    Raises:
        CannotTest: with the reason.
    """
    row = Connection.objects.filter(event=item.event_id, status__in=tickets.SIGNING).first()
    pair = row.signing_pair if row else ("", "")
    if not all(pair):
        raise CannotTest("no_keys")
    if item.obstacle or item.gone_at:
        raise CannotTest("not_joinable")
    client_id, secret = pair
    return {
        "signature": tickets.sign(client_id, secret.encode(), item.zoom_id, int(now), LIFETIME),
        "meetingNumber": item.zoom_id,
        "passWord": item.passcode,
        "userName": _name(by),
        "userEmail": ADDRESS if item.kind == LibraryItem.Kind.WEBINAR else "",
        "customerKey": f"{KEY_PREFIX}{token_hex(8)}",
        "tk": "",
    }


def _name(by: User) -> str:
    """Hosts see who tests. The SDK refuses names that look like markup."""
    plain = " ".join(str(by).replace("<", "").replace(">", "").split())
    return f"Test join ({plain})"[: tickets.NAME_LIMIT]
