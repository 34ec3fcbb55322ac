"""`GET /e/<shortcode>/live`: the lobby, and what polls when streams do not get through."""

import asyncio
from http import HTTPStatus
from urllib.parse import parse_qs

from django.conf import settings

from virtualcrowd.door import answers
from virtualcrowd.door.answers import Receive, Scope, Send
from virtualcrowd.door.holder import admit
from virtualcrowd.door.hub import Stream
from virtualcrowd.door.memory import Memory, Snapshot

_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"x-accel-buffering", b"no"),  # nginx would keep events until its buffer is full
    *answers.SECURITY,
]


def number(text: str | bytes | None) -> int | None:
    """Return what a visitor gave as a number, or None if it is none that we could know."""
    if not text or len(text) > 18 or not text.isdigit() or not text.isascii():  # noqa: PLR2004 - 64 bits
        return None
    return int(text)


class Live:
    """Tells open pages what happens in their event."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def state(self, scope: Scope, send: Send, shortcode: str) -> None:
        """Answer 204 if nothing is newer than `since`, nor another number inside than `inside`."""
        found = await admit(self._memory, dict(scope["headers"]), shortcode)
        if found is None:
            return await answers.error(send, HTTPStatus.UNAUTHORIZED, "pass")
        holder, snapshot = found
        query = parse_qs(scope["query_string"])
        session_id, is_known = _session(query)
        if not is_known or not snapshot.has(session_id, holder):
            return await answers.error(send, HTTPStatus.NOT_FOUND, "not_found")
        since, inside = (number(query.get(name, [b""])[0]) for name in (b"since", b"inside"))
        is_same = inside in {None, snapshot.inside.get(session_id or 0, 0)}
        if since is not None and since >= snapshot.rev and is_same:
            return await answers.nothing_new(send)
        return await answers.json(send, HTTPStatus.OK, snapshot.states(holder, session_id))

    async def follow(self, scope: Scope, receive: Receive, send: Send, shortcode: str) -> None:
        """Hold the stream open until the browser goes, or is too slow."""
        headers = dict(scope["headers"])
        found = await admit(self._memory, headers, shortcode)
        if found is None:
            return await answers.error(send, HTTPStatus.UNAUTHORIZED, "pass")
        holder, snapshot = found
        session_id, is_known = _session(parse_qs(scope["query_string"]))
        if not is_known or not snapshot.has(session_id, holder):
            return await answers.error(send, HTTPStatus.NOT_FOUND, "not_found")
        if self._memory.hub.held_by(holder) >= settings.STREAMS_PER_ATTENDEE:
            return await answers.error(send, HTTPStatus.TOO_MANY_REQUESTS, "too_many")
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        stream = Stream(send, holder, session_id)
        last = number(headers.get(b"last-event-id"))
        return await self._hold(stream, receive, snapshot, last)

    async def _hold(
        self, stream: Stream, receive: Receive, snapshot: Snapshot, last: int | None
    ) -> None:
        hub = self._memory.hub
        hub.join(stream)
        hub.push(stream, self._first(stream, snapshot, last))
        try:
            while (await receive())["type"] != "http.disconnect":
                pass
        except asyncio.CancelledError:
            if not stream.is_dropped:
                raise
        finally:
            hub.leave(stream)
            await stream.close()

    def _first(self, stream: Stream, snapshot: Snapshot, last: int | None) -> bytes:
        """Return what the stream begins with: what it missed if we still know, else all."""
        hub, event_id = self._memory.hub, stream.holder.event_id
        missed = hub.since(event_id, last) if last is not None else None
        if missed:
            return b"".join(self._memory.chunks(stream, missed))
        newer = hub.since(event_id, snapshot.rev) or []
        return b"".join([snapshot.greeting(stream), *self._memory.chunks(stream, newer)])


def _session(query: dict[bytes, list[bytes]]) -> tuple[int | None, bool]:
    """Return (the session asked for, whether the question makes sense)."""
    given = query.get(b"session")
    if not given:
        return None, True
    session_id = number(given[0])
    return session_id, session_id is not None
