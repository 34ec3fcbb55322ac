"""The account's own things: tracking fields and what its plan holds.

https://developers.zoom.us/docs/api/meetings/#tag/tracking-field and
https://developers.zoom.us/docs/api/accounts/
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from zoomsandbox.ids import fresh_id
from zoomsandbox.models import TrackingField
from zoomsandbox.rest import errors
from zoomsandbox.rest.call import api
from zoomsandbox.rest.errors import ZoomError

if TYPE_CHECKING:
    from zoomsandbox.rest.call import Call

PLAN_TYPES = {"Basic": "free", "Pro": "monthly", "Business": "yearly"}


def list_fields(call: Call) -> dict[str, Any]:
    """GET /tracking_fields."""
    rows = [_row(one) for one in call.world.account.tracking_fields]
    return {"total_records": len(rows), "tracking_fields": rows}


def _row(one: TrackingField) -> dict[str, Any]:
    return {
        "id": one.id,
        "field": one.name,
        "required": one.required,
        "visible": one.visible,
        "recommended_values": one.recommended_values,
    }


def create_field(call: Call) -> dict[str, Any]:
    """POST /tracking_fields."""
    made = TrackingField(id=fresh_id(16), name=_name(call, ""))
    _fill(call, made)
    call.world.account.tracking_fields.append(made)
    return _row(made)


def _name(call: Call, former: str) -> str:
    name = call.json.get("field", former)
    if not isinstance(name, str) or not name:
        raise errors.invalid_field("field")
    taken = {one.name for one in call.world.account.tracking_fields} - {former}
    if name in taken:
        raise errors.refused(200, f"Tracking field {name} already exists.")
    return name


def _fill(call: Call, one: TrackingField) -> None:
    for name in ("required", "visible"):
        value = call.json.get(name, getattr(one, name))
        if not isinstance(value, bool):
            raise errors.invalid_field(name)
        setattr(one, name, value)
    values = call.json.get("recommended_values", one.recommended_values)
    if not isinstance(values, list):
        raise errors.invalid_field("recommended_values")
    one.recommended_values = [str(value) for value in values]


def _field(call: Call) -> TrackingField:
    wanted = call.path["field"]
    for one in call.world.account.tracking_fields:
        if one.id == wanted:
            return one
    message = f"Tracking field does not exist: {wanted}."
    raise ZoomError(HTTPStatus.NOT_FOUND, 5110, message)


def get_field(call: Call) -> dict[str, Any]:
    """GET /tracking_fields/{fieldId}."""
    return _row(_field(call))


def change_field(call: Call) -> None:
    """PATCH /tracking_fields/{fieldId}: 204."""
    one = _field(call)
    one.name = _name(call, one.name)
    _fill(call, one)


def drop_field(call: Call) -> None:
    """DELETE /tracking_fields/{fieldId}: 204."""
    call.world.account.tracking_fields.remove(_field(call))


def plan_usage(call: Call) -> dict[str, Any]:
    """GET /accounts/{accountId}/plans/usage: what is bought and what of it is used."""
    account = call.world.account
    if call.path["account"] not in ("me", account.id):
        message = f"Account does not exist: {call.path['account']}."
        raise ZoomError(HTTPStatus.NOT_FOUND, 2001, message)
    call.paid()
    people = list(call.world.users.values())
    licensed = sum(who.is_licensed for who in people)
    seats = sum(who.webinar for who in people)
    webinars = {"type": "webinar500", "hosts": seats, "usage": seats, "pending": 0}
    return {
        "plan_base": {
            "type": PLAN_TYPES.get(account.plan, "yearly"),
            "hosts": licensed + 5,
            "usage": licensed,
            "pending": sum(who.status == "pending" for who in people),
        },
        "plan_webinar": [webinars] if seats else [],
        "plan_large_meeting": [],
        "plan_zoom_one": [],
    }


_FIELDS, _FIELD = "/tracking_fields", "/tracking_fields/{field}"
_S = "tracking_field:"
_LIST, _ONE = f"{_S}read:list_tracking_fields:admin", f"{_S}read:tracking_field:admin"
_NEW, _EDIT = f"{_S}write:tracking_field:admin", f"{_S}update:tracking_field:admin"
_USAGE, _PLANS = "/accounts/{account}/plans/usage", "billing:read:plan_usage:admin"
ROUTES = [
    api("GET", _FIELDS, list_fields, scope=_LIST, label="medium"),
    api("POST", _FIELDS, create_field, scope=_NEW, label="light", status=201),
    api("GET", _FIELD, get_field, scope=_ONE, label="light"),
    api("PATCH", _FIELD, change_field, scope=_EDIT, label="light"),
    api("DELETE", _FIELD, drop_field, scope=f"{_S}delete:tracking_field:admin", label="light"),
    api("GET", _USAGE, plan_usage, scope=_PLANS, label="heavy"),
]
