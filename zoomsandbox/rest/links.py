"""Personal links, the text of an invitation, and the token of closed captions.

https://developers.zoom.us/docs/api/meetings/#tag/invitation-and-registration
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from zoomsandbox import payloads
from zoomsandbox.ids import fresh_id, stable_id
from zoomsandbox.rest import errors
from zoomsandbox.rest.call import ApiRoute, api

if TYPE_CHECKING:
    from zoomsandbox.models import Item, Kind
    from zoomsandbox.rest.call import Call

NAME_LENGTH, MOST_AT_ONCE, LONGEST_S, USUAL_S = 64, 500, 7_776_000, 7200


def invite(kind: Kind, call: Call) -> dict[str, Any]:
    """POST …/invite_links: a link for each name; not a registration."""
    foreign = errors.refused(3000, "Cannot access webinar information.")
    item = call.item(kind, foreign=foreign if kind == "meeting" else None)
    ttl = call.json.get("ttl", USUAL_S)
    if isinstance(ttl, bool) or not isinstance(ttl, int) or not 0 <= ttl <= LONGEST_S:
        raise errors.invalid_field("ttl")
    rows = call.json.get("attendees", [])
    if not isinstance(rows, list) or len(rows) > MOST_AT_ONCE:
        raise errors.invalid_field("attendees")
    names = [_name(row) for row in rows]
    return {"attendees": [{"name": name, "join_url": _link(item, call.base)} for name in names]}


def _name(row: Any) -> str:
    name = row.get("name") if isinstance(row, dict) else None
    if not isinstance(name, str) or not 0 < len(name) <= NAME_LENGTH:
        raise errors.invalid_field("attendees.name")
    return name


def _link(item: Item, base: str) -> str:
    return payloads.join_url(item, base, tk=fresh_id(43))


def invitation(call: Call) -> dict[str, Any]:
    """GET /meetings/{meetingId}/invitation."""
    item = call.item("meeting")
    host = call.world.host(item)
    lines = [
        f"{host.display_name} is inviting you to a scheduled Zoom meeting.",
        "",
        f"Topic: {item.topic}",
        f"Time: {_when(item)}",
        "Join Zoom Meeting",
        payloads.join_url(item, call.base),
        "",
        f"Meeting ID: {_spaced(item.id)}",
    ]
    if item.passcode:
        lines.append(f"Passcode: {item.passcode}")
    return {"invitation": "\r\n".join(lines), "sip_links": [f"{item.id}@zoomcrc.com"]}


def _when(item: Item) -> str:
    if item.start is None:
        return "This is a recurring meeting Meet anytime"
    local = item.start.astimezone(ZoneInfo(item.timezone))
    return f"{local:%b %d, %Y %I:%M %p} {item.timezone}"


def _spaced(number: int) -> str:
    text = str(number)
    return f"{text[:3]} {text[3:-4]} {text[-4:]}"


def caption_token(kind: Kind, call: Call) -> dict[str, Any]:
    """GET …/token: the address for closed captions of a meeting that is on."""
    item = call.item(kind)
    call.choice("type", "closed_caption_token", ("closed_caption_token",))
    return {"token": f"{call.base}/closedcaption?id={item.id}&ns={stable_id(item.uuid)}"}


def _routes(kind: Kind) -> list[ApiRoute]:
    path = f"/{kind}s/{{item:path}}"
    make, token = f"{kind}:write:invite_links", f"{kind}:read:token"
    calls = partial(invite, kind), partial(caption_token, kind)
    return [
        api("POST", f"{path}/invite_links", calls[0], scope=make, label="light", status=201),
        api("GET", f"{path}/token", calls[1], scope=token, label="light"),
    ]


_TEXT = "meeting:read:invitation"
ROUTES = [
    *_routes("meeting"),
    *_routes("webinar"),
    api("GET", "/meetings/{item:path}/invitation", invitation, scope=_TEXT, label="light"),
]
