"""The access token of a connection: renewed in time, by one process at a time.

A refresh token is spent by its use, so two processes must never spend the same one, and the new
pair is stored before anybody uses it. No transaction is open while Zoom is asked: a lease in the
row, claimed by a conditional UPDATE, keeps others waiting; the new pair is then stored under a
row lock, and only over the very token that was spent.

Somebody may die anywhere on the way. Before Zoom was asked and after the new pair is stored,
nothing is lost: the lease runs out. Between Zoom's answer and our COMMIT the new pair dies with
its process; the next one then spends the old token again, which Zoom takes for a short while
(measured, not promised). A dead grant therefore keeps its token: whoever slept through the lease
with the newer pair in hand still stores it, and "Test now" may try again.
"""

import logging
import time
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from virtualcrowd.common import audit, bus
from virtualcrowd.common.models import Heartbeat
from virtualcrowd.zoom import oauth, pairs
from virtualcrowd.zoom.errors import ZoomError, ZoomUnauthorized, ZoomUnreachable
from virtualcrowd.zoom.models import Connection
from virtualcrowd.zoom.payloads import Token

logger = logging.getLogger(__name__)

HEARTBEAT = "zoom-refresh"
ASLEEP = timedelta(days=6)
EARLY = timedelta(minutes=5)
LEASE = timedelta(seconds=30)  # longer than a refresh may take
WAIT_S = 12.0
LOOK_EVERY_S = 0.1
# Refusals that only an organiser can end; any other may pass by itself.
NEEDS_SOMEBODY = oauth.DEAD | {
    "wrong_secret",
    "app_disabled",
    "wrong_app_type",
    "wrong_account_id",
}
TOKENS = ("access_token", "refresh_token", "token_issued_at", "token_expires_at", "scopes")
STATE = ("status", "failure", "failure_detail", "failed_at", "owner_told_at")
LIFE = timedelta(days=90)  # of a refresh token that nobody spends


def fresh_token(connection: Connection, refused: str = "") -> str:
    """Return an access token that works; `refused` is one that Zoom no longer takes.

    1. A stored token with time left is returned as it is.
    2. Else whoever claims the lease refreshes; the others wait for the new pair.

    Raises:
        ZoomUnauthorized: the grant is dead; the connection is now marked so.
        ZoomError: a passing failure; the connection keeps its state.
    """
    deadline = time.monotonic() + WAIT_S
    while True:
        row = Connection.objects.get(pk=connection.pk)
        now = timezone.now()
        if _is_good(row, refused, now + EARLY):
            return str(row.access_token)
        if not has_grant(row):
            raise ZoomUnauthorized("No authorization is stored.")
        if lease := _claim(row, now):
            return _renew(row.pk, refused, lease)
        if _is_good(row, refused, now):
            return str(row.access_token)  # somebody else is at it, and this one still has minutes
        if time.monotonic() > deadline:
            raise ZoomUnreachable("Another process is renewing the authorization.")
        time.sleep(LOOK_EVERY_S)


def _is_good(row: Connection, refused: str, until: datetime) -> bool:
    has_time = row.token_expires_at is not None and row.token_expires_at > until
    return bool(row.access_token) and row.access_token != refused and has_time


def has_grant(row: Connection) -> bool:
    """Is there anything to get a token with? A Server-to-Server app is its own grant."""
    if row.is_server:
        return row.status != Connection.Status.DRAFT
    return bool(row.refresh_token)


def _claim(row: Connection, now: datetime) -> datetime | None:
    """Take the lease; returns until when, which is also whose it is."""
    free = Q(refresh_lease_until=None) | Q(refresh_lease_until__lt=now)
    mine = Connection.objects.filter(free, pk=row.pk)
    return now + LEASE if mine.update(refresh_lease_until=now + LEASE) else None


def _renew(pk: int, refused: str, lease: datetime) -> str:
    """Refresh with the lease in hand; the row is read again, as it may have just been renewed."""
    try:
        row = Connection.objects.get(pk=pk)
        if _is_good(row, refused, timezone.now() + EARLY):
            return str(row.access_token)
        if not has_grant(row):  # disconnected between the claim and here
            raise ZoomUnauthorized("No authorization is stored.")
        return _ask(row)
    finally:
        # Only one's own: who slept through it must not end another's.
        Connection.objects.filter(pk=pk, refresh_lease_until=lease).update(refresh_lease_until=None)


