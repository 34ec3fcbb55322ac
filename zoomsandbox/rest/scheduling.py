"""Scheduling privilege: who may plan meetings for whom.

https://developers.zoom.us/docs/api/users/#tag/users/GET/users/{userId}/schedulers
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zoomsandbox.clock import zoom_time
from zoomsandbox.rest import errors
from zoomsandbox.rest.call import api

if TYPE_CHECKING:
    from zoomsandbox.models import User
    from zoomsandbox.rest.call import Call

MOST_AT_ONCE = 30


def assistants(call: Call) -> dict[str, Any]:
    """GET /users/{userId}/assistants: who may plan for this user."""
    user = call.user("user:read:list_assistants")
    people = [call.world.users[known] for known in user.assistants if known in call.world.users]
    rows = [
        {"id": who.id, "email": who.email, "can_manage_host_private_event": False} for who in people
    ]
    return {"assistants": rows}


def schedulers(call: Call) -> dict[str, Any]:
    """GET /users/{userId}/schedulers: for whom this user may plan."""
    user = call.user("user:read:list_schedulers")
    people = [who for who in call.world.users.values() if user.id in who.assistants]
    return {"schedulers": [{"id": who.id, "email": who.email, "pmi": who.pmi} for who in people]}


def add_assistants(call: Call) -> dict[str, Any]:
    """POST /users/{userId}/assistants: up to 30, Licensed like the user."""
    user = call.user("user:write:assistant")
    rows = call.json.get("assistants")
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_AT_ONCE:
        raise errors.invalid_field("assistants")
    if not user.is_licensed:
        raise _must_be_licensed(user.id)
    people = [_newcomer(call, user, row) for row in rows]
    user.assistants += [who.id for who in people]
    call.world.touch()
    ids = ",".join(who.id for who in people)
    return {"ids": ids, "add_at": zoom_time(call.world.clock.now())}


def _newcomer(call: Call, user: User, row: Any) -> User:
    if not isinstance(row, dict):
        raise errors.invalid_field("assistants")
    reference = str(row.get("id") or row.get("email") or "")
    found = call.world.user(reference)
    if found is None:
        raise errors.refused(200, f"Can't find user {reference}.")
    if found is user:
        raise errors.refused(200, "Can't assign scheduling privilege to yourself.")
    if found.id in user.assistants:
        message = f"User {found.email} has already granted scheduling privilege."
        raise errors.refused(200, message)
    if not found.is_licensed:
        raise _must_be_licensed(found.email)
    return found


def _must_be_licensed(reference: str) -> errors.ZoomError:
    message = f"The user must either be a Licensed user or an On-prem user : {reference}."
    return errors.refused(200, message)


def drop_assistants(call: Call) -> None:
    """DELETE /users/{userId}/assistants[/{assistantId}]: 204."""
    user = call.user("user:delete:assistant")
    wanted = call.path.get("assistant")
    if wanted:
        _forget(user, _known(call, wanted))
    else:
        user.assistants.clear()
    call.world.touch()


def drop_schedulers(call: Call) -> None:
    """DELETE /users/{userId}/schedulers[/{schedulerId}]: 204."""
    user = call.user("user:delete:scheduler")
    wanted = call.path.get("scheduler")
    hosts = [_known(call, wanted)] if wanted else list(call.world.users.values())
    for host in hosts:
        _forget(host, user)
    call.world.touch()


def _known(call: Call, reference: str) -> User:
    found = call.world.user(reference)
    if found is None:
        raise errors.no_user(reference)
    return found


def _forget(host: User, assistant: User) -> None:
    host.assistants = [known for known in host.assistants if known != assistant.id]


_HELP, _PLAN = "/users/{user}/assistants", "/users/{user}/schedulers"
_DROP_HELP, _DROP_PLAN = "user:delete:assistant", "user:delete:scheduler"
ROUTES = [
    api("GET", _HELP, assistants, scope="user:read:list_assistants", label="medium"),
    api("POST", _HELP, add_assistants, scope="user:write:assistant", label="medium", status=201),
    api("DELETE", _HELP, drop_assistants, scope=_DROP_HELP, label="light"),
    api("DELETE", f"{_HELP}/{{assistant}}", drop_assistants, scope=_DROP_HELP, label="light"),
    api("GET", _PLAN, schedulers, scope="user:read:list_schedulers", label="medium"),
    api("DELETE", _PLAN, drop_schedulers, scope=_DROP_PLAN, label="light"),
    api("DELETE", f"{_PLAN}/{{scheduler}}", drop_schedulers, scope=_DROP_PLAN, label="light"),
]
