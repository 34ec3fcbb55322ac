"""What can happen to one date of a recurring meeting or webinar; the others stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zoomsandbox import webhooks
from zoomsandbox.clock import zoom_time
from zoomsandbox.payloads import occurrence_row

if TYPE_CHECKING:
    from datetime import datetime

    from zoomsandbox.models import Item, Occurrence
    from zoomsandbox.world import World


def move(world: World, item: Item, date: Occurrence, start: datetime, minutes: int) -> None:
    """Move one date, or change its length; subscribers hear *.updated of scope single."""
    if (date.start, date.duration) == (start, minutes):
        return
    old = occurrence_row(date)
    date.start, date.duration = start, minutes
    known = {"id": item.id, "uuid": item.uuid, "host_id": item.host_id}
    payload = {
        "scope": "single",
        "time_stamp": int(world.clock.timestamp() * 1000),
        "object": known | {"occurrences": [occurrence_row(date)]},
        "old_object": {"id": item.id, "occurrences": [old]},
    }
    _tell(world, item, "updated", payload)


def delete(world: World, item: Item, date: Occurrence) -> None:
    """Delete one date; subscribers hear *.deleted with operation single."""
    date.status = "deleted"
    start = zoom_time(date.start)
    body = {
        "id": item.id,
        "uuid": item.uuid,
        "host_id": item.host_id,
        "topic": item.topic,
        "type": item.type,
        "start_time": start,
        "duration": date.duration,
        "timezone": item.timezone,
        "occurrences": [{"occurrence_id": date.id, "start_time": start}],
    }
    _tell(world, item, "deleted", {"operation": "single", "object": body})


def _tell(world: World, item: Item, happened: str, payload: dict[str, Any]) -> None:
    world.touch()
    by = {"operator": world.owner.email, "operator_id": world.owner.id}
    webhooks.publish(world, f"{item.kind}.{happened}", by | payload)
