"""wc/info: the first question of the Meeting SDK, and the verdict.

A verdict is errorCode and errorMessage; the SDK matches some messages literally.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from zoomsandbox.clock import zoom_time
from zoomsandbox.web import signature
from zoomsandbox.world import LONGEST_NUMBER, Join

if TYPE_CHECKING:
    from zoomsandbox.models import Item, Registrant
    from zoomsandbox.world import World

NOT_STARTED = {"status": False, "errorCode": 3008, "errorMessage": ""}
STARTED = {"status": True, "errorCode": 0, "errorMessage": ""}


@dataclass
class Visitor:
    """Who asked wc/info; found again when the socket opens."""

    ticket: str
    item_id: int
    name: str
    email: str
    customer_key: str
    registrant_id: str
    join: Join
    is_foreign: bool = False


class RefusedError(Exception):
    """The SDK may not come in."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def answer(world: World, fields: dict[str, str], base: str) -> dict[str, Any]:
    """Return the JSON of wc/info, whatever is wrong with the question."""
    join = Join(
        at=zoom_time(world.clock.now()),
        meeting_id=_number(fields.get("meetingNumber", "")),
        name=fields.get("userName", ""),
        email=fields.get("userEmail", ""),
        customer_key=_decode(fields.get("customerKey", "")),
        verdict="ok",
    )
    world.joins.append(join)
    world.touch()
    try:
        item = _judge(world, fields)
        registrant = _registrant(item, fields, base)
    except RefusedError as refusal:
        join.verdict, join.state = f"{refusal.code} {refusal.message}", "refused"
        return _failure(refusal)
    visitor = _remember(world, item, join, registrant)
    signed = fields.get("signature", "")
    visitor.is_foreign = not _has_zak(fields) and signature.is_foreign(world, signed)
    return _success(world, item, fields, visitor)


def _has_zak(fields: dict[str, str]) -> bool:
    return bool(fields.get("zsk") or fields.get("zak"))


def _judge(world: World, fields: dict[str, str]) -> Item:
    """Return the item; raises RefusedError with what the SDK shall show."""
    number = fields.get("meetingNumber", "")
    signed = fields.get("signature", "")
    problem = signature.judge(world, signed, number, has_zak=_has_zak(fields))
    if problem:
        raise RefusedError(200, problem)
    item = world.item(number)
    if item is None or not item.readable or _is_over(world, item):
        raise RefusedError(3001, f"Meeting does not exist: {number}.")
    _judge_outcome(item)
    if item.settings.get("meeting_authentication"):
        raise RefusedError(3100, "This meeting requires sign-in.")
    if item.settings.get("encryption_type") == "e2ee":
        raise RefusedError(3603, "End-to-end encrypted meetings cannot be joined from the web.")
    if item.passcode and unquote(fields.get("passWord", "")) != item.passcode:
        raise RefusedError(3004, "Meeting Passcode wrong.")
    return item


def _judge_outcome(item: Item) -> None:
    outcome = item.outcome
    if outcome and outcome.name == "info_error":
        raise RefusedError(outcome.code, outcome.message)


def _is_over(world: World, item: Item) -> bool:
    """Tell whether a webinar's number is dead: its scheduled end is past and it is not on."""
    if item.kind == "meeting" or item.is_started or item.start is None or item.occurrences:
        return False
    return item.start + timedelta(minutes=item.duration) < world.clock.now()


def _registrant(item: Item, fields: dict[str, str], base: str) -> Registrant | None:
    """Return whose `tk` this is; raises RefusedError when one is needed and not good."""
    if not item.wants_registration:
        return None
    token = fields.get("tk", "")
    known = next((who for who in item.registrants if token and who.tk == token), None)
    if known is None or known.status != "approved":
        raise RefusedError(3099, f"{base}/webinar/register/{item.id}")
    return known


