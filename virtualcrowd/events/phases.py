"""When an event is: in words for people, and as one of four phases."""

from datetime import date, datetime
from typing import Literal

from django.utils import dateformat

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
    month, year = ("M", "") if is_short else ("F", " Y")
    if first == last:
        return dateformat.format(first, f"j {month}{year}")
    if first.year != last.year:
        return f"{dateformat.format(first, 'j M Y')} – {dateformat.format(last, 'j M Y')}"
    end = dateformat.format(last, f"j {month}{year}")
    if first.month != last.month:
        return f"{dateformat.format(first, f'j {month}')} – {end}"
    return f"{first.day}–{end}"
