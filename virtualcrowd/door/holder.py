from virtualcrowd.agenda import passes
from virtualcrowd.agenda.passes import Pass
from virtualcrowd.door.memory import Memory, Snapshot

_COOKIE = passes.COOKIE.encode()


def pass_in(headers: dict[bytes, bytes], now: float) -> Pass | None:
    """Return the valid pass that the request carries, or None."""
    for crumb in headers.get(b"cookie", b"").split(b";"):
        name, _, token = crumb.strip().partition(b"=")
        if name == _COOKIE:
            return passes.verify(token, now)
    return None


async def admit(
    memory: Memory, headers: dict[bytes, bytes], shortcode: str
) -> tuple[Pass, Snapshot] | None:
    """Return who asks and their event, or None if no valid pass of this event came along.

    None stands also for an event that is gone: its passes are worth nothing.
    """
    now = memory.clock()
    holder = pass_in(headers, now)
    if holder is None:
        return None
    version = memory.known_version(holder)
    if version is None:
        version = await memory.version(holder)
    if holder.version < version:
        return None
    snapshot = memory.snapshots.peek(holder.event_id)
    if snapshot is None:
        snapshot = await memory.snapshots.get(holder.event_id)
    if snapshot is None or snapshot.shortcode != shortcode:
        return None
    return holder, snapshot
