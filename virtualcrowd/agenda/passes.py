"""The attendee pass: who somebody is at an event, signed, so that the door needs no query.

Minted by pages that checked the person, carried in an HttpOnly cookie of the event's path.
"""

import base64
import hmac
from binascii import a2b_base64
from typing import Any, NamedTuple

import orjson
from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

from virtualcrowd.common.mac import Mac
from virtualcrowd.events import links
from virtualcrowd.events.access import AttendeeRequest
from virtualcrowd.events.models import Attendee

COOKIE = "vc_pass"
LIFETIME = 2 * 3600  # seconds; pages renew it, and the lobby does by itself
_SALT = b"virtualcrowd.pass.1:"
_STANDARD = bytes.maketrans(b"-_", b"+/")  # from the alphabet for URLs


class Pass(NamedTuple):
    """A verified pass. A tuple, for one is made at every request of the door."""

    attendee_id: int
    event_id: int
    name: str
    email: str
    groups: frozenset[int]
    is_staff: bool
    version: int
    expires_at: int  # Unix seconds


_MAC = Mac(Mac(settings.SECRET_KEY.encode()).digest(_SALT))


def _sign(body: bytes) -> bytes:
    return _MAC.digest(body).hex().encode()


def mint(attendee: Attendee, now: float, *, seconds: int = LIFETIME) -> str:
    """Return a pass for the attendee that lasts `seconds` from `now`."""
    claims = [
        attendee.pk,
        attendee.event_id,
        attendee.joins_as,
        attendee.email,
        sorted(attendee.groups.values_list("pk", flat=True)),
        attendee.is_staff,
        attendee.pass_version,
        int(now) + seconds,
    ]
    body = base64.urlsafe_b64encode(orjson.dumps(claims)).rstrip(b"=")
    return (body + b"." + _sign(body)).decode()


def verify(token: bytes, now: float) -> Pass | None:
    """Return the pass, or None when it is not ours or has run out."""
    body, _, signature = token.partition(b".")
    if not hmac.compare_digest(_sign(body), signature):
        return None
    # As base64.urlsafe_b64decode does it, in half the time; more padding than needed is ignored.
    claims: list[Any] = orjson.loads(a2b_base64(body.translate(_STANDARD) + b"=="))
    if claims[7] < now:
        return None
    claims[4] = frozenset(claims[4])
    return Pass(*claims)


def hand(request: AttendeeRequest, response: HttpResponse) -> None:
    """Put a fresh pass into the attendee's browser, for this event's pages only.

    It ends with the personal link that they came in by.
    """
    now = timezone.now()
    left = links.seconds_left(request, request.event, now)
    seconds = LIFETIME if left is None else min(LIFETIME, left)
    response.set_cookie(
        COOKIE,
        mint(request.attendee, now.timestamp(), seconds=seconds),
        max_age=seconds,
        path=f"/e/{request.event.shortcode}/",
        httponly=True,
        samesite="Lax",
        secure=settings.PUBLIC_URL.startswith("https:"),
    )
