"""What the Zoom page shows of a connection: its state, step by step, from what is stored."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from virtualcrowd.agenda.models import LiveState, Session
from virtualcrowd.agenda.providers import Check
from virtualcrowd.zoom import advice, advice_connect, deliveries, oauth, pairs, scopes
from virtualcrowd.zoom.doctor import causes, window
from virtualcrowd.zoom.doctor.health import lines
from virtualcrowd.zoom.models import Connection, LibraryItem

WEBHOOK_EVENTS = [
    f"{kind}.{what}"
    for kind in ("meeting", "webinar")
    for what in ("started", "ended", "updated", "deleted")
]
# All else that we understand. Without them we see later whom a host let in and what came out of the
# trash, and never how many people are inside, of whom a crowd makes many.
OPTIONAL_EVENTS = sorted(deliveries.ACTS.keys() - set(WEBHOOK_EVENTS))
# Which of the four steps a failure belongs to.
_STEP_2 = {"redirect_mismatch", "redirect_slip", "needs_https"}


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
        "cause": causes.of(row.failure) if row.failure else None,
        "doubts": _doubts(row),
        "windows": window.SHOWN,
        "detail": row.failure_detail,
        "steps": _steps(row, absent=bool(absent)),
        "is_complete": not absent,
        "health": health(row),
        "scopes": scopes.asked(),
        "missing_scopes": row.failure_detail.split() if row.failure == "missing_scopes" else [],
        "hook_url": f"{settings.PUBLIC_URL}/hooks/zoom/{row.hook_token}",
        "hook_events": WEBHOOK_EVENTS,
        "optional_events": OPTIONAL_EVENTS,
        "library_url": reverse("zoom:library", args=[row.event.shortcode]),
        "live_count": _live_count(row),
        "item_count": LibraryItem.objects.filter(event=row.event).count(),
        "host": settings.PUBLIC_URL.partition("://")[2],
    }


def _live_count(row: Connection) -> int:
    """How many sessions would lose their way in by disconnecting."""
    sessions = Session.objects.for_event(row.event)
    return sessions.filter(provider="zoom", live_state=LiveState.LIVE).count()


def _advice(row: Connection) -> advice.ConnectAdvice | None:
    return advice.CONNECT.get(row.failure, advice.CONNECT["refused"]) if row.failure else None


def _doubts(row: Connection) -> list[dict[str, Any]]:
    """What limits the connection, each with its words and its action."""
    kept = [one for one in row.findings if one.get("key") in advice.CONNECT]
    return [
        {
            "advice": advice.CONNECT[one["key"]],
            "cause": causes.of(one["key"]),
            "detail": one.get("detail", ""),
        }
        for one in kept
    ]


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
    is_of_keys = row.failure in advice_connect.KEYS and row.failure != "keys_changed"
    third = "bad" if is_of_keys and row.failure not in _STEP_2 else "done" if not absent else ""
    if has_keys and not third:
        third = "now"
    fourth = "" if absent else "bad" if third == "done" and row.failure else "now"
    return [first, second, third, fourth]


def health(row: Connection) -> list[Check]:
    """The lines of the Connection card, as they are known now."""
    return lines(row, timezone.now())
