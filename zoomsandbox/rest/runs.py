"""Finding what was held, and the figures of it: behind past meetings, reports and recordings."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from zoomsandbox.clock import zoom_time
from zoomsandbox.rest import errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from zoomsandbox.models import Item, Kind, Participant, Run, User
    from zoomsandbox.rest.call import Call
    from zoomsandbox.rest.errors import ZoomError
    from zoomsandbox.world import World

YEAR = timedelta(days=365)
CUSTOMER_KEY = 35


def every(
    world: World, kind: Kind | None = None, host: User | None = None
) -> Iterator[tuple[Item, Run]]:
    """Yield what was held and is over, of deleted items too."""
    for item in world.items.values():
        if (kind and item.kind != kind) or (host and item.host_id != host.id):
            continue
        yield from ((item, run) for run in item.runs if run.ended_at)


def of_path(call: Call, kind: Kind | None, missing: ZoomError, old: ZoomError) -> tuple[Item, Run]:
    """Return the run that the path names: by uuid that one, by number the latest.

    Raises `missing` when there is none, `old` when it ended more than a year ago, and 2306.
    """
    reference = call.reference("item")
    found = [pair for pair in every(call.world, kind) if _is(pair, reference)]
    if not found:
        raise missing
    item, run = found[-1]
    call.reach(item)
    if run.ended_at and call.world.clock.now() - run.ended_at > YEAR:
        raise old
    return item, run


def _is(pair: tuple[Item, Run], reference: str) -> bool:
    item, run = pair
    return reference in (run.uuid, str(item.id))


def minutes(begin: datetime, end: datetime) -> int:
    """Return whole minutes, a begun one counts."""
    return -(-int((end - begin).total_seconds()) // 60)


def figures(call: Call, item: Item, run: Run) -> dict[str, Any]:
    """Return what past meetings and reports say of a run."""
    end = run.ended_at or call.world.clock.now()
    host = call.world.host(item)
    return {
        "uuid": run.uuid,
        "id": item.id,
        "type": item.type,
        "topic": item.topic,
        "user_name": host.display_name,
        "user_email": host.email,
        "dept": host.dept,
        "start_time": zoom_time(run.started_at),
        "end_time": zoom_time(end),
        "duration": minutes(run.started_at, end),
        "total_minutes": sum(
            minutes(who.joined_at, who.left_at or end) for who in run.participants
        ),
        "participants_count": len(run.participants),
    }


def attendance(call: Call, run: Run, who: Participant) -> dict[str, Any]:
    """Return the row of one stay, as past meetings and reports have it in common."""
    left = who.left_at or run.ended_at or call.world.clock.now()
    known = call.world.user(who.email) if who.email else None
    row: dict[str, Any] = {
        "id": known.id if known else "",
        "user_id": str(who.user_id),
        "name": who.name,
        "user_email": who.email if who.registrant_id or known else "",
        "join_time": zoom_time(who.joined_at),
        "leave_time": zoom_time(left),
        "duration": int((left - who.joined_at).total_seconds()),
        "failover": False,
        "status": "in_waiting_room" if who.waiting else "in_meeting",
    }
    if "registrant_id" in call.query.get("include_fields", "").split(","):
        row["registrant_id"] = who.registrant_id
    return row


def never_held(kind: Kind, reference: str) -> ZoomError:
    """Return 3001."""
    return errors.no_item(kind, reference)
