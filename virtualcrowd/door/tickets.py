"""`POST /e/<shortcode>/agenda/<id>/ticket`: the join storm. Warm, it asks no database."""

from http import HTTPStatus

from django.conf import settings

from virtualcrowd.agenda.entry import Verdict
from virtualcrowd.agenda.passes import Pass
from virtualcrowd.door import answers
from virtualcrowd.door.answers import Scope, Send, Sending
from virtualcrowd.door.commits import GroupCommit
from virtualcrowd.door.holder import admit
from virtualcrowd.door.limits import PerMinute
from virtualcrowd.door.memory import Door, Memory
from virtualcrowd.door.rows import Join

_ORIGIN = settings.PUBLIC_URL.encode()
_MAY = (Verdict.OPEN, Verdict.UNKNOWN)  # a tuple: hashing an enum's member takes Python code
_STATUS = {Verdict.NOT_FOR_YOU: (HTTPStatus.NOT_FOUND, "not_found")} | {
    verdict: (HTTPStatus.CONFLICT, verdict.value)
    for verdict in (
        Verdict.NOT_STARTED,
        Verdict.TOO_EARLY,
        Verdict.ENDED,
        Verdict.NO_MEETING,
        Verdict.ELSEWHERE,
    )
}


class Tickets:
    """Gives tickets to those who may enter now."""

    def __init__(self, memory: Memory, joins: GroupCommit[Join]) -> None:
        self._memory = memory
        self._joins = joins
        self._limit: PerMinute[int] = PerMinute(settings.TICKETS_PER_MINUTE)

    async def answer(self, scope: Scope, send: Send, shortcode: str, session_id: int) -> None:
        headers = dict(scope["headers"])
        if not is_ours(headers):
            return await self._refuse(send, HTTPStatus.FORBIDDEN, "origin")
        found = await admit(self._memory, headers, shortcode)
        if found is None:
            return await self._refuse(send, HTTPStatus.UNAUTHORIZED, "pass")
        holder, snapshot = found
        now = self._memory.clock()
        if seconds := self._limit.wait(holder.attendee_id, now):
            after = [(b"retry-after", b"%d" % seconds)]
            self._memory.counters.add("vc_tickets_total", "too_often")
            return await answers.error(send, HTTPStatus.TOO_MANY_REQUESTS, "too_often", after)
        door = snapshot.doors.get(session_id)
        if door is None:
            return await self._refuse(send, HTTPStatus.NOT_FOUND, "not_found")
        return await self._judge(send, door, holder, now)

    def _judge(self, send: Send, door: Door, holder: Pass, now: float) -> Sending:
        verdict = door.judge(holder, now)
        if verdict not in _MAY:
            return self._refuse(send, *_STATUS[verdict])
        if door.provider is None or door.meeting is None:
            return self._refuse(send, HTTPStatus.CONFLICT, Verdict.NO_MEETING)
        ticket = door.provider.ticket(door.meeting, holder, now)
        if refused := ticket.get("refused"):
            return self._refuse(send, HTTPStatus.CONFLICT, refused)
        self._joins.put((door.facts.session_id, holder.attendee_id, int(now)))
        self._memory.counters.add("vc_tickets_total", "given")
        return answers.json(send, HTTPStatus.OK, ticket)

    def _refuse(self, send: Send, status: HTTPStatus, key: str) -> Sending:
        self._memory.counters.add("vc_tickets_total", key)
        return answers.error(send, status, key)


def is_ours(headers: dict[bytes, bytes]) -> bool:
    """Does the request come from one of our own pages? Browsers always say so on a POST.

    The demo answers under any address it was opened with, so there the host decides.
    """
    origin = headers.get(b"origin", b"")
    if origin == _ORIGIN:
        return True
    host = headers.get(b"host", b"")
    return bool(settings.DEMO and host) and origin.partition(b"://")[2] == host
