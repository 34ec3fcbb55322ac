"""When an event is: in words for people, and as one of four phases."""

from datetime import date, datetime
from typing import Literal

from django.utils import dateformat
from django.utils.translation import pgettext

from virtualcrowd.events.models import Event

type Phase = Literal["draft", "upcoming", "live", "ended"]
WORDS: dict[Phase, str] = {
    "live": "Live now",
    "upcoming": "Upcoming",
    "draft": "Draft",
    "ended": "Ended",
}


def phase_of(event: Event, now: datetime) -> Phase:
    """Return where the event stands on its own calendar; what nobody can attend yet is a draft."""
    today = now.astimezone(event.tz).date()
    if today > event.ends_on:
        return "ended"
    if not event.is_published:
        return "draft"
    return "live" if today >= event.starts_on else "upcoming"


def day_number(event: Event, now: datetime) -> tuple[int, int]:
    """Return (which day of the event today is, how many it has)."""
    today = now.astimezone(event.tz).date()
    count = (event.ends_on - event.starts_on).days + 1
    return (today - event.starts_on).days + 1, count


def days_to(event: Event, now: datetime) -> int:
    """Return how many days are left until the first one."""
    return (event.starts_on - now.astimezone(event.tz).date()).days


def span(first: date, last: date, *, is_short: bool = False) -> str:
    """Return "24–26 November 2026", or "24–26 Nov" when short; nothing is said twice."""
    whole = pgettext("date", "j M") if is_short else pgettext("date", "j F Y")
    end = dateformat.format(last, whole)
    if first == last:
        return end
    if first.year != last.year:
        years = pgettext("date", "j M Y")
        return f"{dateformat.format(first, years)} – {dateformat.format(last, years)}"
    if first.month != last.month:
        start = pgettext("date", "j M") if is_short else pgettext("date", "j F")
        return f"{dateformat.format(first, start)} – {end}"
    # Translators: days of one month, "24–26 November 2026".
    return pgettext("date", "%(first_day)d–%(date)s") % {"first_day": first.day, "date": end}
