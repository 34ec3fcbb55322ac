"""Meetings and webinars: read, create, change, delete, end.

https://developers.zoom.us/docs/api/meetings/
"""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from zoomsandbox import actions, payloads
from zoomsandbox.create import changes_of, new_item
from zoomsandbox.rest import errors
from zoomsandbox.rest.call import api
from zoomsandbox.rest.errors import ZoomError
from zoomsandbox.rest.lists import list_meetings, list_webinars

if TYPE_CHECKING:
    from starlette.routing import Route

    from zoomsandbox.models import Kind
    from zoomsandbox.rest.call import Call


def get_item(kind: Kind, call: Call) -> dict[str, Any]:
    """GET /meetings/{meetingId} and /webinars/{webinarId}."""
    item = call.item(kind)
    past = call.query.get("show_previous_occurrences") == "true"
    detail = payloads.item_detail(item, call.world.host(item), call.base, past=past)
    if "occurrence_id" in call.query:
        _pick_date(detail, call.query["occurrence_id"])
    return detail


def _pick_date(detail: dict[str, Any], occurrence_id: str) -> None:
    dates = [date for date in detail.get("occurrences", ()) if _is(date, occurrence_id)]
    if not dates:
        raise ZoomError(HTTPStatus.NOT_FOUND, 3001, "Meeting occurrence does not exist.")
    detail |= {"start_time": dates[0]["start_time"], "duration": dates[0]["duration"]}


def _is(date: dict[str, Any], occurrence_id: str) -> bool:
    return bool(date["occurrence_id"] == occurrence_id)


def create_item(kind: Kind, call: Call) -> dict[str, Any]:
    """POST /users/{userId}/meetings and /webinars."""
    host = call.user(f"{kind}:write:{kind}")
    if kind == "webinar" and not host.webinar:
        raise errors.no_webinar_plan()
    asked = {key: value for key, value in call.json.items() if key != "id"}
    item = new_item(call.world, kind, host, asked)
    item.creation_source = "open_api"
    actions.created(call.world, item)
    return payloads.item_detail(item, host, call.base)


def update_item(kind: Kind, call: Call) -> None:
    """PATCH /meetings/{meetingId} and /webinars/{webinarId}: 204."""
    item = call.item(kind)
    actions.update(call.world, item, changes_of(kind, call.json))


def delete_item(kind: Kind, call: Call) -> None:
    """DELETE: 204; with occurrence_id only that date goes."""
    item = call.item(kind)
    wanted = call.query.get("occurrence_id")
    if not wanted:
        if item.is_started:
            message = "You cannot delete a meeting while it is in progress."
            raise ZoomError(HTTPStatus.BAD_REQUEST, 3002, message)
        actions.delete(call.world, item)
        return
    date = next((date for date in item.occurrences if date.id == wanted), None)
    if date is None:
        raise errors.no_item(kind, wanted)
    date.status = "deleted"
    call.world.touch()


def change_status(kind: Kind, call: Call) -> None:
    """PUT …/status with action end: 204."""
    item = call.item(kind)
    allowed = ("end", "recover") if kind == "meeting" else ("end",)
    action = call.json.get("action")
    if action not in allowed:
        raise errors.invalid_field("action")
    if action == "end":
        actions.end(call.world, item)


def _routes(kind: Kind) -> list[Route]:
    one = f"/{kind}s/{{item:path}}"
    read, write = f"{kind}:read:{kind}", f"{kind}:write:{kind}"
    change, remove = f"{kind}:update:{kind}", f"{kind}:delete:{kind}"
    status = f"{kind}:update:status"
    lister = list_meetings if kind == "meeting" else list_webinars
    of_host = f"/users/{{user}}/{kind}s"
    return [
        api("GET", of_host, lister, scope=f"{kind}:read:list_{kind}s", label="medium"),
        api("POST", of_host, partial(create_item, kind), scope=write, label="light", status=201),
        api("PUT", f"{one}/status", partial(change_status, kind), scope=status, label="light"),
        api("GET", one, partial(get_item, kind), scope=read, label="light"),
        api("PATCH", one, partial(update_item, kind), scope=change, label="light"),
        api("DELETE", one, partial(delete_item, kind), scope=remove, label="light"),
    ]


ROUTES = [*_routes("meeting"), *_routes("webinar")]
