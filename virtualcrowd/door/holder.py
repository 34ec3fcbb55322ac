"""Who asks: the pass that a request of the door carries, and the event it is of."""

from granian.rsgi import Headers

from virtualcrowd.agenda import passes
from virtualcrowd.agenda.passes import Pass
from virtualcrowd.door.memory import Memory, Snapshot


def pass_in(headers: Headers, now: float) -> Pass | None:
    """Return the valid pass that the request carries, or None."""
    for crumb in headers.get("cookie", "").split(";"):
        name, _, token = crumb.strip().partition("=")
        if name == passes.COOKIE:
            return passes.verify(token.encode(), now)
    return None


async def admit(memory: Memory, headers: Headers, shortcode: str) -> tuple[Pass, Snapshot] | None:
    """Return who asks and their event, or None if no valid pass of this event came along.

    None stands also for an event that is gone: its passes are worth nothing.
    """
    now = memory.clock()
    holder = pass_in(headers, now)
    if holder is None:
        return None
    snapshot = memory.snapshots.peek(holder.event_id)
    if snapshot is None:
        snapshot = await memory.snapshots.get(holder.event_id)
    # Last: whoever is blocked while we read must not get a stream that nobody would end.
    version = memory.known_version(holder)
    if version is None:
        version = await memory.version(holder)
    if holder.version < version:
        return None
    if snapshot is None or snapshot.shortcode != shortcode:
        return None
    return holder, snapshot
