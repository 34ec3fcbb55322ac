"""The Apps pages: what Zoom's Marketplace shows to a developer, and to an account's admin.

https://developers.zoom.us/docs/build-flow/
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from zoomsandbox import app_changes, webhooks
from zoomsandbox.app_changes import InvalidAppError
from zoomsandbox.audience import authorizers
from zoomsandbox.console.forms import Form, Press, button, form_of, get
from zoomsandbox.oauth import removal
from zoomsandbox.oauth.scopes import of_users
from zoomsandbox.pages import page
from zoomsandbox.seeds.apps import SCOPES

if TYPE_CHECKING:
    from starlette.requests import Request

    from zoomsandbox.apps import App, Client
    from zoomsandbox.world import World

HERE = "/console/apps"
TEXTS = ("name", "redirect_url", "production_redirect_url")
LISTS = ("allow_list", "scopes", "optional_scopes")
SWITCHES = ("strict_mode", "subdomain_check", "embed")
CHOICES = ("management", "approval")


async def apps(request: Request) -> Response:
    """List the apps, one's own and the other account's."""
    return _list(request, {"name": "", "kind": "general"})


def _list(request: Request, typed: Form, problem: str = "") -> Response:
    world: World = request.app.state.world
    own = [app for app in world.apps.values() if app.account_id == world.account.id]
    others = [app for app in world.apps.values() if app.account_id != world.account.id]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    groups = [("Your apps", own), ("Apps of another Zoom account", others)]
    return page(request, "apps.html", status, groups=groups, typed=typed, problem=problem)


async def build(request: Request) -> Response:
    """Create an app, as "Build App" does."""
    world: World = request.app.state.world
    form = await form_of(request)
    if not form.get("name", "").strip():
        return _list(request, form, "Give the app a name.")
    try:
        asked = {"name": form["name"], "kind": form.get("kind", "general")}
        app = app_changes.create(world, asked)
    except InvalidAppError as error:
        return _list(request, form, error.why)
    world.touch()
    return RedirectResponse(f"{HERE}/{app.client_id}", HTTPStatus.SEE_OTHER)


async def show(request: Request) -> Response:
    """Show one app as its developer configures it."""
    return _one(request, _app(request), {}, None)


async def save(request: Request) -> Response:
    """Save an app's settings; a changed event address is validated at once."""
    world: World = request.app.state.world
    app, form = _app(request), await form_of(request)
    try:
        app_changes.change(world, app, _asked(app, form))
    except InvalidAppError as error:
        return _one(request, app, form, error)
    if "events_url" in form:
        await _subscribe(world, app, form)
    world.touch()
    return RedirectResponse(f"{HERE}/{app.client_id}?saved=1", HTTPStatus.SEE_OTHER)


def _asked(app: App, form: Form) -> dict[str, Any]:
    """Read what the page of this type of app has; a box that is not sent is not ticked."""
    asked: dict[str, Any] = {key: form[key] for key in ("name", "secret") if form.get(key)}
    if app.kind != "s2s":
        asked["embed"] = "embed" in form
    if app.kind != "sdk":
        asked |= {key: form[key] for key in ("scopes", "optional_scopes") if key in form}
    if app.kind != "general":
        return asked
    asked |= {key: form[key] for key in (*TEXTS, "allow_list", *CHOICES) if key in form}
    asked |= {key: key in form for key in SWITCHES}
    return asked | ({"published": form["published"] == "yes"} if "published" in form else {})


async def _subscribe(world: World, app: App, form: Form) -> None:
    subscription = app.subscription
    subscription.name = form.get("events_name", "").strip() or subscription.name
    subscription.events = form.get("events", "").split() or ["*"]
    address = form["events_url"].strip()
    if address != subscription.url or not subscription.validated:
        subscription.url = address
        await webhooks.validate(world, app)


def _one(request: Request, app: App, typed: Form, error: InvalidAppError | None) -> Response:
    world: World = request.app.state.world
    return page(
        request,
        "app.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        app=app,
        values=_values(app) | _typed(typed),
        error=error,
        saved="saved" in request.query_params,
        known_scopes=_known_scopes(app),
        add_links={client.id: _add_link(client) for client in app.clients},
        people=_people(world, app),
        account=world.account if app.account_id == world.account.id else world.neighbours.account,
    )


def _known_scopes(app: App) -> list[str]:
    if app.management == "user":
        return of_users(SCOPES)
    return [f"{scope}:admin" for scope in SCOPES]


def _values(app: App) -> dict[str, Any]:
    """Return what the fields hold."""
    lists = {key: "\n".join(getattr(app, key)) for key in LISTS}
    plain = {key: getattr(app, key) for key in (*TEXTS, *CHOICES, *SWITCHES)}
    subscription = app.subscription
    return {
        **lists,
        **plain,
        "published": "yes" if app.published else "no",
        "events_name": subscription.name,
        "events_url": subscription.url,
        "events": "\n".join(subscription.events),
    }


def _typed(form: Form) -> dict[str, Any]:
    """Return what somebody typed and could not save, so that it is not lost."""
    return form | {key: key in form for key in SWITCHES} if form else {}


def _people(world: World, app: App) -> list[tuple[str, str]]:
    """Return id and name of everybody who has authorized the app."""
    alive = sorted(authorizers(world, app))
    users = [user for user in map(world.anyone, alive) if user]
    return [(user.id, f"{user.display_name}, {user.email}") for user in users]


def _add_link(client: Client) -> str:
    """Return "Add App Now": a flow without the app's own state."""
    query = {
        "response_type": "code",
        "client_id": client.id,
        "redirect_uri": client.redirect_url,
    }
    return f"/oauth/authorize?{urlencode(query)}"


def _app(request: Request) -> App:
    app: App | None = request.app.state.world.app(request.path_params["client_id"])
    if app is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return app


def press_rotate(_world: World, request: Request, form: Form) -> str:
    """Regenerate a secret."""
    app = _app(request)
    try:
        app_changes.rotate(app, form.get("what", ""))
    except InvalidAppError as error:
        raise HTTPException(HTTPStatus.NOT_FOUND) from error
    return f"{HERE}/{app.client_id}"


def press_remove(world: World, request: Request, form: Form) -> str:
    """Remove the app for one user, as the user does under "Added Apps"."""
    app = _app(request)
    removal.uninstall(world, app, form.get("user", ""))
    return f"{HERE}/{app.client_id}"


def press_switch(_world: World, request: Request, _form: Form) -> str:
    """Activate or deactivate the app."""
    app = _app(request)
    app.enabled = not app.enabled
    return f"{HERE}/{app.client_id}"


def press_delete(world: World, request: Request, _form: Form) -> str:
    """Delete the app."""
    app_changes.remove(world, _app(request))
    return HERE


def _press(what: str, press: Press) -> Route:
    return button(f"{HERE}/{{client_id}}/{what}", press, HERE)


ROUTES = [
    get(HERE, apps),
    Route(HERE, build, methods=["POST"]),
    get(f"{HERE}/{{client_id}}", show),
    Route(f"{HERE}/{{client_id}}", save, methods=["POST"]),
    _press("rotate", press_rotate),
    _press("remove", press_remove),
    _press("switch", press_switch),
    _press("delete", press_delete),
]
