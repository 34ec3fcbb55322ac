"""The Apps page: what Zoom's Marketplace shows to a developer."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from zoomsandbox import webhooks
from zoomsandbox.console.forms import Form, form_of, get
from zoomsandbox.pages import page

if TYPE_CHECKING:
    from starlette.requests import Request

    from zoomsandbox.apps import App
    from zoomsandbox.world import World


async def apps(request: Request) -> Response:
    """Show the apps as their developer configures them."""
    world: World = request.app.state.world
    return page(
        request, "apps.html", add_links={a.client_id: _add_link(a) for a in _general(world)}
    )


def _general(world: World) -> list[App]:
    return [app for app in world.apps.values() if app.kind == "general"]


def _add_link(app: App) -> str:
    """Return "Add App Now": a flow without the app's own state."""
    query = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": app.redirect_url,
    }
    return f"/oauth/authorize?{urlencode(query)}"


async def save_app(request: Request) -> Response:
    """Save an app's settings; a changed event address is validated at once."""
    world: World = request.app.state.world
    form = await form_of(request)
    app = world.apps.get(request.path_params["client_id"])
    if app is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    _fill_app(app, form)
    if "events_url" in form:
        app.subscription.url = form["events_url"].strip()
        app.subscription.events = form.get("events", "").split() or ["*"]
        await webhooks.validate(world, app)
    world.touch()
    return RedirectResponse("/console/apps", HTTPStatus.SEE_OTHER)


def _fill_app(app: App, form: Form) -> None:
    app.secret = form.get("secret", app.secret).strip() or app.secret
    app.embed = "embed" in form
    if app.kind == "sdk":
        return
    app.scopes = form.get("scopes", "").split()
    if app.kind == "s2s":
        return
    app.redirect_url = form.get("redirect_url", "").strip()
    app.allow_list = form.get("allow_list", "").split()
    app.strict_mode = "strict_mode" in form
    app.management = "user" if form.get("management") == "user" else "admin"


ROUTES = [
    get("/console/apps", apps),
    Route("/console/apps/{client_id}", save_app, methods=["POST"]),
]
