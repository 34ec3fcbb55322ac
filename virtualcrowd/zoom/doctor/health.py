"""The lines of the Connection card: what holds, since when, and what nobody has checked."""

from datetime import datetime
from typing import Any

from django.conf import settings

from virtualcrowd.agenda.providers import Check, Level
from virtualcrowd.common.templatetags.vc import ago, on_at
from virtualcrowd.zoom import scopes, tokens
from virtualcrowd.zoom.doctor import checkup
from virtualcrowd.zoom.models import Connection
from virtualcrowd.zoom.testjoin import results

_NOT_KNOWN = {"swapped", "unknown_client", "secret_as_id", "app_removed", "server_unknown"}
_NOT_ACCEPTED = {"mixed_pair", "wrong_secret", "secret_rotated", "turned", "secrets_crossed"}
_TIGHT = 0.2  # so much of a limit left is worth a word


def lines(row: Connection, now: datetime) -> list[Check]:
    """Return the lines, from what is stored: nothing is asked."""
    found = [_jwt(row), _oauth(row), _account(row)]
    if row.is_connected:
        found += [Check("ok", "Scopes", scopes.in_words(row.scopes)), _token(row, now)]
    if row.is_connected or row.webhook_secret:
        found.append(live_updates(row))
    if row.is_connected:
        found += [*_limits(row), _client(row)]
    if row.status != Connection.Status.DRAFT:
        found.append(_checked(row, now))
    return found


def is_stale(row: Connection, now: datetime) -> bool:
    """Is what we know so old that it may no longer hold?"""
    return row.checked_at is None or row.checked_at < now - checkup.STALE


def _jwt(row: Connection) -> Check:
    if row.failure == "swapped":
        return Check("bad", "JWT pair", "Holds the OAuth pair")
    if row.keys_refused_at:
        words = f"Zoom refused it to attendees {ago(row.keys_refused_at)}"
        return Check("bad", "JWT pair", words)
    doubts = {one["key"] for one in row.findings}
    if doubts & {"sdk_refused", "sdk_other_account", "jwt_turned", "jwt_is_server_app"}:
        return Check("bad", "JWT pair", "Nobody can join with it, see above")
    if not all(row.signing_pair):
        return Check("none", "JWT pair", "Not entered yet")
    test = results.of(row)
    if test and not results.is_stale(test, row) and test.outcome in ("joined", "waited"):
        when = on_at(test.at, row.event.timezone)
        return Check("ok", "JWT pair", f"Zoom’s client accepted it on {when} ({row.event.city})")
    words = "The OAuth pair does both" if row.one_app else "Stored"
    return Check("ok", "JWT pair", f"{words}. Only a test join proves it")


def _oauth(row: Connection) -> Check:
    title = "Server-to-Server app" if row.is_server else "OAuth pair"
    if row.failure in _NOT_KNOWN:
        return Check("bad", title, "Zoom does not know it")
    if row.failure in _NOT_ACCEPTED:
        return Check("bad", title, "Zoom does not accept ID and secret together")
    if row.status == Connection.Status.BROKEN:
        return Check("bad", title, "Zoom no longer accepts it")
    if row.is_connected:
        return Check("ok", title, f"Accepted by Zoom, last answer {ago(row.last_ok_at)}")
    is_entered = row.oauth_client_id and row.oauth_client_secret
    return Check("none", title, "Stored, not tried yet" if is_entered else "Not entered yet")


def _account(row: Connection) -> Check:
    if not row.zoom_user_email:
        return Check("none", "Account and scopes", "Checked after you authorize")
    owner = row.account_name or row.zoom_user_name
    level: Level = "warn" if row.plan == "Basic" else "ok"
    return Check(level, f"Account: {owner}", f"{row.zoom_user_email} · {row.plan}")


def _token(row: Connection, now: datetime) -> Check:
    title = "Authorization"
    issued, ends = row.token_issued_at, row.token_expires_at
    if issued is None or ends is None:
        return Check("none", title, "Its age is known after the next renewal")
    if row.is_server:
        return Check("ok", title, f"Token of {ago(issued)}; a new one is asked for when needed")
    due = ends - tokens.EARLY
    when = "with the next call" if due <= now else f"at {due.astimezone(row.event.tz):%H:%M}"
    last = on_at(issued + tokens.LIFE, row.event.timezone)
    words = f"Renewed {ago(issued)}, next {when}. Unused, it would last until {last}"
    return Check("ok", title, f"{words} ({row.event.city})")


def live_updates(row: Connection) -> Check:
    """Do webhooks reach us, or do we ask Zoom ourselves?"""
    if any(one["key"].startswith("hook_") for one in row.findings):
        return Check("warn", "Live updates", "Something is missing, see above. We ask Zoom instead")
    if row.hears_webhooks and not row.is_connected:
        return Check("none", "Live updates", "Zoom reaches our address. Used once connected")
    if row.hears_webhooks:
        got = f"Last message {ago(row.webhook_received_at)}" if row.webhook_received_at else ""
        seen = f"Validated {ago(row.webhook_validated_at)}" if row.webhook_validated_at else ""
        return Check("ok", "Live updates", ". ".join(filter(None, [got, seen])))
    if row.webhook_secret:
        return Check("warn", "Live updates", "Zoom has not reached our address yet. We ask instead")
    return Check("none", "Live updates", "Not set up: we ask Zoom ourselves, some seconds later")


def _limits(row: Connection) -> list[Check]:
    """How much of Zoom's rate limits is left, where its answers tell; they often do not."""
    title = "Zoom’s rate limits"
    known = {label: one for label, one in row.rate_limits.items() if one.get("limit")}
    if not known:
        return [Check("none", title, "Zoom’s answers do not tell how much is left")]
    words = ", ".join(_left(label, one) for label, one in sorted(known.items()))
    is_tight = any(one["remaining"] < _TIGHT * one["limit"] for one in known.values())
    at = max(one["at"] for one in known.values())
    seen = f"{words}. Seen {ago(datetime.fromisoformat(at))}"
    return [Check("warn" if is_tight else "ok", title, seen)]


def _left(label: str, one: dict[str, Any]) -> str:
    return f"{label}: {one['remaining']} of {one['limit']} left"


def _client(row: Connection) -> Check:
    """Zoom raises the oldest accepted version in February, May, August and November."""
    title = f"Zoom’s client {settings.ZOOM_SDK_VERSION}"
    test = results.of(row)
    if test is None or test.sdk_version != settings.ZOOM_SDK_VERSION:
        words = "Not checked whether Zoom still accepts it: a test join tells"
        return Check("none", title, words)
    when = f"{on_at(test.at, row.event.timezone)} ({row.event.city})"
    if test.reason == "outdated":
        return Check("bad", title, f"Zoom asked for a newer one on {when}")
    if test.outcome in ("joined", "waited"):
        return Check("ok", title, f"Zoom accepted it on {when}")
    return Check("none", title, f"The test join of {when} did not come so far")


def _checked(row: Connection, now: datetime) -> Check:
    if row.checked_at is None:
        return Check("none", "Not checked yet", "The background check comes within minutes")
    when = f"{on_at(row.checked_at, row.event.timezone)} ({row.event.city}), {ago(row.checked_at)}"
    if is_stale(row, now):
        words = f"{when}. That is old: the background worker may not be running"
        return Check("warn", "Checked", words)
    return Check("ok", "Checked", when)
