"""The words and links of days, tracks and chips; a link keeps what else is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext, pgettext

from virtualcrowd.agenda.models import Track
from virtualcrowd.front.forms import ALL_DAYS, Filter


@dataclass(frozen=True, slots=True)
class Link:
    """One chip."""

    key: str
    label: str
    query: str
    is_current: bool
    colour: int = 0


def days(chosen: Filter, event_days: Sequence[date], shown: date | None, today: date) -> list[Link]:
    """Return the day switch; with one day there is nothing to switch."""
    links = [
        Link(
            f"d-{day}",
            _day(day, today),
            _query(chosen, day=f"{day}"),
            day == shown,
        )
        for day in event_days
    ]
    everything = Link("d-all", gettext("All days"), _query(chosen, day=ALL_DAYS), shown is None)
    return [*links, everything] if len(links) > 1 else []


def _day(day: date, today: date) -> str:
    name = format_date(day, pgettext("date", "D j"))
    return gettext("%(day)s · today") % {"day": name} if day == today else name


def tracks(chosen: Filter, event_tracks: Sequence[Track]) -> list[Link]:
    """Return a chip for each track; the chosen one takes itself away."""
    return [
        Link(
            f"t-{track.pk}",
            track.name,
            _query(chosen, track="" if track.pk == chosen.track else f"{track.pk}"),
            track.pk == chosen.track,
            track.colour,
        )
        for track in event_tracks
    ]


def live(chosen: Filter) -> Link:
    """Return the chip that shows only what is on."""
    return Link(
        "live", gettext("Live now"), _query(chosen, live="" if chosen.live else "1"), chosen.live
    )


def mine(chosen: Filter) -> Link:
    """Return the chip that shows only what the attendee marked."""
    return Link(
        "mine", gettext("Bookmarked"), _query(chosen, mine="" if chosen.mine else "1"), chosen.mine
    )


def clock_query(chosen: Filter, choice: str) -> str:
    """Return the query string that shows the same by another clock."""
    return _query(chosen, tz=choice)


def _query(chosen: Filter, **changes: str) -> str:
    """Return the query string of the present choice with `changes`; empty ones are left out."""
    day = ALL_DAYS if chosen.all_days else f"{chosen.day or ''}"
    now = {"day": day, "track": f"{chosen.track or ''}", "q": chosen.q}
    now |= {"live": "1" * chosen.live, "mine": "1" * chosen.mine}
    picked = {name: value for name, value in (now | changes).items() if value}
    return f"?{urlencode(picked)}"
