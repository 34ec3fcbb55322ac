"""An event's connection to Zoom: its keys, authorizing, testing, disconnecting."""

import logging
from collections.abc import MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from virtualcrowd.accounts.models import User
from virtualcrowd.common import audit, bus
from virtualcrowd.events.models import Event
from virtualcrowd.zoom import advice, flow, oauth, pairs, scopes, tokens
from virtualcrowd.zoom.answers import NO_WEBINAR_PLAN
from virtualcrowd.zoom.client import Client
from virtualcrowd.zoom.errors import (
    ZoomError,
    ZoomMissingScopes,
    ZoomRateLimited,
    ZoomRefused,
    ZoomUnauthorized,
    ZoomUnreachable,
)
from virtualcrowd.zoom.models import Connection
from virtualcrowd.zoom.payloads import Me, Token

logger = logging.getLogger(__name__)


# What asking Zoom's consent page tells of a way that ended there.
FOUND = {"unknown": "unknown_client", "redirect": "redirect_mismatch", "unreachable": "zoom_down"}


class ConnectFailed(Exception):
    """It did not work; `key` is one of `advice.CONNECT`, `detail` what Zoom answered."""

    def __init__(self, key: str, detail: str = "") -> None:
        super().__init__(key)
        self.key, self.detail = key, detail


def begin(
    *, event: Event, by: User, store: MutableMapping[str, Any], mode: flow.Mode, now: datetime
) -> str:
    """Return the address of Zoom's consent page, and note in the browser's session who asks.

    Raises:
        ConnectFailed: the pairs are incomplete, or the app is live in another event.
    """
    row = pairs.of(event)
    if absent := pairs.missing(row):
        raise _failed(row, by, "incomplete", ", ".join(pairs.LABELS[name] for name in absent), now)
    if _is_live_elsewhere(row):
        raise _failed(row, by, "app_in_use", "", now)
    client_id = row.oauth_client_id
    state, verifier = flow.remember(store, event=event, by=by, client_id=client_id, mode=mode)
    return oauth.authorize_url(client_id, state=state, verifier=verifier)


def _is_live_elsewhere(row: Connection) -> bool:
    live = Connection.objects.filter(
        oauth_client_id=row.oauth_client_id, status=Connection.Status.CONNECTED
    )
    return live.exclude(pk=row.pk).exists()


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
        raise _failed(row, by, key, error, now)
    if row.oauth_client_id != begun.client_id:
        raise _failed(row, by, "state_stale", "The OAuth Client ID changed meanwhile.", now)
    if _is_live_elsewhere(row):
        raise _failed(row, by, "app_in_use", "", now)
    token: Token | None = None
    try:
        token = oauth.exchange(row, code=code, verifier=begun.verifier)
        return _store(row, token, _look(row, token), by, now)
    except (ZoomError, ConnectFailed, IntegrityError) as failure:
        if token:
            _let_go(row, token)
        raise _failed(row, by, *_reason(failure), now) from failure


@dataclass(frozen=True, slots=True)
class _Account:
    me: Me
    plan: str
    has_webinars: bool


def _look(row: Connection, token: Token) -> _Account:
    """Ask with the new token who authorized and what may be read."""
    with Client(row, token=lambda refused: _once(token, refused)) as zoom:
        me = zoom.me()
        if absent := scopes.missing(token.scope) if token.scope else []:
            raise ConnectFailed("missing_scopes", " ".join(absent))
        return _Account(me=me, plan=_plan(zoom, me), has_webinars=_has_webinars(zoom))


def _once(token: Token, refused: str) -> str:
    if refused:
        raise ZoomUnauthorized("Zoom refused the token that it had just given.")
    return token.access_token


def _plan(zoom: Client, me: Me) -> str:
    """Zoom names no plan; the licence and the capacity tell what organisers plan with."""
    if me.is_basic:
        return "Basic"
    with suppress(ZoomError):  # the scope is optional
        if capacity := zoom.user_settings().feature.meeting_capacity:
            return f"Licensed, up to {capacity} people"
    return "Licensed"


def _has_webinars(zoom: Client) -> bool:
    try:
        zoom.probe_webinars()
    except ZoomRefused as refused:
        return refused.code != NO_WEBINAR_PLAN
    except ZoomUnreachable:
        return True  # unknown: the import will tell
    return True


@transaction.atomic
def _store(
    asked: Connection, token: Token, account: _Account, by: User, now: datetime
) -> Connection:
    row = Connection.objects.select_for_update().get(pk=asked.pk)
    if row.oauth_client_id != asked.oauth_client_id:
        raise ConnectFailed("state_stale", "The OAuth Client ID changed meanwhile.")
    me, before = account.me, row.zoom_user_email
    tokens.take_over(row, token, now)
    row.scopes = token.scope
    row.status, row.failure, row.failure_detail = Connection.Status.CONNECTED, "", ""
    row.failed_at, row.refresh_lease_until = None, None
    row.account_id, row.account_name = me.account_id[:64], me.company[:200]
    row.zoom_user_id, row.zoom_user_email = me.id[:64], me.email[:254]
    row.zoom_user_name, row.plan = me.name[:200], account.plan[:40]
    row.has_webinars = account.has_webinars
    row.authorized_by, row.authorized_at, row.last_ok_at = by, now, now
    row.save()
    changes = {"Zoom account": (before or "none", me.email)}
    audit.record(
        event=row.event, by=by, action="Connected Zoom", place=pairs.PLACE, changes=changes
    )
    bus.publish("facts", {"zoom": row.status}, event_id=row.event_id)
    return row


