"""Bodies of webhooks, in the shapes of Zoom's published examples.

Numbers are strings in started, ended and participant events, integers in all others.
https://developers.zoom.us/docs/api/meetings/events/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zoomsandbox.clock import zoom_time
from zoomsandbox.payloads import join_url, occurrence_row, registrant_row

if TYPE_CHECKING:
    from datetime import datetime

    from zoomsandbox.models import Item, Registrant
    from zoomsandbox.world import World

# Our field names and Zoom's, where they differ.
ZOOM_NAMES = {"start": "start_time", "passcode": "password"}


def _core(item: Item, *, as_text: bool, start: datetime | None) -> dict[str, Any]:
    core: dict[str, Any] = {
        "id": str(item.id) if as_text else item.id,
        "uuid": item.uuid,
        "host_id": item.host_id,
        "topic": item.topic,
        "type": item.type,
        "timezone": item.timezone,
        "duration": item.duration,
    }
    if start:
        core["start_time"] = zoom_time(start)
    return core


def running(world: World, item: Item) -> dict[str, Any]:
    """Return what is said of an item that is on: its number as text, when it really started."""
    start = item.run.started_at if item.run else item.start
    return _core(item, as_text=True, start=start) | {"host_email": world.host(item).email}


def by_the_host(world: World, **extra: Any) -> dict[str, Any]:
    """Return a payload that names who did it."""
    return {"operator": world.owner.email, "operator_id": world.owner.id, **extra}


def started(world: World, item: Item) -> dict[str, Any]:
    """Return the payload of *.started; start_time is when it really started."""
    return {"object": running(world, item)}


def ended(world: World, item: Item) -> dict[str, Any]:
    """Return the payload of *.ended; duration is the scheduled one."""
    body = running(world, item) | {"end_time": zoom_time(world.clock.now())}
    if item.kind == "webinar":
        body["practice_session"] = False
    return {"object": body}


def created(world: World, item: Item) -> dict[str, Any]:
    """Return the payload of *.created."""
    shown = ("alternative_hosts", "use_pmi", "join_before_host", "jbh_time", "meeting_invitees")
    body = _core(item, as_text=False, start=item.start) | {
        "join_url": join_url(item, world.base),
        "password": item.passcode,
        "creation_source": item.creation_source,
        "settings": {"use_pmi": False}
        | {key: item.settings[key] for key in shown if key in item.settings},
    }
    if item.occurrences:
        body["occurrences"] = [occurrence_row(date) for date in item.occurrences]
    if item.recurrence:
        body["recurrence"] = item.recurrence
    return by_the_host(world, operation="single", object=body)


def updated(world: World, item: Item, old: dict[str, Any]) -> dict[str, Any]:
    """Return the payload of *.updated: the changed fields only, and what they were."""
    new = {
        key: item.settings[key.removeprefix("settings.")]
        if key.startswith("settings.")
        else getattr(item, key)
        for key in old
    }
    return by_the_host(
        world,
        scope="single",
        time_stamp=int(world.clock.timestamp() * 1000),
        object={"id": item.id, "uuid": item.uuid, "host_id": item.host_id} | _nested(new),
        old_object={"id": item.id} | _nested(old),
    )


def deleted(world: World, item: Item) -> dict[str, Any]:
    """Return the payload of *.deleted."""
    body = _core(item, as_text=False, start=item.start)
    if item.occurrences:
        body["occurrences"] = [
            {"occurrence_id": date.id, "start_time": zoom_time(date.start)}
            for date in item.occurrences
        ]
    return by_the_host(world, operation="all" if item.recurrence else "single", object=body)


def registration(item: Item, who: Registrant, base: str) -> dict[str, Any]:
    """Return the payload of *.registration_created."""
    row = registrant_row(item, who, base)
    row.pop("create_time")
    body = _core(item, as_text=False, start=item.start)
    return {"object": body | {"registrant": row}}


def decision(world: World, item: Item, who: Registrant, base: str) -> dict[str, Any]:
    """Return the payload of *.registration_approved, _denied and _cancelled."""
    shown = {"id", "first_name", "last_name", "email", "join_url", "participant_pin_code"}
    row = registrant_row(item, who, base)
    body = _core(item, as_text=False, start=item.start)
    body["registrant"] = {name: value for name, value in row.items() if name in shown}
    return by_the_host(world, object=body)


def _nested(values: dict[str, Any]) -> dict[str, Any]:
    """Rename to Zoom's names and fold `settings.x` into settings."""
    body: dict[str, Any] = {}
    for key, value in values.items():
        shown = zoom_time(value) if hasattr(value, "astimezone") else value
        if key.startswith("settings."):
            body.setdefault("settings", {})[key.removeprefix("settings.")] = shown
        else:
            body[ZOOM_NAMES.get(key, key)] = shown
    return body
