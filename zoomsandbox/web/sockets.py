"""The meeting socket: welcome, heartbeat, join request, roster, leave."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from starlette.websockets import WebSocket, WebSocketDisconnect

from zoomsandbox import actions
from zoomsandbox.actions import Newcomer
from zoomsandbox.hub import Socket
from zoomsandbox.web import frames, info

if TYPE_CHECKING:
    from zoomsandbox.models import Item, Participant
    from zoomsandbox.web.info import Visitor
    from zoomsandbox.world import World

WELCOME_AFTER_S = 0.1
# Zoom tells of people who wait for the host only once they have waited for so long.
PATIENCE_S = 30
# How a browser hears of a line that broke: neither a normal end nor a page that went away.
NO_GOODBYE, BROKEN = 1011, 1006
LOST = "Network connection error."


async def meeting(websocket: WebSocket) -> None:
    """Serve one client until it leaves or the line breaks."""
    world: World = websocket.app.state.world
    item = world.item(websocket.path_params["number"])
    await websocket.accept()
    if item is None:
        await websocket.close()
        return
    socket = Socket(item_id=item.id)
    world.hub.add(socket)
    session = _Session(world, item, socket, _visitor(world, item, websocket))
    helpers = [
        asyncio.create_task(_write(websocket, socket)),
        asyncio.create_task(session.wait_for_host()),
    ]
    try:
        await session.welcome()
        while True:
            session.hear(await websocket.receive_text())
    except WebSocketDisconnect as end:
        session.is_lost = socket.is_cut or end.code == BROKEN
    except RuntimeError:
        session.is_lost = socket.is_cut
    finally:
        session.gone()
        for helper in helpers:
            helper.cancel()
        world.hub.drop(socket)


async def silent(websocket: WebSocket) -> None:
    """Accept a media socket and never speak: without media servers nothing is to be said."""
    await websocket.accept()
    try:
        while True:
            await websocket.receive()
    except (WebSocketDisconnect, RuntimeError):
        return


async def _write(websocket: WebSocket, socket: Socket) -> None:
    while (frame := await socket.frames.get()) is not None:
        await websocket.send_text(json.dumps(frame))
    await websocket.close(NO_GOODBYE)


def _visitor(world: World, item: Item, websocket: WebSocket) -> Visitor | None:
    """Find who asked wc/info before: the ticket comes back in several members."""
    query = websocket.query_params
    for name in ("trackAuth", "auth", "tid"):
        ticket = query.get(name, "").rpartition("rid=WEB_")[2]
        if ticket in world.visitors:
            return world.visitors[ticket]
    found = [who for who in world.visitors.values() if who.item_id == item.id]
    return found[-1] if found else None


class _Session:
    """One client's way through the meeting."""

    def __init__(self, world: World, item: Item, socket: Socket, visitor: Visitor | None) -> None:
        self.world, self.item, self.socket, self.visitor = world, item, socket, visitor
        self.is_waiting_for_host = False
        self.is_lost = False

    @property
    def steered(self) -> str:
        """The outcome that someone asked for, or ""."""
        return self.item.outcome.name if self.item.outcome else ""

    async def welcome(self) -> None:
        """Say READY, unless the line shall stay silent."""
        await asyncio.sleep(WELCOME_AFTER_S)
        if self.steered == "no_ready":
            return
        if self.steered == "bad_parameters":
            body = {"test": "invalid parameters!", "need_retry": 0, "error_code": 1}
            self.socket.send(frames.HEARTBEAT, body)
            return
        self.socket.send(frames.HEARTBEAT, {"status": "READY", "conID": "con1"})

    async def wait_for_host(self) -> None:
        """Tell subscribers of somebody who has been waiting for the host for a while."""
        await self.world.clock.sleep(PATIENCE_S)
        if self.visitor and not self.socket.person and not self.item.is_started:
            self.is_waiting_for_host = True
            actions.wait_for_host(self.world, self.item, self.visitor, "waiting")

    def hear(self, text: str) -> None:
        """Take one frame; what is not understood is ignored, as most of them may be."""
        try:
            frame = json.loads(text)
        except ValueError:
            return
        if not isinstance(frame, dict):
            return
        match frame.get("evt"):
            case frames.HEARTBEAT:
                reply = {"evt": frames.HEARTBEAT, "seq": frame.get("seq")}
                self.socket.frames.put_nowait(reply)
            case frames.JOIN_REQUEST:
                self._join(frame.get("body") or {})
            case frames.REJOIN_REQUEST if self.socket.person:
                self._welcome(self.socket.person)
            case frames.LEAVE_REQUEST:
                self.socket.frames.put_nowait({"evt": frames.LEAVE_RESULT, "result": 0, "body": {}})
                self.gone()

    def _join(self, body: dict[str, Any]) -> None:
        if self.steered == "silent" or self.socket.person:
            return
        result = self._result()
        if result:
            self._note(f"refused {result}")
            self.socket.send(*frames.refused(self.item, result))
            return
        if not self.item.is_started:
            actions.start(self.world, self.item)
            if self.visitor:
                actions.wait_for_host(self.world, self.item, self.visitor, "joined")
        self.is_waiting_for_host = False
        person = actions.join(self.world, self.item, self._newcomer(body))
        self.socket.person = person
        self._welcome(person)

    def _welcome(self, person: Participant) -> None:
        host = self.world.host(self.item).display_name
        for evt, frame in frames.welcome(self.item, person, host):
            self.socket.send(evt, frame)
        self._note("waiting" if person.waiting else "joined")

    def _result(self) -> int:
        """Return 0 to let in, else the number that the SDK turns into its own page."""
        outcome = self.item.outcome
        if outcome and outcome.name == "join_result":
            return outcome.code
        if outcome and outcome.name in frames.RESULTS:
            return frames.RESULTS[outcome.name]
        if self.visitor and self.visitor.is_foreign:
            return frames.RESULTS["cross_account"]
        if self.item.deleted or not info.may_enter(self.world, self.item):
            return frames.RESULTS["not_started"]
        return 0

    def _newcomer(self, body: dict[str, Any]) -> Newcomer:
        name = _name(body.get("dn2"))
        if self.visitor is None:
            return Newcomer(name or "Guest", via="sdk")
        return Newcomer(
            name=name or self.visitor.name,
            email=self.visitor.email,
            customer_key=self.visitor.customer_key,
            registrant_id=self.visitor.registrant_id,
            via="sdk",
        )

    def gone(self) -> None:
        """Take the person out, once."""
        if self.is_waiting_for_host and self.visitor and not self.item.is_started:
            actions.wait_for_host(self.world, self.item, self.visitor, "waiting_left")
        self.is_waiting_for_host = False
        person, self.socket.person = self.socket.person, None
        if person and person.left_at is None:
            actions.leave(self.world, self.item, person, reason=LOST if self.is_lost else "")
        if person:
            self._note("left")

    def _note(self, state: str) -> None:
        if self.visitor:
            self.visitor.join.state = state
        self.world.touch()


def _name(encoded: Any) -> str:
    """Read the display name: base64 (either alphabet), maybe percent-encoded."""
    text = unquote(str(encoded or "")).replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4)).decode()
    except ValueError:
        return ""
