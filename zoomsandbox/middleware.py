"""Around every request: faults, the log, CORS of the web endpoint, Zoom's tracking id."""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response

from zoomsandbox import faults
from zoomsandbox.clock import zoom_time
from zoomsandbox.web.routes import cors
from zoomsandbox.world import LogLine

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from zoomsandbox.faults import Fault
    from zoomsandbox.world import World

UNLOGGED = ("/sandbox", "/console", "/static", "/favicon")
OWN_PAGES = ("/sandbox/", "/console/")
HANG_S = 300
NOTE_LENGTH = 300


class Gate:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        self.app, self.world = app, world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        watcher = _Watcher(self.world, scope, send)
        fault = self._take_fault(scope)
        if fault and fault.cut_after is not None:
            watcher.cut_after = fault.cut_after
        answer = self._stranger(scope) or await _play(fault) or _preflight(scope)
        try:
            await (answer or self.app)(scope, receive, watcher.send)
        finally:
            watcher.write_down()

    @staticmethod
    def _stranger(scope: Scope) -> Response | None:
        """Refuse other sites' pages that would press our buttons."""
        site = Headers(scope=scope).get("sec-fetch-site")
        if site == "cross-site" and scope["path"].startswith(OWN_PAGES):
            return JSONResponse({"error": "Not from another site."}, HTTPStatus.FORBIDDEN)
        return None

    def _take_fault(self, scope: Scope) -> Fault | None:
        if scope["path"].startswith((*OWN_PAGES, "/static/")) or scope["path"] == "/":
            return None
        return faults.take(self.world.faults, scope["method"], scope["path"])


async def _play(fault: Fault | None) -> Response | None:
    """Wait as the fault says; return its answer, None for the truth."""
    if fault is None:
        return None
    if fault.hang:
        await asyncio.sleep(HANG_S)
    await asyncio.sleep(fault.delay_s)
    return _of_fault(fault) if fault.status else None


def _of_fault(fault: Fault) -> Response:
    headers = {key.lower(): value for key, value in fault.headers.items()}
    status = fault.status or HTTPStatus.OK
    if isinstance(fault.body, str):
        return Response(fault.body, status, headers)
    if fault.body is None:
        return Response(status_code=status, headers=headers)
    return JSONResponse(fault.body, status, headers)


def _preflight(scope: Scope) -> Response | None:
    if scope["method"] == "OPTIONS" and scope["path"].startswith("/web/"):
        return Response(status_code=HTTPStatus.NO_CONTENT)
    return None


class _Watcher:
    """Adds headers to the answer and keeps what the log needs of it."""

    def __init__(self, world: World, scope: Scope, send: Send) -> None:
        self.world, self.scope, self._send = world, scope, send
        self.status, self.body = 0, b""
        self.cut_after: int | None = None
        self.is_cut = False

    async def send(self, message: Message) -> None:
        """Pass one message on."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._add_headers(MutableHeaders(scope=message))
        elif self.status >= HTTPStatus.BAD_REQUEST and len(self.body) < NOTE_LENGTH:
            self.body += message.get("body", b"")
        if self.cut_after is None or message["type"] == "http.response.start":
            await self._send(message)
        elif not self.is_cut:
            self.is_cut = True
            part = message.get("body", b"")[: self.cut_after]
            # Promised more, gave no more: the server closes the connection.
            await self._send({"type": "http.response.body", "body": part, "more_body": True})

    def _add_headers(self, headers: MutableHeaders) -> None:
        path = self.scope["path"]
        if path.startswith("/web/"):
            asked = Headers(scope=self.scope)
            headers.update(cors(dict(asked.items())))
        elif path.startswith(("/v2", "/oauth")):
            headers["x-zm-trackingid"] = self.world.tracking_id()

    def write_down(self) -> None:
        """Put the request into the log; the sandbox's own pages are not of interest."""
        path = self.scope["path"]
        if path == "/" or path.startswith(UNLOGGED):
            return
        line = LogLine(
            at=zoom_time(self.world.clock.now()),
            method=self.scope["method"],
            path=path,
            query=self.scope.get("query_string", b"").decode(errors="replace"),
            status=self.status,
            note=self.scope.get("state", {}).get("note") or _note(self.body),
        )
        self.world.log.append(line)


def _note(body: bytes) -> str:
    """Return what Zoom complains about, from the body of an error."""
    try:
        told: Any = json.loads(body)
    except ValueError:
        return ""
    if not isinstance(told, dict):
        return ""
    return str(told.get("message") or told.get("reason") or told.get("errorMessage") or "")
