"""`POST /hooks/<provider>/<token>`: verify, store once, answer after COMMIT, apply later."""

import hashlib
import logging
from collections.abc import Sequence
from http import HTTPStatus

from granian.rsgi import HTTPProtocol, Scope

from virtualcrowd.agenda.providers import HookAnswer, HookKey, all_providers
from virtualcrowd.door import answers, bodies
from virtualcrowd.door.commits import GroupCommit, NotStored
from virtualcrowd.door.memory import Memory
from virtualcrowd.door.rows import Arrival, store_arrivals

logger = logging.getLogger(__name__)

MOST_BYTES = 256 * 1024


class TooLarge(Exception):
    """The body is more than any webhook needs."""


class Hooks:
    """Takes in what providers tell."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.commits: GroupCommit[Arrival] = GroupCommit(
            store_and_tell, memory.threads, every=0.004, most=500
        )

    async def answer(self, scope: Scope, protocol: HTTPProtocol, slug: str, token: str) -> None:
        key = await self._memory.hook_keys.get((slug, token))
        if key is None:
            return self._refuse(protocol, HTTPStatus.NOT_FOUND, "not_found")
        try:
            raw = await _body(protocol)
        except TooLarge:
            return self._refuse(protocol, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
        if len(raw) < bodies.length(scope.headers):  # cut off: no sign of a wrong secret
            return self._refuse(protocol, HTTPStatus.BAD_REQUEST, "cut_off")
        now = self._memory.clock()
        judged = all_providers()[slug].judge_hook(key, raw, dict(scope.headers.items()), now)
        if judged.kind:
            try:
                await self.commits.stored(_arrival(slug, key, judged, raw, now))
            except NotStored:
                return self._refuse(protocol, HTTPStatus.SERVICE_UNAVAILABLE, "not_stored")
        what = "stored" if judged.kind else f"answered_{judged.status}"
        self._memory.counters.add("vc_hooks_total", what)
        return answers.raw(protocol, judged.status, judged.body)

    def _refuse(self, protocol: HTTPProtocol, status: HTTPStatus, key: str) -> None:
        self._memory.counters.add("vc_hooks_total", key)
        answers.error(protocol, status, key)


async def _body(protocol: HTTPProtocol) -> bytes:
    """Return the whole body.

    Raises:
        TooLarge: it is larger than MOST_BYTES.
    """
    body = bytearray()
    async for part in protocol:
        body += part
        if len(body) > MOST_BYTES:
            raise TooLarge
    return bytes(body)


def _arrival(slug: str, key: HookKey, judged: HookAnswer, raw: bytes, now: float) -> Arrival:
    if judged.status >= HTTPStatus.BAD_REQUEST:
        raw = b"%d" % now  # a note that somebody called: the body may come again, rightly signed
    digest = hashlib.sha256(b"%d:" % key.source_id + raw).hexdigest()
    return Arrival(slug, key.source_id, digest, judged.kind, raw, now)


def store_and_tell(arrivals: Sequence[Arrival]) -> None:
    """Store a batch and, once it is committed, have its providers apply it."""
    store_arrivals(arrivals)
    for slug in {arrival.provider for arrival in arrivals}:
        try:
            all_providers()[slug].hooks_stored()
        except Exception:  # stored is stored: the next call or the sweeper applies it
            logger.exception("%s could not be told of new deliveries", slug)
