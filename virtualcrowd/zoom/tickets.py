"""Join tickets: what an attendee's browser needs to join, signed for the Meeting SDK.

https://developers.zoom.us/docs/meeting-sdk/auth/
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from django.conf import settings
from django.db.models import TextField
from django.db.models.functions import Cast

from virtualcrowd.agenda.passes import Pass
from virtualcrowd.common.encrypted import MARK, unseal
from virtualcrowd.common.mac import Mac
from virtualcrowd.zoom.models import Connection, Embed, LibraryItem, Registrant

SKEW = 30  # seconds: a signature that looks younger than Zoom's clock would be refused
LIFETIME = 2 * 3600  # Zoom takes 1,800 s to 48 h
NAME_LIMIT = 64
ATTENDEE = 0  # Zoom's role; 1 would be the host
_HEADER = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').rstrip(b"=") + b"."
_NO_TAGS = str.maketrans("", "", "<>")  # the SDK refuses names that look like markup
_SALT = b"virtualcrowd.customer-key.1:"


SIGNING = (Connection.Status.CONNECTED, Connection.Status.BROKEN)
_MAC = Mac(Mac(settings.SECRET_KEY.encode()).digest(_SALT))

# Why there is no ticket yet, or none at all: words that the join page knows.
REFUSED: dict[str, str] = {
    Registrant.State.WAITING: "registering",
    Registrant.State.APPROVED: "registering",  # its token is being fetched anew
    Registrant.State.PENDING: "approval",
    Registrant.State.DENIED: "denied",
    Registrant.State.FAILED: "not_registered",
}


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """What a ticket of one session rests on, read once and kept in memory by the door."""

    session_id: int
    item_id: int
    number: str
    passcode: str
    kind: str
    client_id: str
    client_secret: bytes
    hears_start: bool
    # Attendee id → their sealed token of registration, or the state of it; None: none is needed.
    ways: Mapping[int, str] | None = None

    def __repr__(self) -> str:
        return f"<TicketFacts of session {self.session_id}>"


def load(event_id: int) -> Mapping[int, TicketFacts]:
    """Session id → facts, in two queries, or three. What nobody can join has none.

    A connection that broke still signs: attendees need the keys, not the organiser's tokens.
    """
    connection = Connection.objects.filter(event=event_id, status__in=SIGNING).first()
    if connection is None or not all(pair := connection.signing_pair):
        return {}
    client_id, client_secret = pair[0], pair[1].encode()
    embeds = list(
        Embed.objects.filter(
            session__event=event_id,
            session__provider="zoom",
            item__obstacle="",
            item__gone_at=None,
        )
        .exclude(date__is_deleted=True)
        .select_related("item")
    )
    ways = _ways(event_id) if any(embed.item.needs_registration for embed in embeds) else {}
    return {
        embed.session_id: TicketFacts(
            session_id=embed.session_id,
            item_id=embed.item_id,
            number=embed.item.zoom_id,
            passcode=embed.item.passcode,
            kind=embed.item.kind,
            client_id=client_id,
            client_secret=client_secret,
            hears_start=hears_start(embed.item, connection),
            ways=ways.get(embed.item_id, {}) if embed.item.needs_registration else None,
        )
        for embed in embeds
    }


def _ways(event_id: int) -> dict[int, dict[int, str]]:
    """Item id → attendee id → what `TicketFacts.ways` holds. Tokens stay sealed in memory."""
    rows = Registrant.objects.filter(item__event=event_id, item__needs_registration=True)
    sealed = rows.annotate(sealed=Cast("tk", TextField()))
    found: dict[int, dict[int, str]] = {}
    for item_id, attendee_id, state, tk in sealed.values_list(
        "item", "attendee", "state", "sealed"
    ):
        found.setdefault(item_id, {})[attendee_id] = tk or state
    return found


def hears_start(item: LibraryItem, connection: Connection) -> bool:
    """A meeting can be asked for its status; of a webinar only a webhook tells."""
    asks = connection.is_connected and item.kind == LibraryItem.Kind.MEETING
    return asks or connection.hears_webhooks


def ticket(facts: TicketFacts, holder: Pass, now: float) -> dict[str, Any]:
    """Return what the attendee's browser gives to the SDK. Pure, and asked in every join storm.

    The caller has decided that `holder` may enter (`agenda.entry.decide`). Who has no registration
    that the meeting needs gets {"refused": why} instead.
    """
    tk = ""
    if facts.ways is not None:
        way = facts.ways.get(holder.attendee_id, Registrant.State.WAITING)
        if not way.startswith(MARK):
            return {"refused": REFUSED[way]}
        tk = unseal(way)
    expires_at = int(now) + LIFETIME
    return {
        "provider": "zoom",
        "sdk": {
            "signature": signature(facts, int(now)),
            "meetingNumber": facts.number,
            "passWord": facts.passcode,
            "userName": shown_name(holder),
            "userEmail": holder.email,
            "customerKey": customer_key(holder.attendee_id, facts.item_id),
            "tk": tk,
        },
        "expires_at": expires_at,
    }


def signature(facts: TicketFacts, now: int) -> str:
    """Return the JWT that lets one browser join this one meeting as a participant."""
    return sign(facts.client_id, facts.client_secret, facts.number, now)


@lru_cache(maxsize=1024)
def sign(
    client_id: str, client_secret: bytes, number: str, now: int, lifetime: int = LIFETIME
) -> str:
    """Return the JWT. Nothing in it is a person's: all who join in the same second get the same."""
    expires_at = now + lifetime
    claims = {
        "appKey": client_id,
        "mn": int(number),
        "role": ATTENDEE,
        "iat": now - SKEW,
        "exp": expires_at,
        "tokenExp": expires_at,
    }
    body = _HEADER + base64.urlsafe_b64encode(orjson.dumps(claims)).rstrip(b"=")
    seal = _mac_of(client_secret).digest(body)
    return (body + b"." + base64.urlsafe_b64encode(seal).rstrip(b"=")).decode()


@lru_cache(maxsize=64)
def _mac_of(secret: bytes) -> Mac:
    return Mac(secret)


def customer_key(attendee_id: int, item_id: int) -> str:
    """Return by which name Zoom's reports know an attendee in this meeting.

    Looks random, never needs a query, and cannot be guessed for somebody else: it is derived
    from SECRET_KEY, which must therefore stay while attendance is still to be matched. Zoom
    cuts it at 35 characters.
    """
    return _MAC.digest(b"%d:%d" % (attendee_id, item_id)).hex()[:32]


def shown_name(holder: Pass) -> str:
    """Return the name that Zoom shows: never empty, never markup, at most 64 characters."""
    name = holder.name
    if "<" in name or ">" in name:  # so seldom that the others need not pay for it
        name = name.translate(_NO_TAGS)
    name = " ".join(name.split())[:NAME_LIMIT].strip()
    return name or holder.email.partition("@")[0] or "Attendee"
