"""Users: https://developers.zoom.us/docs/api/users/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zoomsandbox import payloads
from zoomsandbox.rest.call import api
from zoomsandbox.rest.paging import pages

if TYPE_CHECKING:
    from zoomsandbox.rest.call import Call


def get_user(call: Call) -> dict[str, Any]:
    """GET /users/{userId}."""
    user = call.user("user:read:user")
    return payloads.user_detail(user, call.world.account_of(user), call.base)


def list_users(call: Call) -> dict[str, Any]:
    """GET /users; everybody here is active."""
    status = call.query.get("status", "active")
    people = list(call.world.colleagues(call.caller).values()) if status == "active" else []
    return pages(call, "users", people, payloads.user_row)


def get_settings(call: Call) -> dict[str, Any]:
    """GET /users/{userId}/settings, whole or `option=meeting_security`."""
    user = call.user("user:read:settings")
    if call.query.get("option") == "meeting_security":
        return payloads.security_settings()
    return payloads.user_settings(user, call.world.account_of(user).plan)


ROUTES = [
    api("GET", "/users", list_users, scope="user:read:list_users:admin", label="medium"),
    api("GET", "/users/{user}", get_user, scope="user:read:user", label="light"),
    api("GET", "/users/{user}/settings", get_settings, scope="user:read:settings", label="medium"),
]
