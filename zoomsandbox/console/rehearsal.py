"""The Rehearsal page: choose a day, a speed, a crowd and mishaps; watch it; stop it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from zoomsandbox import rehearsal
from zoomsandbox.console.forms import Form, button, get, number
from zoomsandbox.create import InvalidFieldError
from zoomsandbox.pages import page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from zoomsandbox.world import World

SHOWN_STEPS = 100
SPEED_WORDS = {1: "Real time", 10: "10 times as fast", 60: "60 times as fast: an hour a minute"}


async def show(request: Request) -> Response:
    """Show what is being played, and the form for the next one."""
    world: World = request.app.state.world
    played = world.rehearsal
    return page(
        request,
        "rehearsal.html",
        played=played,
        done=played.done[: -SHOWN_STEPS - 1 : -1] if played else [],
        days=rehearsal.days(world),
        today=world.clock.now().date(),
        speeds=SPEED_WORDS,
        mishaps=rehearsal.MISHAPS,
        most=rehearsal.MOST_PEOPLE,
        problem=request.query_params.get("problem", ""),
    )


def press_start(world: World, request: Request, form: Form) -> None:
    """Begin to play."""
    del request
    try:
        plan = rehearsal.Plan(
            day=date.fromisoformat(form.get("day", "")),
            speed=int(number(form.get("speed", "10"))),
            crowd=int(number(form.get("crowd", "5"))),
            mishaps=frozenset(key for key in rehearsal.MISHAPS if key in form),
        )
        rehearsal.start(world, plan)
    except ValueError as error:
        raise InvalidFieldError("rehearsal", str(error)) from error


def press_stop(world: World, _request: Request, form: Form) -> None:
    """Stop playing; the clock stays, or goes back to real time."""
    rehearsal.stop(world)
    if "real_time" in form:
        world.clock.offset_s = 0


ROUTES = [
    get("/console/rehearsal", show),
    button("/console/rehearsal/start", press_start, "/console/rehearsal"),
    button("/console/rehearsal/stop", press_stop, "/console/rehearsal"),
]
