"""What was asked, delivered and joined."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from zoomsandbox import webhooks
from zoomsandbox.console.forms import Form, button, get
from zoomsandbox.pages import page

if TYPE_CHECKING:
    from starlette.requests import Request

    from zoomsandbox.world import World

SHOWN_LINES = 200


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


def press_again(world: World, request: Request, _form: Form) -> None:
    """Send an event once more."""
    wanted = request.path_params["delivery"]
    delivery = next((one for one in world.deliveries if one.id == wanted), None)
    if delivery is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    webhooks.send_again(world, delivery)


ROUTES = [
    get("/console/log", log),
    get("/console/pulse", pulse),
    button("/console/deliveries/{delivery:int}/again", press_again, "/console/log"),
]
