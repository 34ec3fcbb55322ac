"""Pages and buttons for people; every button is a plain form."""

from __future__ import annotations

import math
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from zoomsandbox import actions, faults, seeds, webhooks
from zoomsandbox.actions import Newcomer
from zoomsandbox.control import FARTHEST_S
from zoomsandbox.create import InvalidFieldError, changes_of, new_item
from zoomsandbox.pages import page

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from starlette.requests import Request

    from zoomsandbox.apps import App
    from zoomsandbox.models import Item, Kind
    from zoomsandbox.world import World

type Form = dict[str, str]
type Press = Callable[[World, Request, Form], str | None]
SHOWN_LINES = 200
SHOWN_ITEMS = 120


async def home(request: Request) -> Response:
    """Show meetings and webinars."""
    world: World = request.app.state.world
    meetings, webinars = world.items_of("meeting"), world.items_of("webinar")
    return page(
        request,
        "home.html",
        groups=[
            ("Meetings", meetings[:SHOWN_ITEMS], len(meetings)),
            ("Webinars", webinars[:SHOWN_ITEMS], len(webinars)),
        ],
        hosts=list(world.users.values())[:50],
        when=lambda item: _local(item.start, item),
        field=lambda item: _local(item.start, item, "%Y-%m-%dT%H:%M"),
        problem=request.query_params.get("problem", ""),
    )


def _local(moment: datetime | None, item: Item, shape: str = "%a %d %b, %H:%M") -> str:
    return moment.astimezone(ZoneInfo(item.timezone)).strftime(shape) if moment else ""


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


async def weather(request: Request) -> Response:
    """Show clock, faults and limits."""
    return page(request, "weather.html", seeds=list(seeds.SEEDS))


async def log(request: Request) -> Response:
    """Show what was asked, delivered and joined."""
    world: World = request.app.state.world
    return page(
        request,
        "log.html",
        lines=list(world.log)[:-SHOWN_LINES:-1],
        deliveries=list(world.deliveries)[:-SHOWN_LINES:-1],
        joins=world.joins[:-SHOWN_LINES:-1],
    )


async def pulse(request: Request) -> Response:
    """Tell pages whether something changed."""
    return JSONResponse({"revision": request.app.state.world.revision})


async def native(request: Request) -> Response:
    """Stand where a join or start link leads: here the Zoom app would open."""
    world: World = request.app.state.world
    item = world.item(request.path_params["item"])
    if item is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return page(request, "native.html", item=item, is_host=request.url.path.startswith("/s/"))


def button(path: str, press: Press, back: str) -> Route:
    """Make a route for a form: it acts, then returns to a page."""

    async def answer(request: Request) -> Response:
        form = {key: str(value) for key, value in (await request.form()).items()}
        world: World = request.app.state.world
        try:
            where = press(world, request, form) or back
        except InvalidFieldError as error:
            where = f"{back}?{urlencode({'problem': f'{error.field}: {error}'})}"
        world.touch()
        return RedirectResponse(where, HTTPStatus.SEE_OTHER)

    return Route(path, answer, methods=["POST"])


def _item(world: World, request: Request) -> Item:
    item = world.item(request.path_params["item"])
    if item is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return item


def press_item(world: World, request: Request, form: Form) -> None:
    """Do what a button of a row says."""
    item = _item(world, request)
    match request.path_params["act"]:
        case "start":
            actions.start(world, item)
        case "end":
            actions.end(world, item)
        case "delete":
            actions.delete(world, item)
        case "reschedule":
            asked = {"start_time": form.get("start_time"), "timezone": item.timezone}
            actions.update(world, item, changes_of(item.kind, asked | _minutes(form)))
        case "join" if item.is_started:
            actions.join(world, item, Newcomer(form.get("name") or "Walk-in guest"))
        case _:
            raise HTTPException(HTTPStatus.NOT_FOUND)


def press_person(world: World, request: Request, _form: Form) -> None:
    """Admit or remove someone."""
    item = _item(world, request)
    wanted = int(request.path_params["person"])
    for person in item.present:
        if person.user_id == wanted and request.path_params["act"] == "admit":
            actions.admit(world, item, person)
        elif person.user_id == wanted:
            actions.remove(world, item, person)


def _minutes(form: Form) -> dict[str, int]:
    text = form.get("duration", "")
    return {"duration": int(text)} if text.isdigit() else {}


def press_create(world: World, _request: Request, form: Form) -> None:
    """Schedule a meeting or webinar."""
    host = world.user(form.get("host", "")) or world.owner
    kind: Kind = "webinar" if form.get("kind") == "webinar" and host.webinar else "meeting"
    asked = {
        "topic": form.get("topic") or "New meeting",
        "start_time": form.get("start_time"),
        "timezone": host.timezone,
        "settings": {
            "meeting_authentication": "sign_in" in form,
            "waiting_room": "waiting_room" in form,
        },
    }
    if form.get("passcode"):
        asked["password"] = form["passcode"]
    actions.created(world, new_item(world, kind, host, asked | _minutes(form)))


async def save_app(request: Request) -> Response:
    """Save an app's settings; a changed event address is validated at once."""
    world: World = request.app.state.world
    form = {key: str(value) for key, value in (await request.form()).items()}
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


def press_weather(world: World, request: Request, form: Form) -> None:
    """Set the clock, a fault, the limits, or go back to a seed."""
    match request.path_params["what"]:
        case "clock":
            minutes = _float(form.get("offset_min", ""))
            world.clock.offset_s = max(-FARTHEST_S, min(minutes * 60, FARTHEST_S))
        case "limits":
            world.limits.on = "on" in form
        case "fault":
            world.faults.append(_fault(form))
        case "clear":
            world.faults.clear()
        case "reset":
            name = form.get("seed", "demo")
            seeds.plant(world, name if name in seeds.SEEDS else "demo")
        case _:
            raise HTTPException(HTTPStatus.NOT_FOUND)


def _fault(form: Form) -> faults.Fault:
    status = int(_float(form.get("status", "")) or HTTPStatus.SERVICE_UNAVAILABLE)
    return faults.Fault(
        path=form.get("path") or "/v2/*",
        status=max(200, min(status, 599)),
        body={"code": status, "message": "A fault set in the sandbox's console."},
        delay_s=max(0, min(_float(form.get("delay_s", "")), 60)),
        times=max(1, int(_float(form.get("times", "1")) or 1)),
    )


def _float(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0
    return value if math.isfinite(value) else 0


def _get(path: str, show: Callable[[Request], Awaitable[Response]]) -> Route:
    return Route(path, show, methods=["GET"])


ROUTES = [
    _get("/", home),
    _get("/console/apps", apps),
    _get("/console/weather", weather),
    _get("/console/log", log),
    _get("/console/pulse", pulse),
    *(_get(f"/{letter}/{{item}}", native) for letter in "jws"),
    button("/console/items", press_create, "/"),
    button("/console/items/{item}/{act}", press_item, "/"),
    button("/console/items/{item}/people/{person:int}/{act}", press_person, "/"),
    button("/console/weather/{what}", press_weather, "/console/weather"),
    Route("/console/apps/{client_id}", save_app, methods=["POST"]),
]
