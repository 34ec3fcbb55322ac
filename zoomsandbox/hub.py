"""The open sockets of Meeting SDK clients, by meeting number."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zoomsandbox.models import Participant


@dataclass(eq=False)
class Socket:
    """One client: a queue of frames to send, and who it is once inside."""

    item_id: int
    frames: asyncio.Queue[dict[str, Any] | None] = field(default_factory=asyncio.Queue)
    person: Participant | None = None
    is_cut: bool = False

    def send(self, evt: int, body: dict[str, Any]) -> None:
        """Queue one frame."""
        self.frames.put_nowait({"evt": evt, "body": body, "seq": 0})

    def cut(self) -> None:
        """Break the line without a word, as a lost network does."""
        self.is_cut = True
        self.frames.put_nowait(None)


class Hub:
    """Who listens where; also wakes those who wait for a start."""

    def __init__(self) -> None:
        self._sockets: dict[int, set[Socket]] = {}
        self._waiters: dict[int, asyncio.Event] = {}

    def add(self, socket: Socket) -> None:
        """Remember an open socket."""
        self._sockets.setdefault(socket.item_id, set()).add(socket)

    def drop(self, socket: Socket) -> None:
        """Forget a closed socket."""
        self._sockets.get(socket.item_id, set()).discard(socket)

    def inside(self, item_id: int) -> list[Socket]:
        """Return the sockets whose people have entered the meeting."""
        return [socket for socket in self._sockets.get(item_id, ()) if socket.person]

    def of(self, item_id: int, person: Participant) -> Socket | None:
        """Return the socket of one person, or None for simulated people."""
        return next((found for found in self.inside(item_id) if found.person is person), None)

    def cut(self, item_id: int) -> None:
        """Break the lines of all clients of a meeting."""
        for socket in self._sockets.get(item_id, ()):
            socket.cut()

    def wake(self, item_id: int) -> None:
        """Tell waiting clients that the meeting's state changed."""
        waiter = self._waiters.pop(item_id, None)
        if waiter:
            waiter.set()

    async def changed(self, item_id: int, within_s: float) -> None:
        """Wait until the meeting's state changes, or the time is over."""
        waiter = self._waiters.setdefault(item_id, asyncio.Event())
        try:
            await asyncio.wait_for(waiter.wait(), within_s)
        except TimeoutError:
            return
