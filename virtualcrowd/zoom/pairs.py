"""The keys of an event: JWT, which signs attendees in, and OAuth, which imports.

Three ways: a pair for each; one General app for both; a Server-to-Server app that imports.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from virtualcrowd.accounts.models import User
from virtualcrowd.common import audit, bus
from virtualcrowd.events.models import Event
from virtualcrowd.zoom.models import Connection

PLACE = "Plugins"
OAUTH = ("oauth_client_id", "oauth_client_secret")
PAIRS = ("sdk_client_id", "sdk_client_secret", *OAUTH)
NEEDED = {
    Connection.Way.PAIRS: PAIRS,
    Connection.Way.ONE_APP: OAUTH,
    Connection.Way.SERVER: (*PAIRS, "server_account_id"),
}
LABELS = {
    "way": "Way to connect",
    "sdk_client_id": "JWT Client ID",
    "sdk_client_secret": "JWT Client Secret",
    "oauth_client_id": "OAuth Client ID",
    "oauth_client_secret": "OAuth Client Secret",
    "server_account_id": "Account ID",
}
# What is known of the account, gone with the authorization.
_ACCOUNT: dict[str, Any] = {
    "access_token": "",
    "refresh_token": "",
    "token_issued_at": None,
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
    "findings": [],
    "checked_at": None,
    "rate_limits": {},
    "owner_told_at": None,
}


@dataclass(frozen=True, slots=True)
class Pairs:
    """What the form holds; an empty secret keeps the stored one."""

    sdk_client_id: str
    sdk_client_secret: str
    oauth_client_id: str
    oauth_client_secret: str
    way: str = Connection.Way.PAIRS
    server_account_id: str = ""

    def __repr__(self) -> str:
        return "<Pairs>"


def of(event: Event) -> Connection:
    """Return the event's connection; it stands from the first look on, for its webhook address."""
    return Connection.objects.get_or_create(event=event)[0]


def missing(connection: Connection) -> list[str]:
    """Return the names of the fields without which Zoom cannot be asked."""
    needed = NEEDED[Connection.Way(connection.way)]
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


def _other(name: str) -> str:
    return name.replace("sdk", "oauth") if "sdk" in name else name.replace("oauth", "sdk")


# One-click repairs of what was pasted into the wrong place: field → the field it comes from.
MENDINGS: dict[str, dict[str, str]] = {
    "swap": {name: _other(name) for name in PAIRS},
    "swap_secrets": {name: _other(name) for name in PAIRS if "secret" in name},
    "turn_oauth": dict(zip(OAUTH, reversed(OAUTH), strict=True)),
    "turn_sdk": dict(zip(PAIRS[:2], reversed(PAIRS[:2]), strict=True)),
    "turn_account": {
        "oauth_client_id": "server_account_id",
        "server_account_id": "oauth_client_id",
    },
}
# One-click switches to the way that the app at hand can go.
SWITCHES = {
    "use_server": Connection.Way.SERVER,
    "use_one_app": Connection.Way.ONE_APP,
    "use_pairs": Connection.Way.PAIRS,
}


@transaction.atomic
def mend(*, event: Event, how: str, by: User, now: datetime) -> Connection:
    """Put keys where they belong, or go another way with them: `how` is of the two tables above.

    Raises:
        KeyError: there is no such repair.
    """
    of(event)
    row = Connection.objects.select_for_update().get(event=event)
    before = {name: getattr(row, name) for name in LABELS}
    if how in SWITCHES:
        row.way = SWITCHES[how]
        return _keep(row, before, by, now)
    for name, source in MENDINGS[how].items():
        setattr(row, name, before[source])
    return _keep(row, before, by, now)


def _keep(row: Connection, before: dict[str, Any], by: User, now: datetime) -> Connection:
    row.keys_refused_at = None  # whoever saves them has looked at them
    changed = [name for name in LABELS if before[name] != getattr(row, name)]
    if not changed:
        row.save(update_fields=["keys_refused_at"])
        return row
    other_app = {"oauth_client_id", "server_account_id"} & set(changed)
    other_grant = "way" in changed and Connection.Way.SERVER in (before["way"], row.way)
    if (other_app or other_grant) and row.status != Connection.Status.DRAFT:
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
    if name == "way":
        return Connection.Way(old).label, Connection.Way(new).label
    if name.endswith("secret"):
        return ("stored" if old else "none", "replaced" if new else "none")
    before, after = _ending(str(old)), _ending(str(new))
    return before, f"another {after}" if after == before else after


def _ending(value: str) -> str:
    """Tell IDs apart without naming them: a secret may have been pasted in the place of one."""
    return f"…{value[-4:]}" if value else ""


def forget_account(row: Connection) -> None:
    """Take away what an authorization gave; keys and library stay."""
    row.status = Connection.Status.DRAFT
    if row.account_id:
        row.former_account_id = row.account_id
        row.former_account = (row.account_name or row.zoom_user_email)[:254]
    for name, empty in _ACCOUNT.items():
        setattr(row, name, type(empty)(empty) if isinstance(empty, list | dict) else empty)


@transaction.atomic
def save_webhook_secret(*, event: Event, secret: str, by: User) -> Connection:
    """Store the Secret Token that Zoom signs its webhooks with; an empty one keeps the stored."""
    of(event)
    row = Connection.objects.select_for_update().get(event=event)
    if not secret or secret == row.webhook_secret:
        return row
    had = row.webhook_secret
    row.webhook_secret = secret
    row.webhook_validated_at = row.webhook_received_at = row.webhook_refused_at = None
    row.save()
    changes = {"Secret Token": ("stored" if had else "none", "replaced")}
    audit.record(
        event=event, by=by, action="Changed the Zoom webhook secret", place=PLACE, changes=changes
    )
    bus.publish("facts", {"zoom": row.status}, event_id=event.pk)
    return row
