"""The list of registrants: read, decide, remove.

https://developers.zoom.us/docs/api/meetings/#tag/meetings/GET/meetings/{meetingId}/registrants
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from zoomsandbox import actions, payloads
from zoomsandbox.rest import errors, limits
from zoomsandbox.rest.call import ApiRoute, api
from zoomsandbox.rest.paging import pages
from zoomsandbox.rest.registrants import is_full

if TYPE_CHECKING:
    from zoomsandbox.models import Item, Kind, Registrant
    from zoomsandbox.rest.call import Call

STATUSES = ("approved", "pending", "denied")
VERDICTS = {"approve": "approved", "deny": "denied", "cancel": "cancelled"}
MOST_AT_ONCE = 30


def list_registrants(kind: Kind, call: Call) -> dict[str, Any]:
    """GET …/registrants by status, date and tracking source."""
    foreign = errors.refused(300, "Cannot access webinar info.")
    item = call.item(kind, foreign=foreign if kind == "meeting" else None)
    status = call.choice("status", "approved", STATUSES)
    date, source = _date(item, call), call.query.get("tracking_source_id", "")
    rows = [
        who
        for who in item.registrants
        if who.status == status
        and (not date or date in who.dates)
        and (not source or who.source_id == source)
    ]
    return pages(
        call, "registrants", rows, lambda who: payloads.registrant_row(item, who, call.base)
    )


def get_registrant(kind: Kind, call: Call) -> dict[str, Any]:
    """GET …/registrants/{registrantId}."""
    item = _registering(kind, call)
    _date(item, call)
    who = _who(item, call.path["registrant"])
    if who is None and kind == "webinar":
        message = f"This registrant does not exist: {call.path['registrant']}."
        raise errors.refused(3079, message)
    if who is None:
        raise _unknown(kind, call.path["registrant"])
    return payloads.registrant_row(item, who, call.base)


def delete_registrant(kind: Kind, call: Call) -> None:
    """DELETE …/registrants/{registrantId}: 204; with occurrence_id only that date goes."""
    item = _registering(kind, call)
    if kind == "meeting" and not call.world.host(item).is_licensed:
        raise errors.only_paid_user(item.host_id)
    who = _who(item, call.path["registrant"])
    if who is None:
        raise _unknown(kind, call.path["registrant"])
    date = _date(item, call)
    if date and who.dates != [date]:
        who.dates = [known for known in who.dates if known != date]
        return
    actions.decided(call.world, item, who, "cancelled", call.base)


def _unknown(kind: Kind, reference: str) -> errors.ZoomError:
    if kind == "webinar":
        return errors.refused(3000, f"Registrant {reference} was not found.")
    return errors.refused(
        300,
        "The value that you entered for the Registrant ID field is invalid. Enter a valid value "
        "and try again.",
    )


def change_status(kind: Kind, call: Call) -> None:
    """PUT …/registrants/status: approve, deny or cancel; unknown people are passed over."""
    foreign = errors.refused(3000, "Cannot access webinar information.")
    item = call.item(kind, foreign=foreign if kind == "meeting" else None)
    if kind == "webinar" and not item.wants_registration:
        message = f"Registration has not been enabled for this meeting: {item.id}."
        raise errors.refused(300, message)
    verdict = VERDICTS.get(str(call.json.get("action")))
    if verdict is None:
        raise errors.invalid_field("action")
    rows = call.json.get("registrants") or []
    if not isinstance(rows, list) or len(rows) > MOST_AT_ONCE:
        raise errors.invalid_field("registrants")
    date = _date(item, call)
    people = [_named(item, row) for row in rows] if rows else list(item.registrants)
    for who in [who for who in people if who and (not date or date in who.dates)]:
        limits.spend_status(call.world, item, who.email)
        _decide(call, item, who, verdict)


def _decide(call: Call, item: Item, who: Registrant, verdict: str) -> None:
    date = call.query.get("occurrence_id", "")
    if verdict == "cancelled" and date and who.dates != [date]:
        who.dates = [known for known in who.dates if known != date]
        return
    if who.status == verdict:
        return
    if verdict == "approved" and item.kind == "webinar" and is_full(item, 1):
        raise errors.refused(3035, "Webinar has reached maximum attendee capacity.")
    if verdict in ("approved", "denied"):
        who.status = "approved" if verdict == "approved" else "denied"
    actions.decided(call.world, item, who, verdict, call.base)


def _named(item: Item, row: Any) -> Registrant | None:
    if not isinstance(row, dict):
        raise errors.invalid_field("registrants")
    email = str(row.get("email") or "").lower()
    found = _who(item, str(row.get("id") or ""))
    return found or next((who for who in item.registrants if who.email.lower() == email), None)


def _who(item: Item, reference: str) -> Registrant | None:
    return next((who for who in item.registrants if who.id == reference), None)


def _registering(kind: Kind, call: Call) -> Item:
    item = call.item(kind)
    if item.wants_registration:
        return item
    message = f"Registration has not been enabled for this {kind}: {item.id}."
    raise errors.refused(3000 if kind == "webinar" else 300, message)


def _date(item: Item, call: Call) -> str:
    """Return the date that the query names, or ""; raises 300 or 3000 for an unknown one."""
    wanted = call.query.get("occurrence_id", "")
    if wanted and all(date.id != wanted for date in item.occurrences):
        raise errors.no_date(item.kind)
    return wanted


def _routes(kind: Kind) -> list[ApiRoute]:
    path = f"/{kind}s/{{item:path}}/registrants"
    one, scope = f"{path}/{{registrant}}", f"{kind}:{{}}"
    lists, reads = scope.format("read:list_registrants"), scope.format("read:registrant")
    drops, decides = scope.format("delete:registrant"), scope.format("update:registrant_status")
    return [
        api("GET", path, partial(list_registrants, kind), scope=lists, label="medium"),
        api("PUT", f"{path}/status", partial(change_status, kind), scope=decides, label="medium"),
        api("GET", one, partial(get_registrant, kind), scope=reads, label="light"),
        api("DELETE", one, partial(delete_registrant, kind), scope=drops, label="light"),
    ]


ROUTES = [*_routes("meeting"), *_routes("webinar")]
