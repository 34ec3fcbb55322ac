"""`GET /e/<shortcode>/live`: the lobby, and what polls when streams do not get through."""

import asyncio
from http import HTTPStatus
from urllib.parse import parse_qs

from django.conf import settings
from granian.rsgi import HTTPProtocol, Scope

from virtualcrowd.door import answers
from virtualcrowd.door.holder import admit
from virtualcrowd.door.hub import Stream
from virtualcrowd.door.memory import Memory, Snapshot

_HEADERS = [
    ("content-type", "text/event-stream; charset=utf-8"),
    ("x-accel-buffering", "no"),  # nginx would keep events until its buffer is full
    *answers.SECURITY,
]


def number(text: str | None) -> int | None:
    """Return what a visitor gave as a number, or None if it is none that we could know."""
    if not text or len(text) > 18 or not text.isdigit() or not text.isascii():  # noqa: PLR2004 - 64 bits
        return None
    return int(text)


class Live:
    """Tells open pages what happens in their event."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def state(self, scope: Scope, protocol: HTTPProtocol, shortcode: str) -> None:
        """Answer 204 if nothing is newer than `since`, nor another number inside than `inside`."""
        found = await admit(self._memory, scope.headers, shortcode)
        if found is None:
            return answers.error(protocol, HTTPStatus.UNAUTHORIZED, "pass")
        holder, snapshot = found
        query = parse_qs(scope.query_string)
        session_id, is_known = _session(query)
        if not is_known or not snapshot.has(session_id, holder):
            return answers.error(protocol, HTTPStatus.NOT_FOUND, "not_found")
        since, inside = (number(query.get(name, [""])[0]) for name in ("since", "inside"))
        is_same = inside in {None, snapshot.inside.get(session_id or 0, 0)}
        if since is not None and since >= snapshot.rev and is_same:
            return answers.nothing_new(protocol)
        return answers.json(protocol, HTTPStatus.OK, snapshot.states(holder, session_id))

    async def follow(self, scope: Scope, protocol: HTTPProtocol, shortcode: str) -> None:
        """Begin a stream, which stays open until the browser goes, or was given its `ROOM`."""
        found = await admit(self._memory, scope.headers, shortcode)
        if found is None:
            return answers.error(protocol, HTTPStatus.UNAUTHORIZED, "pass")
        holder, snapshot = found
        session_id, is_known = _session(parse_qs(scope.query_string))
        if not is_known or not snapshot.has(session_id, holder):
            return answers.error(protocol, HTTPStatus.NOT_FOUND, "not_found")
        if self._memory.hub.held_by(holder) >= settings.STREAMS_PER_ATTENDEE:
            return answers.error(protocol, HTTPStatus.TOO_MANY_REQUESTS, "too_many")
        stream = Stream(protocol.response_stream(HTTPStatus.OK, _HEADERS), holder, session_id)
        stream.when_gone(
            asyncio.ensure_future(protocol.client_disconnect()), self._memory.hub.leave
        )
        self._memory.hub.join(stream)
        last = number(scope.headers.get("last-event-id"))
        return self._memory.hub.push(stream, self._first(stream, snapshot, last))

    def _first(self, stream: Stream, snapshot: Snapshot, last: int | None) -> bytes:
        """Return what the stream begins with: what it missed if we still know, else all."""
        hub, event_id = self._memory.hub, stream.holder.event_id
        missed = hub.since(event_id, last) if last is not None else None
        if missed:
            return b"".join(self._memory.chunks(stream, missed))
        newer = hub.since(event_id, snapshot.rev) or []
        return b"".join([snapshot.greeting(stream), *self._memory.chunks(stream, newer)])


def _session(query: dict[str, list[str]]) -> tuple[int | None, bool]:
    """Return (the session asked for, whether the question makes sense)."""
    given = query.get("session")
    if not given:
        return None, True
    session_id = number(given[0])
    return session_id, session_id is not None
