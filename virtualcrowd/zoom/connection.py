"""An event's connection to Zoom: its keys, authorizing, testing, disconnecting."""

import logging
from collections.abc import MutableMapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from virtualcrowd.accounts.models import User
from virtualcrowd.common import audit, bus
from virtualcrowd.events.models import Event
from virtualcrowd.zoom import account, advice, flow, oauth, pairs, scopes, tokens
from virtualcrowd.zoom.client import Client
from virtualcrowd.zoom.doctor import keys
from virtualcrowd.zoom.doctor.probes import NoAnswer
from virtualcrowd.zoom.errors import (
    ZoomError,
    ZoomMissingScopes,
    ZoomRateLimited,
    ZoomUnauthorized,
    ZoomUnreachable,
)
from virtualcrowd.zoom.models import Connection
from virtualcrowd.zoom.payloads import Token

logger = logging.getLogger(__name__)

# Refusals of the token endpoint that the doctor can tell more about than Zoom does.
VAGUE = {"wrong_secret", "wrong_app_type", "refused"}


class ConnectFailed(Exception):
    """It did not work; `key` is a row of the doctor's table, `detail` what Zoom answered."""

    def __init__(self, key: str, detail: str = "") -> None:
        super().__init__(key)
        self.key, self.detail = key, detail


def begin(  # noqa: PLR0913 - who asks, for what, from where
    *,
    event: Event,
    by: User,
    store: MutableMapping[str, Any],
    mode: flow.Mode,
    now: datetime,
    any_account: bool = False,
) -> str:
    """Return the address of Zoom's consent page, and note in the browser's session who asks.

    The keys are tried first: what is wrong with them is told here, not on a page of Zoom's.

    Raises:
        ConnectFailed: the keys are incomplete or wrong, or the app is live in another event.
    """
    row = pairs.of(event)
    _check(row, by, now)
    client_id = row.oauth_client_id
    state, verifier = flow.remember(
        store, event=event, by=by, client_id=client_id, mode=mode, any_account=any_account
    )
    return oauth.authorize_url(client_id, state=state, verifier=verifier)


def _check(row: Connection, by: User, now: datetime) -> None:
    if absent := pairs.missing(row):
        raise failed(row, by, "incomplete", ", ".join(pairs.LABELS[name] for name in absent), now)
    if _is_live_elsewhere(row):
        raise failed(row, by, "app_in_use", "", now)
    if found := keys.examine(row):
        raise failed(row, by, found.key, found.detail, now)


def _is_live_elsewhere(row: Connection) -> bool:
    live = Connection.objects.filter(
        oauth_client_id=row.oauth_client_id, status=Connection.Status.CONNECTED
    )
    return live.exclude(pk=row.pk).exists()


def by_server(*, event: Event, by: User, now: datetime, any_account: bool = False) -> Connection:
    """Connect by Server-to-Server OAuth: no window, no consent.

    Raises:
        ConnectFailed: as `begin` and `finish`.
    """
    row = pairs.of(event)
    _check(row, by, now)
    try:
        token = oauth.server_token(row)
        return _take(row, token, by, now, any_account=any_account)
    except (ZoomError, ConnectFailed, IntegrityError) as failure:
        raise failed(row, by, *reason_of(failure), now) from failure


def finish(*, begun: flow.Begun, code: str, error: str, by: User, now: datetime) -> Connection:
    """Turn Zoom's answer into a connection.

    1. The app must still be the one that was asked, and live in no other event: exchanging the
       code of an app ends its earlier tokens at Zoom.
    2. The code becomes tokens; with them we ask who that is and what may be read.
    3. All of it is stored at once, or nothing.

    Raises:
        ConnectFailed: with the reason, which is also stored and in the audit log.
    """
    row = pairs.of(Event.objects.get(pk=begun.event_id))
    if error or not code:
        key = "declined" if error in ("access_denied", "") else "refused"
        raise failed(row, by, key, error, now)
    if row.oauth_client_id != begun.client_id or row.is_server:
        raise failed(row, by, "state_stale", "The keys changed meanwhile.", now)
    if _is_live_elsewhere(row):
        raise failed(row, by, "app_in_use", "", now)
    token: Token | None = None
    try:
        token = oauth.exchange(row, code=code, verifier=begun.verifier)
        return _take(row, token, by, now, any_account=begun.any_account)
    except (ZoomError, ConnectFailed, IntegrityError) as failure:
        if token:
            _let_go(row, token, failure)
        raise failed(row, by, *_told_apart(row, failure), now) from failure