def _remember(world: World, item: Item, join: Join, registrant: Registrant | None) -> Visitor:
    visitor = Visitor(
        ticket=secrets.token_hex(8),
        item_id=item.id,
        name=join.name,
        email=registrant.email if registrant else join.email,
        customer_key=join.customer_key,
        registrant_id=registrant.id if registrant else "",
        join=join,
    )
    world.visitors[visitor.ticket] = visitor
    return visitor


def _failure(refusal: RefusedError) -> dict[str, Any]:
    return {
        "status": False,
        "errorCode": refusal.code,
        "errorMessage": refusal.message,
        "result": None,
    }


def may_enter(world: World, item: Item) -> bool:
    """Tell whether people may come in now: it is on, or they may join before the host."""
    if item.is_started:
        return True
    early = item.settings.get("join_before_host") and not item.settings.get("waiting_room")
    if item.kind == "webinar" or not early:
        return False
    minutes = int(item.settings.get("jbh_time", 0))
    opens = item.start - timedelta(minutes=minutes) if item.start and minutes else None
    return opens is None or world.clock.now() >= opens


def _success(world: World, item: Item, fields: dict[str, str], visitor: Visitor) -> dict[str, Any]:
    ticket = visitor.ticket
    result = {
        "meetingNumber": str(item.id),
        "mid": base64.b64encode(item.uuid.encode()).decode(),
        "tid": f"v=2.0;clid=us04;rid=WEB_{ticket}",
        "accountId": world.account.id,
        "userName": fields.get("userName", ""),
        "userEmail": fields.get("userEmail", ""),
        "passWord": fields.get("passWord", ""),
        "rsPwd": ticket,
        "meetingTopic": item.topic,
        "isWebinar": "1" if item.kind == "webinar" else "0",
        "userRole": 0,
        "rsRes": STARTED if may_enter(world, item) else NOT_STARTED,
        "ts": str(int(world.clock.timestamp() * 1000)),
        "auth": ticket,
        "sign": fields.get("signature", ""),
        "track_auth": ticket,
        "tk": fields.get("tk", ""),
    }
    return {"status": True, "errorCode": 0, "errorMessage": "", "result": result | CONSTANT}


def tickets(world: World, visitor: Visitor) -> dict[str, Any]:
    """Return what lets a client open its socket anew."""
    return {
        "auth": visitor.ticket,
        "trackAuth": visitor.ticket,
        "tid": f"v=2.0;clid=us04;rid=WEB_{visitor.ticket}",
        "ts": str(int(world.clock.timestamp() * 1000)),
        "encryptedRWC": CONSTANT["encryptedRWC"],
        "encryptedGEORWC": CONSTANT["encryptedGEORWC"],
        "jmak": "",
        "zak": "",
        "fileReadZak": "",
    }


# What the SDK wants to find and what is the same for everybody. Members that end in JSON
# must parse, else the join dies silently.
CONSTANT: dict[str, Any] = {
    "support_call_out": "0",
    "toll_numbers_json": "[]",
    "can_recording": "0",
    "call_out_country_json": "[]",
    "optionVideoHost": "true",
    "optionVideoParticipants": "true",
    "invite_email": "",
    "hideInvite": "true",
    "wcXMPPConfig": "{}",
    "encryptedRWC": json.dumps({"rwc1.zoom.us": "tok"}),
    "encryptedGEORWC": "[]",
    "meetingOptions": json.dumps({"isPollingEnabled": False, "isChatEnabled": True}),
    "isSupportQA": "false",
    "isOriginHost": "false",
    "optionAudioType": "voip",
    "isNewJoinFlow": True,
    "enableLongPollingCheckStart": True,
    "zak": "",
    "zmk": "",
}


def _number(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    return int(text) if is_number else 0


def _decode(text: str) -> str:
    """Read the customer key, which the SDK sends in base64."""
    try:
        return base64.b64decode(unquote(text) + "==").decode()
    except (binascii.Error, ValueError):
        return text
