"""Registering people: https://developers.zoom.us/docs/api/meetings/#tag/meetings."""

from __future__ import annotations

import re
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from zoomsandbox import actions, payloads
from zoomsandbox.clock import zoom_time
from zoomsandbox.expiry import is_over
from zoomsandbox.ids import fresh_id, fresh_pin
from zoomsandbox.models import SCHEDULED, WEBINAR, Item, Kind, Registrant
from zoomsandbox.rest import errors, limits, questions
from zoomsandbox.rest.call import ApiRoute, api
from zoomsandbox.rest.errors import ZoomError

if TYPE_CHECKING:
    from zoomsandbox.models import Occurrence
    from zoomsandbox.rest.call import Call

NAME_LENGTH, EMAIL_LENGTH = 64, 128
MOST_OF_MEETING, MOST_AT_ONCE = 4999, 30
AUTOMATIC, PER_DATE, CHOSEN_DATES = 0, 2, 3
ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def add_registrant(kind: Kind, call: Call) -> dict[str, Any]:
    """POST …/registrants: the personal link carries `tk`; none while approval is awaited."""
    item = _item(kind, call)
    _check_open(call, item)
    who = _registrant(call, item, call.json)
    _check_person(call, item, who)
    who.details = questions.details_of(item, call.json)
    who.answers = questions.answers_of(item, call.json)
    chosen = _dates(call, item)
    who.dates = [date.id for date in chosen]
    limits.spend_registrant(call.world, item, who.email)
    actions.registered(call.world, item, who, call.base)
    return _answer(item, who, chosen, call.base)


def _item(kind: Kind, call: Call) -> Item:
    """Return the item; here Zoom's words for a wrong meeting are others than elsewhere."""
    if kind == "webinar":
        return call.item(kind)
    missing = f"Meeting does not exist: {call.path['item']}."
    return call.item(
        kind,
        missing=ZoomError(HTTPStatus.NOT_FOUND, 1001, missing),
        foreign=errors.refused(3000, "Cannot access meeting info."),
    )


def _answer(item: Item, who: Registrant, dates: list[Occurrence], base: str) -> dict[str, Any]:
    answer: dict[str, Any] = {"id": item.id, "registrant_id": who.id, "topic": item.topic}
    if item.start:
        answer["start_time"] = zoom_time(item.start)
    if who.status == "approved":
        answer["join_url"] = payloads.join_url(item, base, tk=who.tk)
        if item.kind == "meeting":
            answer["participant_pin_code"] = who.pin
    if dates:
        answer["occurrences"] = [payloads.occurrence_row(date) for date in dates]
    return answer


def _check_open(call: Call, item: Item) -> None:
    host = call.world.host(item)
    if item.kind == "meeting" and not host.is_licensed:
        raise errors.only_paid_user(host.id)
    if not item.wants_registration:
        raise _not_enabled(item)
    if is_over(item, call.world.clock.now()):
        raise _over(item)
    if is_full(item, 1):
        raise _full(item)


def _not_enabled(item: Item) -> ZoomError:
    if item.kind == "webinar":
        message = f"This webinar does not have registration as required: {item.id}."
        return errors.refused(3000, message)
    message = f"Registration has not been enabled for this meeting: {item.id}."
    return errors.refused(HTTPStatus.NOT_FOUND, message)


def _over(item: Item) -> ZoomError:
    if item.kind == "webinar":
        text = "Webinar is over, you cannot register now. If you have any questions, contact the "
        return errors.refused(3038, f"{text}webinar host.")
    text = "Meeting is over, you can not register now. If you have any questions, please contact "
    return errors.refused(3038, f"{text}the Meeting host.")


def is_full(item: Item, more: int) -> bool:
    """Tell whether so many more are too many: 4,999 in all, or what the webinar's host set."""
    most = item.settings.get("registrants_restrict_number") or MOST_OF_MEETING
    return sum(who.status == "approved" for who in item.registrants) + more > most


def _full(item: Item) -> ZoomError:
    if item.kind == "meeting":
        return errors.refused(3043, "Meeting has reached maximum attendee capacity.")
    return errors.refused(
        3000,
        "You have reached the limit for the number of attendees you can add. Contact Zoom Support "
        "for more information.",
    )


def _check_person(call: Call, item: Item, who: Registrant) -> None:
    email = who.email.lower()
    if call.world.host(item).email.lower() == email:
        raise errors.refused(3027, "Host cannot register.")
    if any(panelist.email.lower() == email for panelist in item.panelists):
        raise errors.refused(
            3000,
            "You have been invited as a panelist for the webinar, please check your email to find "
            "more information about this webinar.",
        )


