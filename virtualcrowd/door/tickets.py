"""`POST /e/<shortcode>/agenda/<id>/ticket`: the join storm. Warm, it asks no database."""

from http import HTTPStatus

from django.conf import settings
from granian.rsgi import Headers, HTTPProtocol, Scope

from virtualcrowd.agenda.entry import Verdict
from virtualcrowd.agenda.passes import Pass
from virtualcrowd.door import answers
from virtualcrowd.door.commits import GroupCommit
from virtualcrowd.door.holder import admit
from virtualcrowd.door.limits import PerMinute
from virtualcrowd.door.memory import Door, Memory
from virtualcrowd.door.rows import Join

_ORIGIN = settings.PUBLIC_URL
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

    async def answer(
        self, scope: Scope, protocol: HTTPProtocol, shortcode: str, session_id: int
    ) -> None:
        headers = scope.headers
        if not is_ours(headers):
            return self._refuse(protocol, HTTPStatus.FORBIDDEN, "origin")
        found = await admit(self._memory, headers, shortcode)
        if found is None:
            return self._refuse(protocol, HTTPStatus.UNAUTHORIZED, "pass")
        holder, snapshot = found
        now = self._memory.clock()
        if seconds := self._limit.wait(holder.attendee_id, now):
            after = [("retry-after", str(seconds))]
            self._memory.counters.add("vc_tickets_total", "too_often")
            return answers.error(protocol, HTTPStatus.TOO_MANY_REQUESTS, "too_often", after)
        door = snapshot.doors.get(session_id)
        if door is None:
            return self._refuse(protocol, HTTPStatus.NOT_FOUND, "not_found")
        return self._judge(protocol, door, holder, now)

    def _judge(self, protocol: HTTPProtocol, door: Door, holder: Pass, now: float) -> None:
        verdict = door.judge(holder, now)
        if verdict not in _MAY:
            return self._refuse(protocol, *_STATUS[verdict])
        if door.provider is None or door.meeting is None:
            return self._refuse(protocol, HTTPStatus.CONFLICT, Verdict.NO_MEETING)
        ticket = door.provider.ticket(door.meeting, holder, now)
        if refused := ticket.get("refused"):
            return self._refuse(protocol, HTTPStatus.CONFLICT, refused)
        self._joins.put((door.facts.session_id, holder.attendee_id, int(now)))
        self._memory.counters.add("vc_tickets_total", "given")
        return answers.json(protocol, HTTPStatus.OK, ticket)

    def _refuse(self, protocol: HTTPProtocol, status: HTTPStatus, key: str) -> None:
        self._memory.counters.add("vc_tickets_total", key)
        answers.error(protocol, status, key)


def is_ours(headers: Headers) -> bool:
    """Does the request come from one of our own pages? Browsers always say so on a POST.

    The demo answers under any address it was opened with, so there the host decides.
    """
    origin: str = headers.get("origin", "")
    if origin == _ORIGIN:
        return True
    host = headers.get("host", "")
    return bool(settings.DEMO and host) and origin.partition("://")[2] == host
