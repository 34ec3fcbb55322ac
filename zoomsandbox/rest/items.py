"""Meetings and webinars: read, create, change, delete, end.

https://developers.zoom.us/docs/api/meetings/
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from zoomsandbox import actions, dates, payloads
from zoomsandbox.clock import zoom_time
from zoomsandbox.create import changes_of, new_item
from zoomsandbox.models import PERSONAL
from zoomsandbox.rest import errors, hosting, limits
from zoomsandbox.rest.call import ApiRoute, api
from zoomsandbox.rest.lists import list_meetings, list_webinars, upcoming_meetings
from zoomsandbox.seeds import build

if TYPE_CHECKING:
    from zoomsandbox.models import Item, Kind, Occurrence
    from zoomsandbox.rest.call import Call


# Zoom spells this one in two ways; which endpoint says which is in its published API.
SPELLED_OUT = errors.refused(3000, "Cannot access webinar information.")
RECOVERABLE = timedelta(days=30)


def get_item(kind: Kind, call: Call) -> dict[str, Any]:
    """GET /meetings/{meetingId} and /webinars/{webinarId}."""
    item = call.item(kind)
    past = call.query.get("show_previous_occurrences") == "true"
    detail = payloads.item_detail(call.world, item, call.base, past=past)
    if call.query.get("occurrence_id"):
        date = _date(call, item)
        detail |= {"start_time": zoom_time(date.start), "duration": date.duration}
    return detail


def _date(call: Call, item: Item) -> Occurrence:
    """Return the date that the query names; raises 300 or 3000."""
    wanted = call.query["occurrence_id"]
    found = next((date for date in item.occurrences if date.id == wanted), None)
    if found is None or found.status == "deleted":
        raise errors.no_date(item.kind)
    return found


def create_item(kind: Kind, call: Call) -> dict[str, Any]:
    """POST /users/{userId}/meetings and /webinars."""
    scheduler = call.user(f"{kind}:write:{kind}")
    host = hosting.host_of(kind, call, scheduler)
    for user in (scheduler, host):
        call.check_host(kind, user)
    asked = {key: value for key, value in call.json.items() if key != "id"}
    wanted = asked.get("settings", {})
    asked["settings"] = hosting.fit_settings(kind, call, host, wanted, asked.get("type") or 0)
    item = new_item(call.world, kind, host, asked)
    limits.spend_host(call.world, host.id)
    _not_in_the_past(call, item)
    item.creation_source = "open_api"
    item.assistant_id = scheduler.id if scheduler is not host else ""
    actions.created(call.world, item)
    return payloads.item_detail(call.world, item, call.base)


def _not_in_the_past(call: Call, item: Item) -> None:
    """A start that is over becomes now, as Zoom documents it."""
    now = call.world.clock.now().replace(microsecond=0)
    if item.start and item.start < now:
        item.start = now
        build.set_dates(item)


def update_item(kind: Kind, call: Call) -> None:
    """PATCH /meetings/{meetingId} and /webinars/{webinarId}: 204; one date by occurrence_id."""
    item = call.item(kind, foreign=SPELLED_OUT if kind == "meeting" else None)
    host = call.world.host(item)
    asked = dict(call.json)
    asked["settings"] = hosting.fit_settings(kind, call, host, asked.get("settings", {}), item.type)
    changes = changes_of(kind, asked, item)
    if asked.get("schedule_for"):
        changes["host_id"] = hosting.host_of(kind, call, host).id
    limits.spend_host(call.world, item.host_id)
    if call.query.get("occurrence_id"):
        date = _date(call, item)
        start, minutes = changes.get("start", date.start), changes.get("duration", date.duration)
        dates.move(call.world, item, date, start, minutes)
        return
    actions.update(call.world, item, changes)


def delete_item(kind: Kind, call: Call) -> None:
    """DELETE: 204; with occurrence_id only that date goes."""
    item = call.item(kind, foreign=SPELLED_OUT if kind == "meeting" else None)
    if call.query.get("occurrence_id"):
        dates.delete(call.world, item, _date(call, item))
        return
    if item.type == PERSONAL:
        raise errors.refused(3018, "Not allowed to delete PMI.")
    if item.is_started:
        raise errors.refused(3002, f"You cannot delete a {kind} while it is in progress.")
    actions.delete(call.world, item)


def change_status(kind: Kind, call: Call) -> None:
    """PUT …/status with action end, or recover for a meeting in the trash: 204."""
    allowed = ("end", "recover") if kind == "meeting" else ("end",)
    action = call.json.get("action")
    if action == "recover" and action in allowed:
        actions.recover(call.world, _from_trash(call))
        return
    item = call.item(kind)
    if action not in allowed:
        raise errors.invalid_field("action")
    actions.end(call.world, item)


def _from_trash(call: Call) -> Item:
    """Return a deleted meeting that is not older than 30 days; raises 3001."""
    text = call.path["item"]
    item = call.world.items.get(int(text)) if text.isascii() and text.isdigit() else None
    now = call.world.clock.now()
    if item is None or item.deleted_at is None or now - item.deleted_at > RECOVERABLE:
        raise errors.no_item("meeting", text)
    call.reach(item)
    return item


def _routes(kind: Kind) -> list[ApiRoute]:
    one = f"/{kind}s/{{item:path}}"
    read, write = f"{kind}:read:{kind}", f"{kind}:write:{kind}"
    change, remove = f"{kind}:update:{kind}", f"{kind}:delete:{kind}"
    status = f"{kind}:update:status"
    busy = 4001 if kind == "meeting" else 429
    lister = list_meetings if kind == "meeting" else list_webinars
    of_host = f"/users/{{user}}/{kind}s"
    return [
        api("GET", of_host, lister, scope=f"{kind}:read:list_{kind}s", label="medium"),
        api("POST", of_host, partial(create_item, kind), scope=write, label="light", status=201),
        api("PUT", f"{one}/status", partial(change_status, kind), scope=status, label="light"),
        api("GET", one, partial(get_item, kind), scope=read, label="light"),
        api("PATCH", one, partial(update_item, kind), scope=change, label="light", busy=busy),
        api("DELETE", one, partial(delete_item, kind), scope=remove, label="light"),
    ]


_COMING = "/users/{user}/upcoming_meetings"
_UPCOMING = "meeting:read:list_upcoming_meetings"
ROUTES = [
    api(
        "GET", "/users/{user}/upcoming_meetings", upcoming_meetings, scope=_UPCOMING, label="medium"
    ),
    *_routes("meeting"),
    *_routes("webinar"),
]
