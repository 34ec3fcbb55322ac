"""The application: one Starlette with every part of the stand-in."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from zoomsandbox import control, control_state, pages, rehearsal_control, seeds
from zoomsandbox.console import routes as console
from zoomsandbox.life import lifespan
from zoomsandbox.middleware import Gate
from zoomsandbox.oauth import authorize, token
from zoomsandbox.oauth import control as oauth_control
from zoomsandbox.rest import errors
from zoomsandbox.rest.routes import ROUTES as REST
from zoomsandbox.web import routes as web
from zoomsandbox.world import World

if TYPE_CHECKING:
    from starlette.requests import Request

NOT_SERVED = "asked, not served"
WAYS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


async def not_recognized(request: Request) -> Response:
    """Answer what Zoom's API does not know, or this stand-in not yet."""
    request.state.note = NOT_SERVED
    error = errors.not_recognized()
    return JSONResponse(error.body, error.status)


async def nowhere(request: Request, problem: Exception) -> Response:
    """Answer what no route takes: in Zoom's shape where Zoom's API is, else plainly.

    Paths with line breaks come here, which the pattern of a route does not match.
    """
    if request.url.path.startswith("/v2"):
        return await not_recognized(request)
    status = problem.status_code if isinstance(problem, HTTPException) else HTTPStatus.NOT_FOUND
    return PlainTextResponse(HTTPStatus(status).phrase, status)


def create_app(seed: str = "demo", base: str = "http://localhost:9400") -> Starlette:
    """Make a sandbox with its own state; `base` is where it can be reached."""
    world = World(seed)
    world.base = base
    seeds.plant(world, seed)
    app = Starlette(
        routes=[
            Route("/oauth/authorize", authorize.consent, methods=["GET"]),
            Route("/oauth/authorize", authorize.decide, methods=["POST"]),
            Route("/oauth/token", token.token, methods=["POST"]),
            Route("/oauth/revoke", token.revoke, methods=["POST"]),
            *REST,
            Route("/v2/{rest:path}", not_recognized, methods=WAYS),
            *oauth_control.ROUTES,
            *rehearsal_control.ROUTES,
            *control_state.ROUTES,
            *control.ROUTES,
            *web.ROUTES,
            *console.ROUTES,
            Mount("/static/fonts", StaticFiles(directory=pages.FONTS, check_dir=False)),
            Mount("/static", StaticFiles(directory=pages.STATIC)),
        ],
        middleware=[Middleware(Gate, world=world)],
        lifespan=lifespan,
        exception_handlers={HTTPStatus.NOT_FOUND: nowhere, HTTPStatus.METHOD_NOT_ALLOWED: nowhere},
    )
    app.state.world = world
    return app
