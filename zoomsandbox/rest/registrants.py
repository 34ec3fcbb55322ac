"""Registration: https://developers.zoom.us/docs/api/meetings/#tag/meetings."""

from __future__ import annotations

import secrets
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from zoomsandbox import actions, payloads
from zoomsandbox.clock import zoom_time
from zoomsandbox.ids import fresh_id
from zoomsandbox.models import Item, Kind, Registrant
from zoomsandbox.rest import errors
from zoomsandbox.rest.call import api
from zoomsandbox.rest.errors import ZoomError
from zoomsandbox.rest.paging import pages

if TYPE_CHECKING:
    from starlette.routing import Route

    from zoomsandbox.rest.call import Call

STATUSES = ("approved", "pending", "denied")
NAME_LENGTH, EMAIL_LENGTH = 64, 128
AUTOMATIC = 0


def add_registrant(kind: Kind, call: Call) -> dict[str, Any]:
    """POST …/registrants: the personal link carries `tk`; none while approval is awaited."""
    item = call.item(kind)
    _check_open(call, item)
    who = _registrant(call, item)
    actions.registered(call.world, item, who, call.base)
    answer: dict[str, Any] = {
        "id": item.id,
        "registrant_id": who.id,
        "topic": item.topic,
    }
    if item.start:
        answer["start_time"] = zoom_time(item.start)
    if who.status == "approved":
        answer["join_url"] = payloads.join_url(item, call.base, tk=who.tk)
        if kind == "meeting":
            answer["participant_pin_code"] = who.pin
    if item.occurrences:
        answer["occurrences"] = [payloads.occurrence_row(date) for date in item.occurrences]
    return answer


def _check_open(call: Call, item: Item) -> None:
    if item.wants_registration:
        if call.world.host(item).email.lower() == str(call.json.get("email", "")).lower():
            raise ZoomError(HTTPStatus.BAD_REQUEST, 3027, "Host cannot register.")
        return
    if item.kind == "webinar":
        message = f"This webinar does not have registration as required: {item.id}."
        raise ZoomError(HTTPStatus.BAD_REQUEST, 3000, message)
    message = f"Registration has not been enabled for this meeting: {item.id}."
    raise ZoomError(HTTPStatus.NOT_FOUND, 404, message)


def _registrant(call: Call, item: Item) -> Registrant:
    """Return the registrant of this e-mail address, a known one with the link it has."""
    email = _text(call, "email", EMAIL_LENGTH)
    first_name = _text(call, "first_name", NAME_LENGTH)
    known = next((who for who in item.registrants if who.email == email), None)
    if known:
        item.registrants.remove(known)
        return known
    is_approved = item.settings["approval_type"] == AUTOMATIC or call.json.get("auto_approve")
    return Registrant(
        id=fresh_id(),
        email=email,
        first_name=first_name,
        last_name=str(call.json.get("last_name", ""))[:NAME_LENGTH],
        created_at=call.world.clock.now(),
        status="approved" if is_approved else "pending",
        pin=100_000 + secrets.randbelow(899_999),
    )


def _text(call: Call, name: str, longest: int) -> str:
    value = call.json.get(name)
    if not isinstance(value, str) or not value or len(value) > longest:
        raise errors.invalid_field(name)
    return value


def list_registrants(kind: Kind, call: Call) -> dict[str, Any]:
    """GET …/registrants by status."""
    item = call.item(kind)
    status = call.query.get("status") or "approved"
    if status not in STATUSES:
        raise errors.invalid_field("status")
    rows = [who for who in item.registrants if who.status == status]
    return pages(
        call, "registrants", rows, lambda who: payloads.registrant_row(item, who, call.base)
    )


def _routes(kind: Kind) -> list[Route]:
    path = f"/{kind}s/{{item:path}}/registrants"
    read, write = f"{kind}:read:list_registrants", f"{kind}:write:registrant"
    return [
        api("POST", path, partial(add_registrant, kind), scope=write, label="light", status=201),
        api("GET", path, partial(list_registrants, kind), scope=read, label="medium"),
    ]


ROUTES = [*_routes("meeting"), *_routes("webinar")]
