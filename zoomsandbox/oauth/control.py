"""Control calls for apps and OAuth: every state without a click. Zoom has nothing like it."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from zoomsandbox import app_changes, webhooks
from zoomsandbox.apps import Subscription
from zoomsandbox.control import BadRequestError, control
from zoomsandbox.oauth import entitlement, grants, removal

if TYPE_CHECKING:
    from starlette.requests import Request

    from zoomsandbox.apps import App
    from zoomsandbox.control import Asked
    from zoomsandbox.models import User
    from zoomsandbox.world import World


async def apps(world: World, asked: Asked, request: Request) -> Any:
    """GET lists the apps. POST creates one, or changes the one whose `client_id` is given."""
    if request.method == "GET":
        return {"apps": [app_changes.shown(world, app) for app in world.apps.values()]}
    _judge_subscription(asked)
    app = world.app(str(asked.get("client_id") or ""))
    if app is None:
        app = app_changes.create(world, asked)
        await _subscribe(world, app, asked)
        return app_changes.shown(world, app)
    return await _change(world, app, asked)


async def one(world: World, asked: Asked, request: Request) -> Any:
    """GET, POST (change) or DELETE one app."""
    app = _app(world, request)
    if request.method == "GET":
        return app_changes.shown(world, app)
    if request.method == "DELETE":
        app_changes.remove(world, app)
        return {"deleted": app.client_id}
    return await _change(world, app, asked)


async def _change(world: World, app: App, asked: Asked) -> Any:
    _judge_subscription(asked)
    app_changes.change(world, app, asked)
    await _subscribe(world, app, asked)
    return app_changes.shown(world, app)


def _judge_subscription(asked: Asked) -> None:
    wanted = asked.get("subscription", {})
    if not isinstance(wanted, dict) or set(wanted) - {field.name for field in fields(Subscription)}:
        raise BadRequestError("subscription: it has name, url and events.")


async def _subscribe(world: World, app: App, asked: Asked) -> None:
    """Set the event subscription, when it is spoken of; a new address is validated at once."""
    wanted = asked.get("subscription", {})
    if "name" in wanted:
        app.subscription.name = str(wanted["name"])
    if "events" in wanted:
        app.subscription.events = [str(event) for event in wanted["events"] or ["*"]]
    if "url" in wanted:
        app.subscription.url = str(wanted["url"] or "")
        await webhooks.validate(world, app)


async def rotate(world: World, asked: Asked, request: Request) -> Any:
    """Give a new `secret`, `production_secret` or `secret_token`."""
    what = str(asked.get("what") or "secret")
    return {what: app_changes.rotate(_app(world, request), what)}


async def uninstall(world: World, asked: Asked, request: Request) -> Any:
    """Remove the app as its user does in the Marketplace; without `user` for everybody."""
    app = _app(world, request)
    user = _user(world, asked) if asked.get("user") else None
    return {"ended": removal.uninstall(world, app, user.id if user else "")}


async def token(world: World, asked: Asked, request: Request) -> Any:
    """Give tokens as if `user` (default: the owner) had allowed everything.

    Says why when the consent page would not let this user through.
    """
    app = _app(world, request)
    user = _user(world, asked) if asked.get("user") else world.owner_of(app.account_id)
    user = user or world.owner
    obstacle = entitlement.obstacle(world, app, user) if app.kind == "general" else None
    if obstacle:
        raise BadRequestError(f"{obstacle.title}: {obstacle.text}")
    client_id = request.path_params["client_id"]
    if app.kind == "general":
        grants.kill_others(world, client_id, user.id)
    grant = grants.new_grant(world, client_id, user, [*app.granted_scopes, *app.optional])
    return asdict(grant) | {"access_token": grant.access, "refresh_token": grant.refresh}


async def rules(world: World, asked: Asked, request: Request) -> Any:
    """GET tells, POST sets `api_url` ("" for this sandbox's own) and `refresh_grace_s`."""
    if request.method == "GET":
        return asdict(world.oauth)
    world.oauth.api_url = str(asked.get("api_url", world.oauth.api_url) or "")
    grace = float(asked.get("refresh_grace_s", world.oauth.refresh_grace_s) or 0)
    if not 0 <= grace <= grants.REFRESH_LIFE_S:
        raise BadRequestError("refresh_grace_s: between 0 and 90 days.")
    world.oauth.refresh_grace_s = grace
    return asdict(world.oauth)


def _app(world: World, request: Request) -> App:
    client_id = request.path_params["client_id"]
    app = world.app(client_id)
    if app is None:
        raise LookupError(client_id)
    return app


def _user(world: World, asked: Asked) -> User:
    user = world.anyone(str(asked["user"]))
    if user is None:
        raise LookupError(asked["user"])
    return user


ROUTES = [
    control("/sandbox/apps", apps, "GET", "POST"),
    control("/sandbox/apps/{client_id}", one, "GET", "POST", "DELETE"),
    control("/sandbox/apps/{client_id}/rotate", rotate),
    control("/sandbox/apps/{client_id}/uninstall", uninstall),
    control("/sandbox/apps/{client_id}/token", token),
    control("/sandbox/oauth", rules, "GET", "POST"),
]
