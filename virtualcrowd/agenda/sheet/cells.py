"""From the cells of a row to what a session is wanted to be."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from virtualcrowd.agenda import times
from virtualcrowd.agenda.models import Session
from virtualcrowd.agenda.sheet import columns
from virtualcrowd.events.models import Event

LIMITS = {columns.TITLE: 200, columns.TRACK: 60, columns.LOCATION: 120, columns.DESCRIPTION: 4000}
YES = {"yes", "y", "true", "1", "x", "published"}
NO = {"no", "n", "false", "0", "", "draft"}
_DAYS = (
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?: 00:00(?::00)?)?"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})"), (3, 2, 1)),
)
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::00)?")


@dataclass(slots=True)
class Wanted:
    """What a row asks for; None: its column is not there, so it stays as it is."""

    title: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    track: str | None = None
    location: str | None = None
    description: str | None = None
    is_published: bool | None = None
    number: str | None = None  # of the meeting; "" takes it away
    provider: str = ""
    value: str = ""

    def shown(self, event: Event) -> dict[str, str]:
        """Return the cells that an export would have, of the columns that are there."""
        found: dict[str, str | None] = {
            columns.TITLE: self.title,
            columns.DAY: _shown(self.starts_at, event, "%Y-%m-%d"),
            columns.STARTS: _shown(self.starts_at, event, "%H:%M"),
            columns.ENDS: _shown(self.ends_at, event, "%H:%M"),
            columns.TRACK: self.track,
            columns.LOCATION: self.location,
            columns.DESCRIPTION: self.description,
            columns.PUBLISHED: None if self.is_published is None else _yes(self.is_published),
            columns.MEETING: self.number,
        }
        return {name: text for name, text in found.items() if text is not None}


def _shown(moment: datetime | None, event: Event, pattern: str) -> str | None:
    return moment.astimezone(event.tz).strftime(pattern) if moment else None


def _yes(value: bool) -> str:  # noqa: FBT001 - it is what is written
    return "yes" if value else "no"


def read(
    row: dict[str, str],
    session: Session | None,
    before: dict[str, str],
    event: Event,
    tracks: dict[str, str],
) -> tuple[Wanted, list[str]]:
    """Return what the row asks for and what is wrong with it."""
    errors = [
        f"{name}: more than {most:,} characters."
        for name, most in LIMITS.items()
        if len(row.get(name, "")) > most
    ]
    if not row[columns.TITLE]:
        errors.append("The title is missing.")
    track = row.get(columns.TRACK)
    wanted = Wanted(
        title=row[columns.TITLE],
        track=None if track is None else tracks.get(track.casefold(), track),
        location=row.get(columns.LOCATION),
        description=row.get(columns.DESCRIPTION),
    )
    errors += _published(row, wanted)
    if session and all(row[name] == before[name] for name in _TIMES):
        # Untouched times stay as they are to the second, also in the hour that comes twice.
        wanted.starts_at, wanted.ends_at = session.starts_at, session.ends_at
    else:
        errors += _span(row, wanted, event)
    return wanted, errors


_TIMES = (columns.DAY, columns.STARTS, columns.ENDS)


def _published(row: dict[str, str], wanted: Wanted) -> list[str]:
    if columns.PUBLISHED not in row:
        return []
    text = row[columns.PUBLISHED].casefold()
    if text not in YES | NO:
        return [f"Published: write yes or no, not “{row[columns.PUBLISHED][:30]}”."]
    wanted.is_published = text in YES
    return []


def _span(row: dict[str, str], wanted: Wanted, event: Event) -> list[str]:
    day = _day(row[columns.DAY])
    starts, ends = _clock(row[columns.STARTS]), _clock(row[columns.ENDS])
    errors = []
    if day is None:
        errors.append(f"Day: write it like 2026-11-25, not “{row[columns.DAY][:30]}”.")
    errors += [
        f"{name}: write it like 09:30, not “{row[name][:30]}”."
        for name, clock in ((columns.STARTS, starts), (columns.ENDS, ends))
        if clock is None
    ]
    if day is None or starts is None or ends is None:
        return errors
    try:
        wanted.starts_at, wanted.ends_at = times.span(day, starts, ends, event.tz)
    except (times.EmptySpan, times.LongNight, times.NoSuchTime) as error:
        errors.append(str(error))
    except OverflowError:
        errors.append("Day: that is too far away.")
    return errors


def _day(text: str) -> date | None:
    for pattern, order in _DAYS:
        if found := pattern.fullmatch(text):
            try:
                return date(*(int(found[part]) for part in order))
            except ValueError:
                return None
    return None


def _clock(text: str) -> time | None:
    if not (found := _CLOCK.fullmatch(text)):
        return None
    try:
        return time(int(found[1]), int(found[2]))
    except ValueError:
        return None
