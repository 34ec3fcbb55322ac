"""One meeting or webinar: what its host changes, who is inside, what its client meets."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException

from zoomsandbox import actions
from zoomsandbox.actions import Newcomer
from zoomsandbox.console.forms import Form, button, get, item_of, number
from zoomsandbox.console.host import local, minutes, shelf, when
from zoomsandbox.create import changes_of
from zoomsandbox.models import Outcome
from zoomsandbox.pages import page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from zoomsandbox.models import Item
    from zoomsandbox.world import World

MOST_GUESTS = 50
SWITCHES = {
    "meeting_authentication": "Only people who are signed in to Zoom",
    "waiting_room": "Waiting room",
    "join_before_host": "People may join before the host",
}
OUTCOMES = {
    "": "What is natural",
    "locked": "The host has locked it",
    "full": "It is full",
    "ended": "The host has ended it",
    "removed": "Removed before, and not let in again",
    "not_started": "Not started, found at the last moment",
    "cross_account": "Of another account",
    "hang": "No answer to the first question",
    "ping_fail": "The network is down",
    "silent": "Connected, then silence",
}
# A running recording goes on to one of these.
RECORDING_STEPS = ("started", "paused", "resumed", "stopped")


async def show(request: Request) -> Response:
    """Show a meeting with everything that can be done to it; those in the trash too."""
    world: World = request.app.state.world
    wanted = request.path_params["item"]
    item = world.item(wanted) or world.items.get(int(number(wanted)))
    if item is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return page(
        request,
        "meeting.html",
        item=item,
        shelf=shelf(world, item),
        when=when(item),
        start_field=local(item.start, item, "%Y-%m-%dT%H:%M"),
        local=lambda moment: local(moment, item, "%d %b %Y, %H:%M %Z"),
        switches={key: words for key, words in SWITCHES.items() if key in item.settings},
        outcomes=OUTCOMES,
        recording_steps=RECORDING_STEPS,
        problem=request.query_params.get("problem", ""),
        saved="saved" in request.query_params,
    )


def place(item: Item) -> str:
    """Return the address of an item's page."""
    return f"/console/items/{item.id}"


def press_item(world: World, request: Request, form: Form) -> str | None:
    """Do what a button says; return to where it was pressed."""
    item, act = item_of(world, request), request.path_params["act"]
    simple = {"start": actions.start, "end": actions.end, "delete": actions.delete}
    if act in simple:
        simple[act](world, item)
    elif act == "join" and item.is_started:
        _let_guests_in(world, item, form)
    elif act == "cut":
        world.hub.cut(item.id)
    elif act == "record" and item.is_started and form.get("step") in RECORDING_STEPS:
        actions.record(world, item, form["step"])
    elif act == "outcome" and form.get("outcome") in OUTCOMES:
        item.outcome = Outcome(form["outcome"]) if form["outcome"] else None
    else:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return place(item) if form.get("back") and not item.deleted else None


def _let_guests_in(world: World, item: Item, form: Form) -> None:
    name = form.get("name", "").strip() or "Walk-in guest"
    count = max(1, min(int(number(form.get("count", "1")) or 1), MOST_GUESTS))
    for index in range(count):
        actions.join(world, item, Newcomer(name if count == 1 else f"{name} {index + 1}"))


def press_reschedule(world: World, request: Request, form: Form) -> None:
    """Give a new start and length, in the host's local time."""
    item = item_of(world, request)
    asked = {"start_time": form.get("start_time"), "timezone": item.timezone}
    actions.update(world, item, changes_of(item.kind, asked | minutes(form)))


def press_save(world: World, request: Request, form: Form) -> str:
    """Save the form of the meeting's page; subscribers hear only what differs."""
    item = item_of(world, request)
    asked: dict[str, Any] = {
        "topic": form.get("topic") or item.topic,
        "password": form.get("passcode", ""),
        "settings": {key: key in form for key in SWITCHES if key in item.settings},
        **minutes(form),
    }
    if form.get("start_time"):
        asked |= {"start_time": form["start_time"], "timezone": item.timezone}
    actions.update(world, item, changes_of(item.kind, asked))
    return f"{place(item)}?saved"


def press_trash(world: World, request: Request, _form: Form) -> str:
    """Recover an item from the trash, or delete it for good."""
    item = world.items.get(request.path_params["item"])
    if item is None or not item.deleted:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    if request.path_params["act"] == "recover":
        actions.recover(world, item)
        return place(item)
    actions.purge(world, item)
    return "/?show=trash"


def press_person(world: World, request: Request, form: Form) -> str | None:
    """Admit someone, send them to the waiting room, let them go, or throw them out."""
    item = item_of(world, request)
    do = {
        "admit": actions.admit,
        "hold": actions.hold,
        "leave": actions.leave,
        "remove": actions.remove,
    }.get(request.path_params["act"])
    wanted = request.path_params["person"]
    if do is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    for person in item.present:
        if person.user_id == wanted:
            do(world, item, person)
    return place(item) if form.get("back") else None


ROUTES = [
    get("/console/items/{item}", show),
    button("/console/items/{item}/save", press_save, "/console/items/{item}"),
    button("/console/items/{item}/reschedule", press_reschedule, "/"),
    button("/console/trash/{item:int}/{act:str}", press_trash, "/"),
    button("/console/items/{item}/{act}", press_item, "/"),
    button("/console/items/{item}/people/{person:int}/{act}", press_person, "/"),
]
