"""Control calls about the whole: its state as one JSON, the account's plan, its people."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from zoomsandbox import archive, snapshot
from zoomsandbox.control import Asked, BadRequestError, control
from zoomsandbox.models import BASIC, LICENSED, NONE, UNASSIGNED
from zoomsandbox.rest.limits import PLANS

if TYPE_CHECKING:
    from starlette.requests import Request

    from zoomsandbox.models import User
    from zoomsandbox.world import World

TYPES, STATUSES = (BASIC, LICENSED, UNASSIGNED, NONE), ("active", "inactive", "pending")
ACCOUNT_PLANS = (*PLANS, "Education", "Enterprise")


async def export(world: World, _asked: Asked, _request: Request) -> Any:
    """Return the whole state, to be kept or put into another sandbox."""
    return archive.write(world)


async def put(world: World, asked: Asked, _request: Request) -> Any:
    """Replace the state by an exported one; the clock goes back to the moment of the export."""
    archive.read(world, asked)
    return world.count()


async def account(world: World, asked: Asked, _request: Request) -> Any:
    """Set the account's plan, and whether hosts may run only so many meetings as it allows.

    Rate limits follow the plan.
    """
    plan = str(asked.get("plan") or world.account.plan)
    if plan not in ACCOUNT_PLANS:
        raise BadRequestError(f"No such plan: {plan}. There are: {', '.join(ACCOUNT_PLANS)}.")
    world.account.plan = plan
    world.limits.plan = PLANS.get(plan, "business")
    at_once = asked.get("limits_at_once", world.account.limits_at_once)
    world.account.limits_at_once = bool(at_once)
    return asdict(world.account)


async def person(world: World, asked: Asked, request: Request) -> Any:
    """Change a user's type, status, webinar licence, settings by section, or assistants."""
    found = world.user(request.path_params["user"])
    if found is None:
        raise LookupError(request.path_params["user"])
    kind, status = asked.get("type", found.type), asked.get("status", found.status)
    if kind not in TYPES or status not in STATUSES:
        raise BadRequestError(f"type: one of {TYPES}; status: one of {', '.join(STATUSES)}.")
    found.type, found.status = kind, status
    found.webinar = bool(asked.get("webinar", found.webinar))
    _change_settings(found, asked.get("settings") or {})
    if "assistants" in asked:
        found.assistants = [_id(world, str(name)) for name in asked["assistants"]]
    return snapshot.user(found)


def _change_settings(user: User, sections: Asked) -> None:
    for name, members in sections.items():
        if not isinstance(members, dict):
            raise BadRequestError("settings: sections with members, as GET …/settings has them.")
        user.settings.setdefault(name, {}).update(members)


def _id(world: World, reference: str) -> str:
    found = world.user(reference)
    if found is None:
        raise LookupError(reference)
    return found.id


ROUTES = [
    control("/sandbox/export", export, "GET"),
    control("/sandbox/state", put, "PUT"),
    control("/sandbox/import", put),
    control("/sandbox/account", account),
    control("/sandbox/users/{user}", person),
]
