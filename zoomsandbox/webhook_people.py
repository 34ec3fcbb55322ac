"""Bodies of the webhooks about people: in the meeting, in its waiting room, before its host.

https://developers.zoom.us/docs/api/meetings/events/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zoomsandbox import webhook_payloads
from zoomsandbox.clock import zoom_time

if TYPE_CHECKING:
    from zoomsandbox.models import Item, Participant
    from zoomsandbox.web.info import Visitor
    from zoomsandbox.world import World


def participant(
    world: World, item: Item, person: Participant, *, leave_reason: str = ""
) -> dict[str, Any]:
    """Return the payload of joined, left, and of what happens in the waiting room.

    The join has its time as `date_time` for meetings (Zoom's example; its schema says
    `join_time`) and as `join_time` for webinars. A meeting's `left` has both times.
    """
    who = _who(person) | {"participant_user_id": "", "phone_number": ""}
    if item.kind == "meeting":
        who["date_time"] = zoom_time(world.clock.now())
    elif not leave_reason:
        who["join_time"] = zoom_time(person.joined_at)
    if leave_reason and person.left_at:
        who |= {"leave_time": zoom_time(person.left_at), "leave_reason": leave_reason}
    return {"object": _around(world, item) | {"participant": who}}


def admitted(world: World, item: Item, person: Participant) -> dict[str, Any]:
    """Return the payload of participant_admitted, which names who let them in."""
    who = _who(person) | {"date_time": zoom_time(world.clock.now())}
    body = _around(world, item) | {"participant": who}
    return webhook_payloads.by_the_host(world, operation="single", object=body)


def put_in_waiting_room(world: World, item: Item, person: Participant) -> dict[str, Any]:
    """Return the payload of participant_put_in_waiting_room."""
    who = _who(person) | {
        "participant_user_id": "",
        "date_time": zoom_time(world.clock.now()),
    }
    return {"object": _around(world, item) | {"participant": who}}


def before_host(world: World, item: Item, visitor: Visitor, *, left: bool) -> dict[str, Any]:
    """Return the payload of participant_jbh_*: few words, and a number when they left."""
    who = {"id": "", "user_name": visitor.name, "customer_key": visitor.customer_key}
    if visitor.registrant_id:
        who["registrant_id"] = visitor.registrant_id
    body = _around(world, item) | {"participant": who}
    return {"object": body | ({"id": item.id} if left else {})}


def _around(world: World, item: Item) -> dict[str, Any]:
    body = webhook_payloads.running(world, item)
    body.pop("host_email")
    return body


def _who(person: Participant) -> dict[str, Any]:
    """Return what is said of a person everywhere.

    The e-mail is filled only for registrants: guests of the web client have none, as since
    Zoom's rules of March 2022.
    """
    return {
        "user_id": str(person.user_id),
        "user_name": person.name,
        "id": "",
        "participant_uuid": person.uuid,
        "email": person.email if person.registrant_id else "",
        "registrant_id": person.registrant_id,
        "customer_key": person.customer_key,
    }
