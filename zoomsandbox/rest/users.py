"""Users: https://developers.zoom.us/docs/api/users/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zoomsandbox import payloads, user_settings
from zoomsandbox.ids import fresh_id
from zoomsandbox.models import BASIC, LICENSED, NONE
from zoomsandbox.rest import errors
from zoomsandbox.rest.call import api
from zoomsandbox.rest.paging import LARGEST_USERS, pages

if TYPE_CHECKING:
    from collections.abc import Collection

    from zoomsandbox.models import User
    from zoomsandbox.rest.call import Call

STATUSES = ("active", "inactive", "pending")
OPTIONS = ("", "meeting_authentication", "recording_authentication", "meeting_security")
TOKENS = ("token", "zak", "onbehalf")
YEAR_S = 365 * 86_400
# What a member of the account may do, and what more an admin or owner may.
MEMBER = ["Recording:Read", "Recording:Edit"]
ADMIN = ["User:Read", "User:Edit", "Report:Read", "AccountSetting:Read", "AccountSetting:Edit"]


def get_user(call: Call) -> dict[str, Any]:
    """GET /users/{userId}; someone whose invitation was never accepted gives 1120."""
    user = call.user("user:read:user")
    _check_invitation(user)
    return payloads.user_detail(user, call.world.account_of(user), call.base)


def _check_invitation(user: User) -> None:
    if user.status == "pending":
        raise errors.refused(
            1120,
            "A valid invitation to join the Zoom account was not found for this user.  This error "
            "is thrown if you added a user in your account but the user did not accept the "
            "invitation on time and the invitation expired - thus making the userId invalid.",
        )


def _people(call: Call) -> Collection[User]:
    return call.world.colleagues(call.caller).values()


def list_users(call: Call) -> dict[str, Any]:
    """GET /users by status and role."""
    status, role = call.choice("status", "active", STATUSES), call.query.get("role_id")
    people = [who for who in _people(call) if who.status == status]
    if role:
        people = [who for who in people if payloads.ROLES[who.role] == role]
    wants_key = call.query.get("include_fields") == "host_key"
    return pages(
        call,
        "users",
        people,
        lambda who: payloads.user_row(who) | ({"host_key": _host_key(who)} if wants_key else {}),
        LARGEST_USERS,
    )


def _host_key(user: User) -> str:
    return f"{user.pmi % 1_000_000:06}"


def summary(call: Call) -> dict[str, Any]:
    """GET /users/summary: how many users have which licence."""
    people = _people(call)
    return {
        "licensed_users_count": _count(people, LICENSED),
        "basic_users_count": _count(people, BASIC),
        "on_prem_users_count": 0,
        "room_users_count": 0,
        "pending_users_count": sum(who.status == "pending" for who in people),
        "join_only_users_count": _count(people, NONE),
        "total_users_count": len(people),
    }


def _count(people: Collection[User], kind: int) -> int:
    return sum(who.type == kind for who in people)


def check_email(call: Call) -> dict[str, Any]:
    """GET /users/email: whether somebody has this address."""
    email = call.query.get("email", "")
    if not email:
        raise errors.refused(300, "Email is required.")
    return {"existed_email": call.world.anyone(email) is not None}


def get_settings(call: Call) -> dict[str, Any]:
    """GET /users/{userId}/settings, whole or one `option`."""
    user = call.user("user:read:settings")
    _check_invitation(user)
    match call.choice("option", "", OPTIONS):
        case "meeting_security":
            return user_settings.security(user)
        case "meeting_authentication":
            return user_settings.meeting_authentication()
        case "recording_authentication":
            return user_settings.recording_authentication()
    return user_settings.whole(user, call.world.account_of(user).plan)


def get_token(call: Call) -> dict[str, Any]:
    """GET /users/{userId}/token: a host's token or ZAK, for two hours or `ttl` seconds."""
    user = call.user("user:read:token")
    kind = call.choice("type", "token", TOKENS)
    call.number("ttl", 7200, 0, YEAR_S)
    if kind == "onbehalf" and not call.query.get("meeting_id"):
        raise errors.invalid_field("meeting_id")
    return {"token": f"{kind}.{user.id}.{fresh_id(40)}"}


def get_zak(call: Call) -> dict[str, Any]:
    """GET /users/me/zak: the caller's ZAK."""
    return {"token": f"zak.{call.caller.id}.{fresh_id(40)}"}


def permissions(call: Call) -> dict[str, Any]:
    """GET /users/{userId}/permissions."""
    user = call.user("user:read:list_permissions")
    return {"permissions": [*MEMBER, *(ADMIN if user.is_admin else [])]}


_ONE, _PERMISSIONS = "/users/{user}", "user:read:list_permissions"
ROUTES = [
    api("GET", "/users", list_users, scope="user:read:list_users:admin", label="medium"),
    api("GET", "/users/summary", summary, scope="user:read:summary:admin", label="medium"),
    api("GET", "/users/email", check_email, scope="user:read:email", label="light"),
    api("GET", "/users/me/zak", get_zak, scope="user:read:zak", label="light"),
    api("GET", _ONE, get_user, scope="user:read:user", label="light"),
    api("GET", f"{_ONE}/settings", get_settings, scope="user:read:settings", label="medium"),
    api("GET", f"{_ONE}/token", get_token, scope="user:read:token", label="light"),
    api("GET", f"{_ONE}/permissions", permissions, scope=_PERMISSIONS, label="light"),
]
