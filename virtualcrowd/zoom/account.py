"""The Zoom account behind a token: who it is, what it may read, and what limits it."""

from contextlib import suppress
from dataclasses import dataclass

from virtualcrowd.zoom import scopes
from virtualcrowd.zoom.answers import NO_WEBINAR_PLAN
from virtualcrowd.zoom.client import Client
from virtualcrowd.zoom.errors import ZoomError, ZoomNotFound, ZoomRefused, ZoomUnreachable
from virtualcrowd.zoom.models import Connection
from virtualcrowd.zoom.payloads import Me


@dataclass(frozen=True, slots=True)
class Account:
    """What is known of who authorized; `findings` are rows of the doctor's table."""

    me: Me
    plan: str
    has_webinars: bool
    findings: list[str]


def look(zoom: Client, row: Connection, granted: str) -> Account:
    """Ask who authorized, and what that account can do; `granted` are the token's scopes.

    Raises:
        ZoomError: Zoom did not answer or refused.
    """
    me = who(zoom, row)
    plan, has_webinars = _plan(zoom, me), _has_webinars(zoom)
    limits = {
        "basic_plan": me.is_basic,
        "no_webinars": not has_webinars and not me.is_basic,
        "user_managed": scopes.is_user_managed(granted),
    }
    return Account(me, plan, has_webinars, [key for key, holds in limits.items() if holds])


def who(zoom: Client, row: Connection) -> Me:
    """Return who authorized. A Server-to-Server token may not be asked for "me": then the first.

    Raises:
        ZoomError: Zoom did not answer or refused.
    """
    try:
        me = zoom.me()
    except (ZoomRefused, ZoomNotFound):
        if not row.is_server:
            raise
        first = next(zoom.users())
        me = Me(id=first.id, email=first.email)
    if row.is_server and not me.account_id:
        return me.model_copy(update={"account_id": row.server_account_id})
    return me


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
