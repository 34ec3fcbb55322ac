"""Frames of the meeting socket: numbers and bodies that Meeting SDK 6.2.0 understands."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zoomsandbox.models import Item, Participant

HEARTBEAT, JOIN_REQUEST, LEAVE_REQUEST, REJOIN_REQUEST = 0, 4301, 4103, 4370
JOIN_RESULT, LEAVE_RESULT = 4098, 4104
ROSTER, ATTRIBUTES, ENDED, HOLD = 7937, 7938, 7939, 7942
REMOVED, ENDED_BY_HOST = 7, 8
# "Come back": the client resets itself and asks again on the same socket (REJOIN_REQUEST).
RECONNECT, FROM_WAITING_ROOM = 5, 1
# Results of a join request that the SDK turns into its own pages.
RESULTS = {
    "locked": 12,
    "full": 9,
    "ended": 6,
    "removed": 103039,
    "not_started": 3008,
    "cross_account": 6601,
}
HOST_ID = 16_777_216

Frame = tuple[int, dict[str, Any]]


def text64(text: str) -> str:
    """Encode a name as the SDK wants it: base64url without padding."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _entry(user_id: int, name: str, *, role: int = 0, hold: bool = False) -> dict[str, Any]:
    return {
        "id": user_id,
        "dn2": text64(name),
        "role": role,
        "bHold": hold,
        "userGUID": f"GUID-{user_id}",
        "zoomID": text64(f"z{user_id}"),
        "audio": "",
        "muted": True,
        "bVideoOn": False,
        "caps": 5,
        "type": 0,
    }


def roster_add(people: list[Participant]) -> Frame:
    """Announce newcomers."""
    added = [_entry(person.user_id, person.name) for person in people]
    return ROSTER, {"add": added, "update": None, "remove": None}


def roster_remove(person: Participant) -> Frame:
    """Announce that someone left."""
    return ROSTER, {"add": None, "update": None, "remove": [{"id": person.user_id}]}


def ended(reason: int) -> Frame:
    """Tell a client that the meeting is over for it."""
    return ENDED, {"reason": reason}


def refused(item: Item, result: int) -> Frame:
    """Refuse a join request."""
    return JOIN_RESULT, {"res": result, "mn": str(item.id)}


def accepted(item: Item, person: Participant) -> Frame:
    """Accept a join request."""
    return JOIN_RESULT, {
        "res": 0,
        "conID": f"con{person.user_id}",
        "confID": f"conf{item.id}",
        "userID": person.user_id,
        "userGUID": f"GUID-{person.user_id}",
        "zoomID": text64(f"z{person.user_id}"),
        "mn": str(item.id),
        "participantID": person.user_id % 1000,
        "meetingtoken": f"mt{person.uuid}",
        "role": 0,
        "svcUrl": "rwg1.zoom.us",
        "encType": 2,
        "encryptKey": "A" * 43 + "=",
    }


def welcome(item: Item, person: Participant, host_name: str) -> list[Frame]:
    """Return everything that brings a client to the meeting screen or the waiting room."""
    if person.waiting:
        me = [_entry(person.user_id, person.name, hold=True)]
        roster = {"add": me, "update": None, "remove": None}
        return [accepted(item, person), (ROSTER, roster), held()]
    return [accepted(item, person), *_meeting_screen(item, person, host_name)]


def held() -> Frame:
    """Send a client to the waiting room."""
    return HOLD, {"bHold": True, "bInitial": False}


def admitted() -> list[Frame]:
    """Return what lets someone in from the waiting room.

    The hold ends, and the client is told to come back; it then asks with REJOIN_REQUEST and is
    answered by `welcome`. Without the second frame its page stays on the waiting screen.
    """
    again = {"reason": RECONNECT, "subReason": FROM_WAITING_ROOM}
    return [(HOLD, {"bHold": False, "bInitial": False}), (ENDED, again)]


def _meeting_screen(item: Item, person: Participant, host_name: str) -> list[Frame]:
    others = [other for other in item.present if other is not person and not other.waiting]
    people = [
        _entry(person.user_id, person.name),
        _entry(HOST_ID, host_name, role=1),
        *(_entry(other.user_id, other.name) for other in others),
    ]
    attributes = {
        "bLock": False,
        "bAllowRaiseHand": True,
        "bAllowAttendeeRename": False,
        "chatPriviledge": 1,
    }
    roster = {"add": people, "update": None, "remove": None}
    return [(ROSTER, roster), (ATTRIBUTES, attributes)]