def _registrant(call: Call, item: Item, asked: dict[str, Any]) -> Registrant:
    """Return the registrant of this e-mail address, a known one with the link it has."""
    email = _email(asked)
    first_name = _text(asked, "first_name")
    known = next((who for who in item.registrants if who.email == email), None)
    if known:
        item.registrants.remove(known)
        return known
    wished = item.kind == "meeting" and call.json.get("auto_approve") is True
    is_approved = item.settings["approval_type"] == AUTOMATIC or wished
    return Registrant(
        id=fresh_id(),
        email=email,
        first_name=first_name,
        last_name=_text(asked, "last_name", required=False),
        created_at=call.world.clock.now(),
        status="approved" if is_approved else "pending",
        pin=fresh_pin(),
        source_id=str(asked.get("source_id") or ""),
    )


def _email(asked: dict[str, Any]) -> str:
    value = asked.get("email")
    is_text = isinstance(value, str) and len(value) <= EMAIL_LENGTH
    if not is_text or not ADDRESS.fullmatch(str(value)):
        raise errors.invalid_field("email", "Invalid email.")
    return str(value)


def _text(asked: dict[str, Any], name: str, *, required: bool = True) -> str:
    value = asked.get(name, "" if not required else None)
    if not isinstance(value, str) or len(value) > NAME_LENGTH or (required and not value):
        raise errors.invalid_field(name)
    return value


def _dates(call: Call, item: Item) -> list[Occurrence]:
    """Return the dates that the registration is for: all, the asked ones, or the next."""
    asked = [part for part in call.query.get("occurrence_ids", "").split(",") if part]
    known = {date.id: date for date in item.occurrences if date.status == "available"}
    if not set(asked) <= set(known):
        raise errors.no_date(item.kind)
    how = item.settings.get("registration_type")
    if asked and how in (PER_DATE, CHOSEN_DATES):
        return [known[one] for one in asked]
    now = call.world.clock.now()
    ahead = [date for date in known.values() if date.start > now]
    return ahead[:1] if how == PER_DATE else list(known.values())


def add_batch(kind: Kind, call: Call) -> dict[str, Any]:
    """POST …/batch_registrants: up to 30 people, of a scheduled item without repetition."""
    item = call.item(kind)
    _check_batch(call, item)
    rows = call.json.get("registrants")
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_AT_ONCE:
        raise errors.invalid_field("registrants")
    if is_full(item, len(rows)):
        raise errors.refused(3043, f"{kind.capitalize()} has reached maximum attendee capacity.")
    people = [_registrant_of_row(call, item, row) for row in rows]
    for who in people:
        actions.registered(call.world, item, who, call.base)
    return {"registrants": [_batch_row(item, who, call.base) for who in people]}


def _check_batch(call: Call, item: Item) -> None:
    host = call.world.host(item)
    if item.kind == "meeting" and not host.is_licensed:
        raise errors.only_paid_user(host.id)
    if item.type not in (SCHEDULED, WEBINAR):
        raise _wrong_type(item)
    if not item.wants_registration:
        where = f"this {item.kind}: {item.id}."
        code = 3000 if item.kind == "webinar" else int(HTTPStatus.NOT_FOUND)
        raise errors.refused(code, f"Registration has not been enabled for {where}")
    if is_over(item, call.world.clock.now()):
        text = "The webinar is over. You cannot register now. If you have any questions, contact "
        webinar = errors.refused(3038, f"{text}the webinar's host.")
        raise webinar if item.kind == "webinar" else _over(item)


def _wrong_type(item: Item) -> ZoomError:
    if item.kind == "webinar":
        return errors.refused(
            300,
            "This API can only be used for scheduled webinars (type 5). Batch registration is not "
            "supported for other webinar types.",
        )
    return errors.refused(
        303,
        "This API can only be used for scheduled meeting(meeting type: 2). Batch registration is "
        "not supported for other meeting types.",
    )


def _registrant_of_row(call: Call, item: Item, row: Any) -> Registrant:
    if not isinstance(row, dict):
        raise errors.invalid_field("registrants")
    who = _registrant(call, item, row)
    if call.json.get("auto_approve") is True:
        who.status = "approved"
    return who


def _batch_row(item: Item, who: Registrant, base: str) -> dict[str, Any]:
    row: dict[str, Any] = {"registrant_id": who.id, "email": who.email}
    if who.status == "approved":
        row["join_url"] = payloads.join_url(item, base, tk=who.tk)
        if item.kind == "meeting":
            row["participant_pin_code"] = who.pin
    return row


def _routes(kind: Kind) -> list[ApiRoute]:
    path = f"/{kind}s/{{item:path}}"
    one, many = f"{kind}:write:registrant", f"{kind}:write:batch_registrants"
    single, batch = partial(add_registrant, kind), partial(add_batch, kind)
    return [
        api("POST", f"{path}/registrants", single, scope=one, label="light", status=201),
        api("POST", f"{path}/batch_registrants", batch, scope=many, label="heavy", status=201),
    ]


ROUTES = [*_routes("meeting"), *_routes("webinar")]
