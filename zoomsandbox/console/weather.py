"""Clock, faults, limits, and the way back to a seed."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from zoomsandbox import faults, seeds
from zoomsandbox.console.forms import Form, button, get, number
from zoomsandbox.control import FARTHEST_S
from zoomsandbox.pages import page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from zoomsandbox.world import World


async def weather(request: Request) -> Response:
    """Show clock, faults and limits."""
    return page(request, "weather.html", seeds=list(seeds.SEEDS))


def press_weather(world: World, request: Request, form: Form) -> None:
    """Set the clock, a fault, the limits, or go back to a seed."""
    match request.path_params["what"]:
        case "clock":
            minutes = number(form.get("offset_min", ""))
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
    status = int(number(form.get("status", "")) or HTTPStatus.SERVICE_UNAVAILABLE)
    return faults.Fault(
        path=form.get("path") or "/v2/*",
        status=max(200, min(status, 599)),
        body={"code": status, "message": "A fault set in the sandbox's console."},
        delay_s=max(0, min(number(form.get("delay_s", "")), 60)),
        times=max(1, int(number(form.get("times", "1")) or 1)),
    )


ROUTES = [
    get("/console/weather", weather),
    button("/console/weather/{what}", press_weather, "/console/weather"),
]
