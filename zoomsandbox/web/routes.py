"""HTTP addresses of Zoom's web endpoint under /web/<host>/, with the CORS that the SDK needs."""

from __future__ import annotations

import asyncio
import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute

from zoomsandbox.web import info, sockets

if TYPE_CHECKING:
    from starlette.requests import Request

    from zoomsandbox.world import World

LONG_POLL_S = 20
STILL_WAITING, ASK_AGAIN, NO_TICKET = 3008, 31585, 200
HANG_S = 120
CALLBACK_NAME = re.compile(r"[A-Za-z_$][\w$.]{0,80}")


async def wc_info(request: Request) -> Response:
    """POST, or JSONP GET after a failed POST: who may come in."""
    world: World = request.app.state.world
    text = (await request.body()).decode(errors="replace") if request.method == "POST" else ""
    fields = dict(parse_qsl(text or request.url.query, keep_blank_values=True))
    item = world.item(fields.get("meetingNumber", "0"))
    if item and item.outcome and item.outcome.name == "hang":
        await asyncio.sleep(HANG_S)
    body = info.answer(world, fields, str(request.base_url).rstrip("/"))
    name = fields.get("callback", "")
    if request.method == "GET" and CALLBACK_NAME.fullmatch(name):
        script = f"{name}({json.dumps(body)})"
        return Response(script, media_type="application/javascript")
    return JSONResponse(body)


async def wc_ping(request: Request) -> Response:
    """Name the socket's host."""
    world: World = request.app.state.world
    item = world.item(request.path_params["number"])
    if item and item.outcome and item.outcome.name == "ping_fail":
        return Response(status_code=HTTPStatus.INTERNAL_SERVER_ERROR)
    return JSONResponse({"rwg": "rwg1.zoom.us", "rwcAuth": "sandbox"})


async def wc_rs(request: Request) -> Response:
    """Tell whether the host has started; with lp=1 the answer waits for it."""
    world: World = request.app.state.world
    item = world.item(request.query_params.get("mn", "0"))
    is_long = request.query_params.get("lp") == "1"
    if item and is_long and not info.may_enter(world, item):
        await world.hub.changed(item.id, LONG_POLL_S)
    if item and not item.deleted and info.may_enter(world, item):
        return JSONResponse({"status": True, "errorCode": 0, "errorMessage": ""})
    code = ASK_AGAIN if is_long else STILL_WAITING
    return JSONResponse({"status": False, "errorCode": code, "errorMessage": ""})


async def refresh_tokens(request: Request) -> Response:
    """Answer a client that lost its socket, so that it comes back with the same ticket.

    The result is JSON in a string; anything else ends in the client's network dialog.
    """
    world: World = request.app.state.world
    asked = dict(parse_qsl((await request.body()).decode(errors="replace")))
    visitor = world.visitors.get(asked.get("auth", ""))
    if visitor is None:
        return JSONResponse({"status": False, "errorCode": NO_TICKET, "errorMessage": ""})
    result = json.dumps(info.tickets(world, visitor))
    told = {"status": True, "errorCode": 0, "errorMessage": "", "result": result}
    return JSONResponse(told)


async def anything_else(request: Request) -> Response:
    """Answer telemetry, emoji lists and goodbyes harmlessly."""
    if request.method == "GET" and request.url.path.endswith(".json"):
        return JSONResponse({})
    return Response(status_code=HTTPStatus.NO_CONTENT)


def cors(request_headers: dict[str, str]) -> dict[str, str]:
    """Return the headers that let the join page of any origin read the answer."""
    asked: Any = request_headers.get("access-control-request-headers")
    return {
        "access-control-allow-origin": request_headers.get("origin", "*"),
        "access-control-allow-credentials": "true",
        "access-control-allow-headers": asked or "content-type,x-requested-with",
        "access-control-allow-methods": "GET, POST, OPTIONS",
        "access-control-allow-private-network": "true",
        "cross-origin-resource-policy": "cross-origin",
        "vary": "origin",
    }


WAYS = ["GET", "POST", "OPTIONS", "PUT"]
ROUTES = [
    Route("/web/{host}/api/v1/wc/info", wc_info, methods=["GET", "POST"]),
    Route("/web/{host}/wc/ping/{number}", wc_ping, methods=["GET", "POST"]),
    Route("/web/{host}/wc/rs", wc_rs, methods=["GET", "POST"]),
    Route("/web/{host}/wc/refresh_tokens", refresh_tokens, methods=["GET", "POST"]),
    WebSocketRoute("/web/{host}/wc/api/{number}", sockets.meeting),
    WebSocketRoute("/web/{host}/{rest:path}", sockets.silent),
    Route("/web/{host}/{rest:path}", anything_else, methods=WAYS),
]
