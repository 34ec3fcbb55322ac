"""Whose meeting it becomes, and who may stand in for the host.

https://support.zoom.com/hc/en/article?id=zm_kb&sysparm_article=KB0067150 (alternative host) and
https://support.zoom.com/hc/en/article?id=zm_kb&sysparm_article=KB0065116 (scheduling privilege)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from zoomsandbox import user_settings
from zoomsandbox.models import INSTANT, PERSONAL
from zoomsandbox.rest import errors

if TYPE_CHECKING:
    from zoomsandbox.models import Kind, User
    from zoomsandbox.rest.call import Call

SEPARATOR = {"meeting": ";", "webinar": ","}


def host_of(kind: Kind, call: Call, scheduler: User) -> User:
    """Return who hosts a new item: the scheduler, or whom `schedule_for` names."""
    wanted = call.json.get("schedule_for")
    if not wanted:
        return scheduler
    if call.json.get("type") == INSTANT and kind == "meeting":
        raise errors.refused(
            3000,
            "Instant meetings do not support the `schedule_for` parameter, and you can't schedule "
            "an instant meeting for another user.",
        )
    host = call.world.user(wanted) if isinstance(wanted, str) else None
    if host is None:
        raise errors.refused(
            300,
            f"The value that you entered {'in' if kind == 'meeting' else 'for'} the `schedule_for` "
            "field is invalid. Enter a valid value and try again.",
        )
    if host is not scheduler and scheduler.id not in host.assistants:
        stop = "." if kind == "webinar" else ""
        raise errors.refused(3000, f"You cannot schedule a meeting for {wanted}{stop}")
    return host


def fit_settings(kind: Kind, call: Call, host: User, settings: Any, item_type: int) -> Any:
    """Return the asked settings as Zoom takes them for this host.

    Alternative hosts must be Licensed users of the account (1114). Dropped without a word:
    registration of a Basic host, rooms when the host's pre-assignment is off, alternative hosts
    of instant and personal meetings.
    """
    if not isinstance(settings, dict):
        return settings
    fitted = dict(settings)
    if fitted.get("alternative_hosts"):
        people = _alternatives(call, host, str(fitted["alternative_hosts"]))
        fitted["alternative_hosts"] = SEPARATOR[kind].join(who.email for who in people)
    if item_type in (INSTANT, PERSONAL):
        fitted.pop("alternative_hosts", None)
    if not host.is_licensed:
        fitted.pop("approval_type", None)
    _check_domains(fitted.get("enforce_login_domains"))
    return _without_rooms(call, host, fitted)


def _alternatives(call: Call, host: User, text: str) -> list[User]:
    names = [name.strip() for name in re.split(r"[;,]", text) if name.strip()]
    return [_alternative(call, host, name) for name in names]


def _alternative(call: Call, host: User, name: str) -> User:
    found = call.world.user(name)
    if found is None:
        why = "because the user is not in this account."
    elif found is host:
        why = "because the user is the host."
    elif not found.is_licensed:
        why = "because you cannot select an unlicensed user."
    else:
        return found
    raise errors.refused(1114, f'Unable to assign "{name}" as an alternative host {why}')


def _check_domains(value: Any) -> None:
    if isinstance(value, str) and re.search(r"[,\s]", value):
        raise errors.refused(
            300, "Invalid `enforce_login_domains`. Separate multiple domains with semicolons."
        )


def _without_rooms(call: Call, host: User, settings: dict[str, Any]) -> dict[str, Any]:
    plan = call.world.account.plan
    if "breakout_room" in settings and not user_settings.section(
        host, plan, "in_meeting", "breakout_room_schedule"
    ):
        del settings["breakout_room"]
    return settings
