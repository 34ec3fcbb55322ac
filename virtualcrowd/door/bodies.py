"""Bodies of requests to pages, taken in before a thread is spent on them.

Pages are served by a handful of threads: a sender who trickles must wait outside.
"""

import asyncio
from tempfile import SpooledTemporaryFile
from typing import Any

from virtualcrowd.door.answers import Receive, Scope

PATIENCE = 180.0  # seconds for a whole body: a picture over a slow line
IN_MEMORY = 256 * 1024  # what is larger waits on disk
BLOCK = 256 * 1024
_ANNOUNCED = {b"content-length", b"transfer-encoding"}


class Gone(Exception):
    """The sender left before the body was whole."""


def has_body(scope: Scope) -> bool:
    return any(name in _ANNOUNCED for name, _ in scope["headers"])


async def taken_in(receive: Receive, *, most: int, patience: float = PATIENCE) -> Receive:
    """Return a `receive` that has the whole body at hand; what goes beyond `most` is dropped.

    Dropped and not refused here, so that the sender hears the page's answer.

    Raises:
        TimeoutError: it did not come in time.
        Gone: the sender left.
    """
    kept: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - it outlives this
    try:
        async with asyncio.timeout(patience):
            await _fill(kept, receive, most)
    except BaseException:
        kept.close()
        raise
    left = kept.tell()
    kept.seek(0)

    async def give() -> dict[str, Any]:
        nonlocal left
        block = kept.read(BLOCK)
        left -= len(block)
        if not left:
            kept.close()
        return {"type": "http.request", "body": block, "more_body": left > 0}

    return give


async def _fill(kept: "SpooledTemporaryFile[bytes]", receive: Receive, most: int) -> None:
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        kept.write(message.get("body", b"")[: most - kept.tell()])
        more = message.get("more_body", False)
