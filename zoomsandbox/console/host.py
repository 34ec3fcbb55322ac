"""The account as its hosts see it: meetings and webinars by what is due."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from zoomsandbox import actions
from zoomsandbox.console.forms import Form, button, get, item_of
from zoomsandbox.create import new_item
from zoomsandbox.pages import page

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from zoomsandbox.models import Item, Kind
    from zoomsandbox.world import World

SHOWN_ITEMS = 120
SHELVES = {"now": "Live and upcoming", "past": "Past", "trash": "Trash"}
EMPTY = {
    "live": "Nothing is live. Start a meeting below and it shows here.",
    "upcoming": "Nothing is planned. Schedule a meeting below, or reset to a seed.",
    "past": "Nothing is over yet.",
    "trash": "The trash is empty. What a host deletes can be recovered from here.",
}


async def home(request: Request) -> Response:
    """Show what is live and planned, what is over, or the trash."""
    world: World = request.app.state.world
    asked = request.query_params.get("show", "now")
    show = asked if asked in SHELVES else "now"
    query = request.query_params.get("q", "").strip()
    found = [item for item in _sorted(world) if _matches(world, item, query)]
    names = ["live", "upcoming"] if show == "now" else [show]
    shelves = {name: [item for item in found if shelf(world, item) == name] for name in names}
    if show == "past":
        shelves["past"].reverse()
    return page(
        request,
        "home.html",
        show=show,
        tabs=SHELVES,
        query=query,
        empty=EMPTY,
        groups=[(name, items[:SHOWN_ITEMS], len(items)) for name, items in shelves.items()],
        hosts=list(world.users.values())[:50],
        when=when,
        problem=request.query_params.get("problem", ""),
    )


def _sorted(world: World) -> list[Item]:
    gone = [item for item in world.items.values() if item.deleted]
    alive = [*world.items_of("meeting"), *world.items_of("webinar")]
    far = world.clock.now() + timedelta(days=3650)
    return sorted([*alive, *gone], key=lambda item: (item.start or far, item.id))


def _matches(world: World, item: Item, query: str) -> bool:
    text = f"{item.topic} {item.id} {world.host(item).email}".lower()
    return query.lower().replace(" ", "") in text.replace(" ", "")


def shelf(world: World, item: Item) -> str:
    """Return where an item is shown: live, upcoming, past or trash."""
    if item.deleted:
        return "trash"
    if item.is_started:
        return "live"
    if item.start is None:
        return "upcoming"
    dates = [date.start for date in item.occurrences] or [item.start]
    end = max(dates) + timedelta(minutes=item.duration)
    return "upcoming" if end > world.clock.now() else "past"


def when(item: Item) -> str:
    """Write the start in the host's time, with its zone."""
    return local(item.start, item, "%a %d %b %Y, %H:%M %Z") or "No fixed time"


def local(moment: datetime | None, item: Item, shape: str) -> str:
    """Write a moment in an item's time zone; "" for none."""
    return moment.astimezone(ZoneInfo(item.timezone)).strftime(shape) if moment else ""


async def native(request: Request) -> Response:
    """Stand where a join or start link leads: here the Zoom app would open."""
    world: World = request.app.state.world
    is_host = request.url.path.startswith("/s/")
    return page(request, "native.html", item=item_of(world, request), is_host=is_host)


def minutes(form: Form) -> dict[str, int]:
    """Return the duration that was typed, if it is a number."""
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
    actions.created(world, new_item(world, kind, host, asked | minutes(form)))


ROUTES = [
    get("/", home),
    *(get(f"/{letter}/{{item}}", native) for letter in "jws"),
    button("/console/items", press_create, "/"),
]
