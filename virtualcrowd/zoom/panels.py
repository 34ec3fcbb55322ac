"""What the Zoom page shows of a connection: its state, step by step, from what is stored."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from virtualcrowd.agenda.models import LiveState, Session
from virtualcrowd.agenda.providers import Check, Level
from virtualcrowd.common.templatetags.vc import ago
from virtualcrowd.zoom import advice, oauth, pairs, scopes
from virtualcrowd.zoom.models import Connection

WEBHOOK_EVENTS = [
    f"{kind}.{what}"
    for kind in ("meeting", "webinar")
    for what in ("started", "ended", "updated", "deleted")
]
# Which of the four steps a failure belongs to.
_STEP_2 = {"redirect_mismatch", "popup_closed"}
_STEP_3 = {
    "incomplete",
    "wrong_secret",
    "unknown_client",
    "swapped",
    "wrong_app_type",
    "app_in_use",
}


def addresses() -> dict[str, str]:
    """The two addresses that the organiser gives to Zoom."""
    return {"redirect_url": oauth.redirect_url(), "allow_list_url": oauth.allow_list_url()}


def context(row: Connection) -> dict[str, Any]:
    """Everything that the page needs."""
    absent = pairs.missing(row)
    return addresses() | {
        "row": row,
        "badge": badge(row),
        "advice": _advice(row),
        "detail": row.failure_detail,
        "steps": _steps(row, absent=bool(absent)),
        "is_complete": not absent,
        "health": health(row),
        "scopes": scopes.asked(),
        "missing_scopes": row.failure_detail.split() if row.failure == "missing_scopes" else [],
        "hook_url": f"{settings.PUBLIC_URL}/hooks/zoom/{row.hook_token}",
        "hook_events": WEBHOOK_EVENTS,
        "library_url": reverse("zoom:library", args=[row.event.shortcode]),
        "live_count": _live_count(row),
        "host": settings.PUBLIC_URL.partition("://")[2],
    }


def _live_count(row: Connection) -> int:
    """How many sessions would lose their way in by disconnecting."""
    sessions = Session.objects.for_event(row.event)
    return sessions.filter(provider="zoom", live_state=LiveState.LIVE).count()


def _advice(row: Connection) -> advice.ConnectAdvice | None:
    if row.failure:
        return advice.CONNECT.get(row.failure, advice.CONNECT["refused"])
    return advice.BASIC_PLAN if row.is_connected and row.plan == "Basic" else None


def badge(row: Connection) -> tuple[str, str]:
    """(key of the state vocabulary, word)."""
    if row.is_connected:
        return "done", "Connected"
    if row.status == Connection.Status.BROKEN:
        return "failed", "Reconnect needed"
    if row.failure and row.failure not in ("keys_changed", "incomplete"):
        return "failed", "Failed"
    return ("draft", "Not connected") if pairs.missing(row) else ("draft", "Not authorized")


def _steps(row: Connection, *, absent: bool) -> list[str]:
    """The class of each step: done, now, bad or nothing."""
    has_keys = bool(row.sdk_client_id or row.oauth_client_id)
    if row.is_connected:
        return ["done"] * 4
    first = "done" if has_keys else "now"
    second = "bad" if row.failure in _STEP_2 else "done" if has_keys else ""
    third = "bad" if row.failure in _STEP_3 else "done" if not absent else ""
    if has_keys and not third:
        third = "now"
    fourth = "" if absent else "bad" if third == "done" and row.failure else "now"
    return [first, second, third, fourth]


def health(row: Connection) -> list[Check]:
    """The lines of the Connection card."""
    lines = [_jwt(row), _oauth(row), _account(row)]
    if row.is_connected:
        lines.append(Check("ok", "Scopes", scopes.in_words(row.scopes)))
    if row.is_connected or row.webhook_secret:
        lines.append(live_updates(row))
    return lines


def _jwt(row: Connection) -> Check:
    if row.failure == "swapped":
        return Check("bad", "JWT pair", "Holds the OAuth pair")
    if row.keys_refused_at:
        return Check(
            "bad", "JWT pair", f"Zoom refused it to an attendee {ago(row.keys_refused_at)}"
        )
    if all(row.signing_pair):
        return Check("ok", "JWT pair", "The OAuth pair does both" if row.one_app else "Stored")
    return Check("none", "JWT pair", "Not entered yet")


def _oauth(row: Connection) -> Check:
    if row.failure in {"swapped", "unknown_client"}:
        return Check("bad", "OAuth pair", "Zoom does not know it")
    if row.failure == "wrong_secret":
        return Check("bad", "OAuth pair", "Zoom does not accept the secret")
    if row.status == Connection.Status.BROKEN:
        return Check("bad", "OAuth pair", "Zoom no longer accepts it")
    if row.is_connected:
        return Check("ok", "OAuth pair", "Accepted by Zoom")
    is_entered = row.oauth_client_id and row.oauth_client_secret
    return Check("none", "OAuth pair", "Stored, not tried yet" if is_entered else "Not entered yet")


def _account(row: Connection) -> Check:
    if not row.zoom_user_email:
        return Check("none", "Account and scopes", "Checked after you authorize")
    owner = row.account_name or row.zoom_user_name
    level: Level = "warn" if row.plan == "Basic" else "ok"
    return Check(level, f"Account: {owner}", f"{row.zoom_user_email} · {row.plan}")


def live_updates(row: Connection) -> Check:
    """Do webhooks reach us, or do we ask Zoom ourselves?"""
    if row.hears_webhooks:
        return Check("ok", "Live updates", "Zoom tells us when hosts start")
    if row.webhook_secret:
        return Check("warn", "Live updates", "Zoom has not reached our address yet. We ask instead")
    return Check("none", "Live updates", "Not set up: we ask Zoom ourselves, some seconds later")