def _take(
    row: Connection, token: Token, by: User, now: datetime, *, any_account: bool
) -> Connection:
    """Ask with the new token who authorized and what may be read; store all of it."""
    with Client(row, token=lambda refused: _once(token, refused)) as zoom:
        me = account.who(zoom, row)
        if absent := scopes.missing(token.scope) if token.scope else []:
            raise ConnectFailed("missing_scopes", " ".join(absent))
        before = row.account_id or row.former_account_id
        if before and me.account_id != before and not any_account:
            known = row.account_name or row.zoom_user_email or row.former_account
            raise ConnectFailed("other_account", f"{known} → {me.company or me.email}")
        found = account.look(zoom, row, token.scope)
    doubts: list[dict[str, str]] = [{"key": key, "detail": ""} for key in found.findings]
    with suppress(NoAnswer):
        if doubt := keys.signing(row):
            doubts.append({"key": doubt.key, "detail": doubt.detail})
    return _store(row, token, found, doubts, by, now)


def _once(token: Token, refused: str) -> str:
    if refused:
        raise ZoomUnauthorized("Zoom refused the token that it had just given.")
    return token.access_token


@transaction.atomic
def _store(  # noqa: PLR0913, PLR0917 - all that is stored at once
    asked: Connection,
    token: Token,
    found: account.Account,
    doubts: list[dict[str, str]],
    by: User,
    now: datetime,
) -> Connection:
    row = Connection.objects.select_for_update().get(pk=asked.pk)
    if row.oauth_client_id != asked.oauth_client_id:
        raise ConnectFailed("state_stale", "The keys changed meanwhile.")
    me, before = found.me, row.zoom_user_email
    tokens.take_over(row, token, now)
    row.scopes = token.scope
    row.status, row.failure, row.failure_detail = Connection.Status.CONNECTED, "", ""
    row.failed_at = row.refresh_lease_until = row.owner_told_at = None
    row.findings, row.checked_at = doubts, now
    row.account_id, row.account_name = me.account_id[:64], me.company[:200]
    row.zoom_user_id, row.zoom_user_email = me.id[:64], me.email[:254]
    row.zoom_user_name, row.plan = me.name[:200], found.plan[:40]
    row.has_webinars = found.has_webinars
    row.authorized_by, row.authorized_at, row.last_ok_at = by, now, now
    row.save()
    changes = {"Zoom account": (before or "none", me.email)}
    audit.record(
        event=row.event, by=by, action="Connected Zoom", place=pairs.PLACE, changes=changes
    )
    bus.publish("facts", {"zoom": row.status}, event_id=row.event_id)
    return row


def _let_go(row: Connection, token: Token, failure: Exception) -> None:
    """Drop a grant that will not be kept, without harming one that is.

    Zoom keeps one grant a person and app, so revoking could end the stored one; asking with that
    shows whether it still lives, and marks it broken if not. Another account's is another grant.
    """
    is_other = isinstance(failure, ConnectFailed) and failure.key == "other_account"
    with suppress(ZoomError):
        if row.refresh_token and not is_other:
            with Client(row) as zoom:
                zoom.me()
        else:
            oauth.revoke(
                Connection(
                    oauth_client_id=row.oauth_client_id,
                    oauth_client_secret=row.oauth_client_secret,
                    access_token=token.access_token,
                )
            )


def _told_apart(row: Connection, failure: Exception) -> tuple[str, str]:
    """As `reason_of`, but where Zoom's answer is vague, the doctor looks."""
    key, detail = reason_of(failure)
    is_vague = isinstance(failure, oauth.OAuthRefused) and failure.reason in VAGUE
    found = keys.examine(row) if is_vague else None
    return (found.key, found.detail) if found else (key, detail)


def reason_of(error: Exception) -> tuple[str, str]:
    """Return (row of the doctor's table, what Zoom answered)."""
    if isinstance(error, ConnectFailed):
        return error.key, error.detail
    if isinstance(error, oauth.OAuthRefused):
        return {"wrong_app_type": "is_server_app"}.get(error.reason, error.reason), str(error)
    if isinstance(error, ZoomMissingScopes):
        return "missing_scopes", " ".join(error.scopes)
    if isinstance(error, ZoomUnreachable):
        return error.kind, str(error)
    kinds = {IntegrityError: ("app_in_use", ""), ZoomRateLimited: ("rate_limited", str(error))}
    return kinds.get(type(error), ("refused", str(error)))


def note_failure(*, event: Event, key: str, by: User, now: datetime) -> None:
    """Keep a failure that happened before Zoom was asked, so that the Zoom page shows it."""
    failed(pairs.of(event), by, key, "", now)


def failed(row: Connection, by: User | None, key: str, detail: str, now: datetime) -> ConnectFailed:
    """Keep what went wrong, for the page and the audit log; the state stays what it was."""
    Connection.objects.filter(pk=row.pk).update(
        failure=key, failure_detail=detail[:500], failed_at=now
    )
    audit.record(
        event=row.event,
        by=by,
        action="Could not connect Zoom",
        place=pairs.PLACE,
        changes={"Reason": ("", advice.CONNECT[key].title), "Zoom answered": ("", detail[:300])},
        failed=True,
    )
    return ConnectFailed(key, detail)
