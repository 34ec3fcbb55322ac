"""What was asked, delivered and joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from zoomsandbox.console.forms import get
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


ROUTES = [get("/console/log", log), get("/console/pulse", pulse)]
