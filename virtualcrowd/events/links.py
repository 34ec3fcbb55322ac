"""An attendee's personal link: a key to one event for one person, with no password on its way.

It names the attendee's row and their link's version, signed under their address: another event,
another address or a newer version makes it worthless. It opens the event's pages alone, and nobody
who could do more than attend comes in by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import unquote, urlencode

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import login
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from virtualcrowd.accounts.models import User
from virtualcrowd.common import audit
from virtualcrowd.events import people
from virtualcrowd.events.models import Attendee, Event, StaffMember

AFTER_THE_EVENT = timedelta(days=7)  # for recordings, and for those who come back
MARK = "personal_link"  # in the session: which link opened it
_LONG = 19  # digits: no id has as many


class Trouble(StrEnum):
    """Why a link lets nobody in."""

    BROKEN = "broken"  # not ours, not whole, or of somebody who is not listed any more
    EXPIRED = "expired"
    REVOKED = "revoked"
    CLOSED = "closed"  # the event is not open, or not for them
    SIGN_IN = "sign_in"  # they may do more than attend: a key by mail is not enough


@dataclass(frozen=True, slots=True)
class Opened:
    """Whose link it is, where the signature holds, and what keeps them out."""

    attendee: Attendee | None
    trouble: Trouble | None = None


def address(attendee: Attendee, *, leads_to: str = "") -> str:
    """Return the link, which goes to its owner alone: never on a page, in a log or to staff.

    `leads_to` is the path of one of the event's pages.
    """
    path = reverse("events:link", args=[attendee.event.shortcode, _token(attendee)])
    query = f"?{urlencode({'next': leads_to})}" if leads_to else ""
    return f"{settings.PUBLIC_URL}{path}{query}"


def expires_at(event: Event) -> datetime:
    """Return when links stop, on the event's clock; it moves with the event."""
    return datetime.combine(last_day(event) + timedelta(days=1), time(), tzinfo=event.tz)


def last_day(event: Event) -> date:
    """Return the last day on which links work."""
    return event.ends_on + AFTER_THE_EVENT


def opened(token: str, *, shortcode: str, now: datetime) -> Opened:
    """Return whose link this is and whether it lets them in. Writes nothing."""
    number = token.partition("-")[0]
    pk = int(number) if number.isdecimal() and len(number) < _LONG else 0
    rows = Attendee.objects.select_related("event", "user")
    attendee = rows.filter(pk=pk, event__shortcode=shortcode).first()
    if attendee is None:
        return Opened(None, Trouble.BROKEN)
    try:
        signed = _signer(attendee).unsign(token)
    except BadSignature:
        return Opened(None, Trouble.BROKEN)
    if signed != _value(attendee):
        return Opened(attendee, Trouble.REVOKED)
    return Opened(attendee, _trouble(attendee, now))


def destination(event: Event, asked: str | None) -> str:
    """Return the page of the event that was asked for, or its home."""
    home, path = event.get_absolute_url(), asked or ""
    is_ours = path.startswith(home) and ".." not in unquote(path)
    return path if is_ours and url_has_allowed_host_and_scheme(path, allowed_hosts=None) else home


def is_guarded(user: User) -> bool:
    """May this person do more than attend, or have they asked for more than one proof?"""
    return _guarded(User.objects.filter(pk=user.pk)).exists()


def sign_in(request: HttpRequest, attendee: Attendee, now: datetime) -> None:
    """Let the attendee in, to this event's pages alone and not longer than the link itself."""
    login(request, attendee.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[MARK] = _mark(attendee)
    left = _seconds_to_the_end(attendee.event, now)
    request.session.set_expiry(min(left, settings.SESSION_COOKIE_AGE))


def seconds_left(request: HttpRequest, event: Event, now: datetime) -> int | None:
    """Return how long the link that opened this browser goes on, or None if they signed in."""
    return _seconds_to_the_end(event, now) if MARK in request.session else None


def is_in(request: HttpRequest, attendee: Attendee) -> bool:
    """Does the browser need no key: has the attendee signed in, or come by this link before?"""
    mark = request.session.get(MARK)
    return request.user == attendee.user and (mark is None or mark == _mark(attendee))


def is_over(request: HttpRequest) -> bool:
    """Was this browser let in by a link that would not let it in any more?"""
    mark = request.session.get(MARK)
    if mark is None:
        return False
    user = request.user.pk or 0
    holders = Attendee.objects.select_related("event").filter(
        pk=mark["attendee"],
        link_version=mark["version"],
        user=user,
        event__shortcode=mark["event"],  # another event may have this address by now
    )
    holder = holders.exclude(user__in=_guarded(User.objects.filter(pk=user))).first()
    # The session may last longer: its end moves with all that is kept in it, and events move.
    return holder is None or timezone.now() >= expires_at(holder.event)


def reaches(mark: Mapping[str, Any], path: str) -> bool:
    """Is `path` one that somebody who came by link is known at?"""
    anywhere = {reverse("account_logout"), reverse("set_language")}
    return path.startswith(f"/e/{mark['event']}/") or path in anywhere


@transaction.atomic
def revoke(*, attendee: Attendee, by: User) -> None:
    """Make every link of the attendee worthless, and close what was opened with one.

    Whoever came in by it may have copied the address of the attendee's calendar, another key.
    """
    Attendee.objects.filter(pk=attendee.pk).update(
        link_version=F("link_version") + 1, calendar_version=F("calendar_version") + 1
    )
    attendee.refresh_from_db(fields=["link_version", "calendar_version"])
    action = "Made the links of an attendee invalid"
    audit.record(event=attendee.event, by=by, action=action, target=attendee, place=people.PLACE)
    people.revoke_passes(attendee)


def _seconds_to_the_end(event: Event, now: datetime) -> int:
    return int((expires_at(event) - now).total_seconds())


def _trouble(attendee: Attendee, now: datetime) -> Trouble | None:
    if now >= expires_at(attendee.event):
        return Trouble.EXPIRED
    if attendee.is_staff or is_guarded(attendee.user):
        return Trouble.SIGN_IN
    return None if people.may_attend(attendee) else Trouble.CLOSED


def _guarded(users: QuerySet[User]) -> QuerySet[User]:
    works = Exists(StaffMember.objects.filter(user=OuterRef("pk")))
    has_factors = Exists(Authenticator.objects.filter(user=OuterRef("pk")))
    more = Q(is_superuser=True) | Q(may_create_events=True)
    return users.filter(more | Q(works) | Q(has_factors))


def _mark(attendee: Attendee) -> dict[str, Any]:
    return {
        "event": attendee.event.shortcode,
        "attendee": attendee.pk,
        "version": attendee.link_version,
    }


def _token(attendee: Attendee) -> str:
    return _signer(attendee).sign(_value(attendee))


def _value(attendee: Attendee) -> str:
    return f"{attendee.pk}-{attendee.link_version}"


def _signer(attendee: Attendee) -> Signer:
    """The address is in the key, not in the link: with another address, links are worthless."""
    return Signer(sep=".", salt=f"virtualcrowd.link.1:{attendee.user.email}")
