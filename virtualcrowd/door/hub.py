"""Live streams: one set of connections per event, told at once, none waited for."""

import asyncio
import logging
import random
from collections import Counter, deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

import orjson
from granian.rsgi import ProtocolClosed

from virtualcrowd.agenda.passes import Pass
from virtualcrowd.door.counters import Counters

logger = logging.getLogger(__name__)

RING = 64  # news kept for those who reconnect
BEAT = 25  # seconds between two comments on a silent stream
SECOND = 1.0
# Bytes, hours of news, that a stream is given before it ends and the browser begins another.
# Granian says of none whether it left, and keeps all that a sleeping phone does not take.
ROOM = 256 * 1024


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that happened in an event. `state` is empty when only something changed."""

    rev: int
    session_id: int | None
    state: str = ""

    def chunk(self) -> bytes:
        """Return the item as the stream carries it."""
        if self.state:
            body = {"session": self.session_id, "state": self.state, "rev": self.rev}
            return written("state", body, self.rev)
        return written("changed", {"session": self.session_id, "rev": self.rev}, self.rev)

    def nameless(self) -> "Item":
        """Return the same for those who may not know of the session."""
        return Item(self.rev, None)


def written(name: str, body: object, rev: int | None = None) -> bytes:
    """Return one server-sent event; without `rev` nobody will ask for what came after it."""
    at = b"" if rev is None else b"id: %d\n" % rev
    return b"%bevent: %b\ndata: %b\n\n" % (at, name.encode(), orjson.dumps(body))


class Transport(Protocol):
    """A response that has begun."""

    async def send_bytes(self, data: bytes) -> None: ...


class Stream:
    """One open connection. `session_id` narrows it to what concerns that session.

    No task waits for its end: ten thousand of them would take as much memory as all the rest.
    """

    __slots__ = ("_gone", "_room", "_transport", "holder", "session_id")

    def __init__(self, transport: Transport, holder: Pass, session_id: int | None) -> None:
        self.holder = holder
        self.session_id = session_id
        self._transport: Transport | None = transport
        self._gone: asyncio.Future[None] | None = None
        # Not the same for all: who began together would come back together.
        self._room = random.randint(ROOM // 2, ROOM)  # noqa: S311 - nothing secret

    def when_gone(self, gone: asyncio.Future[None], call: Callable[["Stream"], None]) -> None:
        """Have `call` told when `gone` says that the browser went."""
        self._gone = gone
        gone.add_done_callback(lambda _: call(self))

    def push(self, chunk: bytes) -> bool:
        """Start sending; return whether the stream may be given more."""
        if self._transport is None or self._room <= 0:
            return False
        self._room -= len(chunk)
        # Eager: sends end at once, so ten thousand streams need no ten thousand wake-ups.
        sending = _deliver(self._transport, chunk)
        asyncio.Task(sending, loop=asyncio.get_running_loop(), eager_start=True)
        return True

    def close(self) -> None:
        """End the connection: the server ends a response whose transport nobody holds.

        A browser that is still there comes back by itself.
        """
        if self._gone is not None:
            self._gone.cancel()
        self._transport = self._gone = None


async def _deliver(transport: Transport, chunk: bytes) -> None:
    with suppress(ProtocolClosed):  # `gone` tells of it, too
        await transport.send_bytes(chunk)


@dataclass(slots=True)
class Channel:
    """An event's streams and what it last told them."""

    streams: set[Stream] = field(default_factory=set)
    held: Counter[int] = field(default_factory=Counter)  # attendee id → open streams
    ring: deque[Item] = field(default_factory=lambda: deque(maxlen=RING))


class Hub:
    """All open streams of this process."""

    def __init__(self, counters: Counters) -> None:
        self._channels: dict[int, Channel] = {}
        self._counters = counters
        # Streams by the second at which they get their comment, so that not all do at once.
        self._beats: list[set[Stream]] = [set() for _ in range(BEAT)]
        self._joined = 0

    @property
    def count(self) -> int:
        return sum(len(channel.streams) for channel in self._channels.values())

    def events(self) -> list[int]:
        """Return the events that somebody follows."""
        return [pk for pk, channel in self._channels.items() if channel.streams]

    def streams(self, event_id: int) -> list[Stream]:
        channel = self._channels.get(event_id)
        return list(channel.streams) if channel else []

    def held_by(self, holder: Pass) -> int:
        """Return how many streams the attendee has open."""
        return self._channel(holder.event_id).held[holder.attendee_id]

    def join(self, stream: Stream) -> None:
        channel = self._channel(stream.holder.event_id)
        channel.streams.add(stream)
        channel.held[stream.holder.attendee_id] += 1
        self._beats[self._joined % BEAT].add(stream)
        self._joined += 1

    def leave(self, stream: Stream) -> None:
        """Forget the stream, and end it if it has not ended."""
        channel, attendee = self._channel(stream.holder.event_id), stream.holder.attendee_id
        if stream in channel.streams:
            channel.streams.remove(stream)
            channel.held[attendee] -= 1
            if not channel.held[attendee]:
                del channel.held[attendee]
        for beat in self._beats:
            beat.discard(stream)
        stream.close()

    def since(self, event_id: int, rev: int) -> list[Item] | None:
        """Return what came after `rev`, or None if some of it is no longer known."""
        ring = self._channel(event_id).ring
        if not ring or ring[0].rev > rev + 1:
            return None
        return [item for item in ring if item.rev > rev]

    def forget(self) -> None:
        """Empty the rings: something may have gone by unheard."""
        for channel in self._channels.values():
            channel.ring.clear()

    def tell(self, event_id: int, item: Item, view: Callable[[Stream], bytes]) -> None:
        """Give every stream its view of the item, if it has one."""
        self._channel(event_id).ring.append(item)
        for stream in self.streams(event_id):
            if chunk := view(stream):
                self.push(stream, chunk)

    def push(self, stream: Stream, chunk: bytes) -> None:
        if not stream.push(chunk):
            self.drop([stream])

    def drop(self, streams: Iterable[Stream]) -> None:
        for stream in streams:
            self._counters.add("vc_streams_dropped_total")
            self.leave(stream)

    def drop_all(self) -> None:
        for event_id in self.events():
            self.drop(self.streams(event_id))

    async def beat(self) -> None:
        """Keep silent streams open: proxies close what says nothing for a minute."""
        second = 0
        while True:
            await asyncio.sleep(SECOND)
            second = (second + 1) % BEAT
            for stream in list(self._beats[second]):
                self.push(stream, b":\n\n")

    def _channel(self, event_id: int) -> Channel:
        return self._channels.setdefault(event_id, Channel())