def _let_go(row: Connection, token: Token) -> None:
    """Drop a grant that will not be kept, without harming one that is.

    Zoom keeps one grant a person and app, so revoking could end the stored one; asking with that
    shows whether it still lives, and marks it broken if not.
    """
    with suppress(ZoomError):
        if row.refresh_token:
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


def _reason(error: Exception) -> tuple[str, str]:
    """Return (key of `advice.CONNECT`, what Zoom answered)."""
    if isinstance(error, ConnectFailed):
        return error.key, error.detail
    if isinstance(error, oauth.OAuthRefused):
        return error.reason, str(error)
    if isinstance(error, ZoomMissingScopes):
        return "missing_scopes", " ".join(error.scopes)
    keys = {ZoomRateLimited: "rate_limited", ZoomUnreachable: "zoom_down"}
    if isinstance(error, IntegrityError):
        return "app_in_use", ""
    return keys.get(type(error), "refused"), str(error)


def note_failure(*, event: Event, key: str, by: User, now: datetime) -> None:
    """Keep a failure that happened before Zoom was asked, so that the Zoom page shows it."""
    _failed(pairs.of(event), by, key, "", now)


def _failed(
    row: Connection, by: User | None, key: str, detail: str, now: datetime
) -> ConnectFailed:
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


def test(*, event: Event, by: User, now: datetime) -> Connection:
    """Ask Zoom who we are, now; a connection that was broken and works again is whole.

    Raises:
        ConnectFailed: with the reason.
    """
    row = pairs.of(event)
    try:
        with Client(row) as zoom:
            me = zoom.me()
        return _heal(row, me, None if row.is_connected else by, now)
    except ZoomUnauthorized as error:
        raise _failed(row, by, _why_dead(row), str(error), now) from error
    except (ZoomError, ConnectFailed, IntegrityError) as error:
        raise _failed(row, by, *_reason(error), now) from error


def _why_dead(row: Connection) -> str:
    """The refresh that failed has written down why."""
    failure = Connection.objects.values_list("failure", flat=True).get(pk=row.pk)
    return failure if failure in tokens.NEEDS_SOMEBODY else "grant_dead"


@transaction.atomic
def _heal(tested: Connection, me: Me, by: User | None, now: datetime) -> Connection:
    row = Connection.objects.select_for_update().get(pk=tested.pk)
    if not row.refresh_token:
        raise ConnectFailed("grant_dead", "Disconnected meanwhile.")
    row.status, row.failure, row.failure_detail = Connection.Status.CONNECTED, "", ""
    row.failed_at, row.last_ok_at = None, now
    row.zoom_user_email, row.zoom_user_name = me.email[:254], me.name[:200]
    row.save()
    if by:
        audit.record(event=row.event, by=by, action="Connected Zoom", place=pairs.PLACE)
        bus.publish("facts", {"zoom": row.status}, event_id=row.event_id)
    return row


def diagnose(*, event: Event, by: User, now: datetime) -> str:
    """Find out why Zoom did not send the organiser back; returns the key, which is stored.

    Zoom shows an unknown Client ID and a wrong Redirect URL on its own page and calls nobody. So
    we ask that page ourselves, as nobody, with both Client IDs.
    """
    row = pairs.of(event)
    answer = oauth.probe(row.oauth_client_id) if row.oauth_client_id else "unclear"
    key = FOUND.get(answer, "popup_closed")
    jwt = row.sdk_client_id
    if key == "unknown_client" and jwt and not row.one_app:
        # Any answer but "unknown" means that an OAuth app has this Client ID.
        key = "swapped" if oauth.probe(jwt) in ("known", "redirect") else key
    detail = f"Zoom's consent page: {answer}"
    if key == "zoom_down":
        detail = f"This server cannot reach {settings.ZOOM_OAUTH_URL}."
    _failed(row, by, key, "" if key == "popup_closed" else detail, now)
    return key


def disconnect(*, event: Event, by: User) -> None:
    """Forget the authorization here and at Zoom. The library, the keys and the embeds stay."""
    with transaction.atomic():
        row = Connection.objects.select_for_update().get(event=event)
        held = Connection(
            oauth_client_id=row.oauth_client_id,
            oauth_client_secret=row.oauth_client_secret,
            access_token=row.access_token,
        )
        account = row.zoom_user_email
        pairs.forget_account(row)
        row.failure, row.failure_detail, row.failed_at = "", "", None
        row.save()
        changes = {"Zoom account": (account, "none")}
        audit.record(
            event=event, by=by, action="Disconnected Zoom", place=pairs.PLACE, changes=changes
        )
        bus.publish("facts", {"zoom": row.status}, event_id=event.pk)
    if held.access_token:
        try:
            oauth.revoke(held)
        except ZoomError as error:
            logger.warning("Zoom did not confirm the end of an authorization: %s", error)