def _ask(row: Connection) -> str:
    try:
        token = oauth.server_token(row) if row.is_server else oauth.refresh(row)
        return _store(row, token, timezone.now())
    except oauth.OAuthRefused as error:
        now = timezone.now()
        newest = Connection.objects.get(pk=row.pk)
        if newest.refresh_token != row.refresh_token and _is_good(newest, "", now):
            return str(newest.access_token)  # somebody stored the next pair meanwhile
        if error.reason in NEEDS_SOMEBODY:
            mark_broken(row, cause_of(row, error.reason, now), str(error), now=now)
            raise ZoomUnauthorized(str(error)) from error
        raise


def cause_of(row: Connection, reason: str, now: datetime) -> str:
    """What a refusal means for a grant that worked before: a row of the doctor's table."""
    slept = row.token_issued_at is not None and row.token_issued_at < now - LIFE
    if reason == "grant_dead" and slept:
        return "grant_slept"
    return {"wrong_secret": "secret_rotated", "wrong_app_type": "is_general_app"}.get(
        reason, reason
    )


@transaction.atomic
def _store(spent: Connection, token: Token, now: datetime) -> str:
    """Keep the new pair, unless the one it replaces was taken away meanwhile (a disconnect)."""
    row = Connection.objects.select_for_update().get(pk=spent.pk)
    is_same = row.refresh_token == spent.refresh_token
    if not is_same or row.oauth_client_id != spent.oauth_client_id or not has_grant(row):
        raise ZoomUnauthorized("The connection changed while its authorization was renewed.")
    take_over(row, token, now)
    if row.status == Connection.Status.BROKEN:  # by somebody who saw the token that we had spent
        row.status, row.failure, row.failure_detail = Connection.Status.CONNECTED, "", ""
        row.failed_at = row.owner_told_at = None
        bus.publish("facts", {"zoom": row.status}, event_id=row.event_id)
    row.save(update_fields=[*TOKENS, *STATE])
    return str(row.access_token)


def take_over(row: Connection, token: Token, now: datetime) -> None:
    """Set the fields of a new pair; a refresh answer without scopes keeps those granted."""
    row.access_token = token.access_token
    row.refresh_token = token.refresh_token or row.refresh_token
    row.token_issued_at = now
    row.token_expires_at = now + timedelta(seconds=token.expires_in)
    row.scopes = token.scope or row.scopes


@transaction.atomic
def mark_broken(
    connection: Connection, failure: str, detail: str, *, now: datetime, forget: bool = False
) -> None:
    """Write down that somebody must act before Zoom answers again; the library stays.

    `forget` takes the tokens away, too: Zoom itself said that they are over.
    """
    row = Connection.objects.select_for_update().get(pk=connection.pk)
    if row.refresh_token != connection.refresh_token or not row.is_connected:
        return
    row.status, row.failure, row.failure_detail = Connection.Status.BROKEN, failure, detail[:500]
    row.failed_at = now
    if forget:
        row.access_token = row.refresh_token = ""
    row.save()
    audit.record(
        event=row.event,
        by=None,
        action="Lost the connection to Zoom",
        place=pairs.PLACE,
        changes={"Reason": ("", failure)},
        failed=True,
    )
    bus.publish("facts", {"zoom": row.status}, event_id=row.event_id)


def keep_alive(*, now: datetime) -> None:
    """Renew what was not renewed for a week: a refresh token that sleeps for 90 days is dead."""
    asleep = Connection.objects.filter(
        status=Connection.Status.CONNECTED, token_expires_at__lt=now - ASLEEP
    ).exclude(way=Connection.Way.SERVER)
    for row in asleep.order_by("token_expires_at"):
        try:
            fresh_token(row)
        except ZoomError as error:
            logger.warning("The authorization of %r was not renewed: %s", row, error)
    Heartbeat.objects.update_or_create(name=HEARTBEAT, defaults={"at": now})
