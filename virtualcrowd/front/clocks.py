"""Whose clock an attendee reads: the event's, or their own, beside which the event's is shown."""

import zoneinfo
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from virtualcrowd.common.languages import city_of
from virtualcrowd.events.models import Event

OWN_ZONE = "vc_zone"  # what the browser says of itself, written by front/zone.js
CHOICE = "vc_times"
MINE, EVENT = "mine", "event"
YEAR = 365 * 86_400


@dataclass(frozen=True, slots=True)
class Clock:
    """The zone to show times in, and what to call it."""

    tz: ZoneInfo
    zone: str  # its name, as filters take it
    city: str  # whose time it is: the event's city, or the reader's
    is_own: bool
    own_city: str  # of the reader's zone, if it differs from the event's; else ""

    def says(self, time: str) -> SafeString:
        """Return "10:42 Lisbon time" or "10:42 your time" of "10:42", as each language has it."""
        words = gettext("%(time)s your time") if self.is_own else gettext("%(time)s %(city)s time")
        filled = escape(words) % {"time": conditional_escape(time), "city": escape(self.city)}
        return SafeString(filled)


def clock_of(event: Event, *, own: str, choice: str) -> Clock:
    """Return the clock for a browser in the zone `own` ("" or nonsense: unknown)."""
    mine = _zone(own)
    if mine is None or _reads_alike(mine, event):
        return Clock(event.tz, event.timezone, event.city, is_own=False, own_city="")
    city = city_of(mine.key)
    if choice == EVENT:
        return Clock(event.tz, event.timezone, event.city, is_own=False, own_city=city)
    return Clock(mine, mine.key, city, is_own=True, own_city=city)


def remember(response: HttpResponse, choice: Any, path: str) -> None:
    """Keep what was chosen with `?tz=` in the browser, for this event's pages."""
    if choice in {MINE, EVENT}:
        response.set_cookie(CHOICE, choice, max_age=YEAR, path=path, samesite="Lax", httponly=True)


@cache
def _known() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())  # reads a folder: 20 ms


def _zone(name: str) -> ZoneInfo | None:
    """Return the zone, or None for what is none: never a path that somebody made up."""
    return ZoneInfo(name) if name in _known() else None


def _reads_alike(zone: ZoneInfo, event: Event) -> bool:
    """Do both show the same on the event's first and last day? Then one is enough."""
    days = (datetime.combine(day, time(12), UTC) for day in (event.starts_on, event.ends_on))
    return all(
        at.astimezone(zone).utcoffset() == at.astimezone(event.tz).utcoffset() for at in days
    )
