"""The two pairs of keys of an event: JWT, which signs attendees in, and OAuth, which imports."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from virtualcrowd.accounts.models import User
from virtualcrowd.common import audit, bus
from virtualcrowd.events.models import Event
from virtualcrowd.zoom.models import Connection

PLACE = "Plugins"
PAIRS = ("sdk_client_id", "sdk_client_secret", "oauth_client_id", "oauth_client_secret")
LABELS = {
    "sdk_client_id": "JWT Client ID",
    "sdk_client_secret": "JWT Client Secret",
    "oauth_client_id": "OAuth Client ID",
    "oauth_client_secret": "OAuth Client Secret",
    "one_app": "One app for both",
}
# What is known of the account, gone with the authorization.
_ACCOUNT = {
    "access_token": "",
    "refresh_token": "",
    "token_expires_at": None,
    "refresh_lease_until": None,
    "scopes": "",
    "account_id": "",
    "account_name": "",
    "plan": "",
    "zoom_user_id": "",
    "zoom_user_email": "",
    "zoom_user_name": "",
    "has_webinars": True,
    "authorized_by": None,
    "authorized_at": None,
}


@dataclass(frozen=True, slots=True)
class Pairs:
    """What the form holds; an empty secret keeps the stored one."""

    sdk_client_id: str
    sdk_client_secret: str
    oauth_client_id: str
    oauth_client_secret: str
    one_app: bool

    def __repr__(self) -> str:
        return "<Pairs>"


def of(event: Event) -> Connection:
    """Return the event's connection; it stands from the first look on, for its webhook address."""
    return Connection.objects.get_or_create(event=event)[0]


def missing(connection: Connection) -> list[str]:
    """Return the names of the fields without which Zoom cannot be asked."""
    needed = PAIRS[2:] if connection.one_app else PAIRS
    return [name for name in needed if not getattr(connection, name)]


@transaction.atomic
def save(*, event: Event, pairs: Pairs, by: User, now: datetime) -> Connection:
    """Store the two pairs. Another OAuth app needs another authorization; the library stays."""
    of(event)
    row = Connection.objects.select_for_update().get(event=event)
    before = {name: getattr(row, name) for name in LABELS}
    for name in LABELS:
        given = getattr(pairs, name)
        keeps = name.endswith("secret") and not given and getattr(pairs, name[:-6] + "id")
        if not keeps:
            setattr(row, name, given)
    return _keep(row, before, by, now)


@transaction.atomic
def swap(*, event: Event, by: User, now: datetime) -> Connection:
    """Exchange the JWT pair and the OAuth pair."""
    row = Connection.objects.select_for_update().get(event=event)
    before = {name: getattr(row, name) for name in LABELS}
    for name in LABELS:
        other = name.replace("sdk", "oauth") if "sdk" in name else name.replace("oauth", "sdk")
        setattr(row, name, before[other])
    return _keep(row, before, by, now)


def note_refused(*, event: Event, now: datetime) -> None:
    """Note that Zoom let an attendee not in because of the JWT pair, until the pairs are saved."""
    Connection.objects.filter(event=event, keys_refused_at=None).update(keys_refused_at=now)


def _keep(row: Connection, before: dict[str, Any], by: User, now: datetime) -> Connection:
    row.keys_refused_at = None  # whoever saves them has looked at them
    changed = [name for name in LABELS if before[name] != getattr(row, name)]
    if not changed:
        row.save(update_fields=["keys_refused_at"])
        return row
    if "oauth_client_id" in changed and row.status != Connection.Status.DRAFT:
        forget_account(row)
        row.failure, row.failure_detail, row.failed_at = "keys_changed", "", now
    row.save()
    audit.record(
        event=row.event,
        by=by,
        action="Changed the Zoom keys",
        place=PLACE,
        changes={
            LABELS[name]: _in_words(name, before[name], getattr(row, name)) for name in changed
        },
    )
    bus.publish("facts", {"zoom": row.status}, event_id=row.event_id)
    return row


def _in_words(name: str, old: Any, new: Any) -> tuple[str, str]:
    if name.endswith("secret"):
        return ("stored" if old else "none", "replaced" if new else "none")
    return str(old), str(new)


def forget_account(row: Connection) -> None:
    """Take away what an authorization gave; keys and library stay."""
    row.status = Connection.Status.DRAFT
    for name, empty in _ACCOUNT.items():
        setattr(row, name, empty)


@transaction.atomic
def save_webhook_secret(*, event: Event, secret: str, by: User) -> Connection:
    """Store the Secret Token that Zoom signs its webhooks with; an empty one keeps the stored."""
    of(event)
    row = Connection.objects.select_for_update().get(event=event)
    if not secret or secret == row.webhook_secret:
        return row
    had = row.webhook_secret
    row.webhook_secret, row.webhook_validated_at, row.webhook_received_at = secret, None, None
    row.save()
    changes = {"Secret Token": ("stored" if had else "none", "replaced")}
    audit.record(
        event=event, by=by, action="Changed the Zoom webhook secret", place=PLACE, changes=changes
    )
    bus.publish("facts", {"zoom": row.status}, event_id=event.pk)
    return row
