"""The account as its hosts see it: meetings and webinars, and what a host does with them."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException

from zoomsandbox import actions
from zoomsandbox.actions import Newcomer
from zoomsandbox.console.forms import Form, button, get, item_of
from zoomsandbox.create import changes_of, new_item
from zoomsandbox.pages import page

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from zoomsandbox.models import Item, Kind
    from zoomsandbox.world import World

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


async def native(request: Request) -> Response:
    """Stand where a join or start link leads: here the Zoom app would open."""
    world: World = request.app.state.world
    is_host = request.url.path.startswith("/s/")
    return page(request, "native.html", item=item_of(world, request), is_host=is_host)


def press_item(world: World, request: Request, form: Form) -> None:
    """Do what a button of a row says."""
    item = item_of(world, request)
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
    item = item_of(world, request)
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


ROUTES = [
    get("/", home),
    *(get(f"/{letter}/{{item}}", native) for letter in "jws"),
    button("/console/items", press_create, "/"),
    button("/console/items/{item}/{act}", press_item, "/"),
    button("/console/items/{item}/people/{person:int}/{act}", press_person, "/"),
]
