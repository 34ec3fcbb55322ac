"""Bodies of requests to pages, taken in before a thread is spent on them.

Pages are served by a handful of threads: a sender who trickles must wait outside.
"""

import asyncio
from tempfile import SpooledTemporaryFile

from granian.rsgi import Headers, HTTPProtocol

PATIENCE = 180.0  # seconds for a whole body: a picture over a slow line
IN_MEMORY = 256 * 1024  # what is larger waits on disk
_ANNOUNCED = ("content-length", "transfer-encoding")

type Body = SpooledTemporaryFile[bytes]


class Gone(Exception):
    """The sender left before the body was whole."""


async def taken_in(protocol: HTTPProtocol, headers: Headers, *, most: int, patience: float) -> Body:
    """Return the whole body; what goes beyond `most` bytes is dropped.

    Dropped and not refused here, so that the sender hears the page's answer.

    Raises:
        TimeoutError: it did not come in time.
        Gone: the sender left.
    """
    kept: Body = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - it outlives this
    try:
        if any(name in headers for name in _ANNOUNCED):
            async with asyncio.timeout(patience):
                await _fill(kept, protocol, most, announced=length(headers))
    except BaseException:
        kept.close()
        raise
    kept.seek(0)
    return kept


def length(headers: Headers) -> int:
    """Return how long the body was announced to be, 0 if it was not."""
    announced = headers.get("content-length", "")
    return int(announced) if announced.isdigit() else 0


async def _fill(kept: Body, protocol: HTTPProtocol, most: int, *, announced: int) -> None:
    came = 0
    async for part in protocol:
        came += len(part)
        kept.write(part[: most - kept.tell()])
    if came < announced:  # the server ends a body early, and says nothing, when the sender leaves
        raise Gone
