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

    from zoomsandbox.models import Item, Participant, Registrant
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


def _running(world: World, item: Item) -> dict[str, Any]:
    start = item.run.started_at if item.run else item.start
    return _core(item, as_text=True, start=start) | {"host_email": world.host(item).email}


def _by(world: World, **extra: Any) -> dict[str, Any]:
    return {"operator": world.owner.email, "operator_id": world.owner.id, **extra}


def started(world: World, item: Item) -> dict[str, Any]:
    """Return the payload of *.started; start_time is when it really started."""
    return {"object": _running(world, item)}


def ended(world: World, item: Item) -> dict[str, Any]:
    """Return the payload of *.ended; duration is the scheduled one."""
    body = _running(world, item) | {"end_time": zoom_time(world.clock.now())}
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
    return _by(world, operation="single", object=body)


def updated(world: World, item: Item, old: dict[str, Any]) -> dict[str, Any]:
    """Return the payload of *.updated: the changed fields only, and what they were."""
    new = {
        key: item.settings[key.removeprefix("settings.")]
        if key.startswith("settings.")
        else getattr(item, key)
        for key in old
    }
    return _by(
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
    return _by(world, operation="all" if item.recurrence else "single", object=body)


def participant(
    world: World, item: Item, person: Participant, *, leave_reason: str = ""
) -> dict[str, Any]:
    """Return the payload of all participant events.

    The e-mail is filled only for registrants: guests of the web client have none, as since
    Zoom's rules of March 2022. The join has its time as `date_time` for meetings (Zoom's
    example) and as `join_time` for webinars.
    """
    who: dict[str, Any] = {
        "user_id": str(person.user_id),
        "user_name": person.name,
        "id": "",
        "participant_uuid": person.uuid,
        "participant_user_id": "",
        "email": person.email if person.registrant_id else "",
        "registrant_id": person.registrant_id,
        "customer_key": person.customer_key,
        "phone_number": "",
    }
    if leave_reason and person.left_at:
        who |= {"leave_time": zoom_time(person.left_at), "leave_reason": leave_reason}
    elif item.kind == "meeting":
        who["date_time"] = zoom_time(person.joined_at)
    else:
        who["join_time"] = zoom_time(person.joined_at)
    body = _running(world, item)
    body.pop("host_email")
    return {"object": body | {"participant": who}}


def registration(item: Item, who: Registrant, base: str) -> dict[str, Any]:
    """Return the payload of *.registration_created."""
    row = registrant_row(item, who, base)
    row.pop("create_time")
    body = _core(item, as_text=False, start=item.start)
    return {"object": body | {"registrant": row}}


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
