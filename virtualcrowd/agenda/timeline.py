"""Where sessions stand on a day's timeline: columns are tracks, rows are five minutes. Pure.

Sessions of one track that overlap stand side by side in lanes, so that none hides another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from virtualcrowd.agenda import times
from virtualcrowd.agenda.models import Session, Track
from virtualcrowd.events.models import Event

ROW = 5  # minutes
ROWS_PER_HOUR = 60 // ROW
LEAST_ROWS = 6  # a shorter one is drawn this high, or its title could not be read
LONGEST = 24 * ROWS_PER_HOUR  # rows; longer sessions are cut there
USUAL = (9, 17)  # hours that an empty day shows
LEAST_HOURS = 4  # that a day with sessions shows
HOURS_PER_DAY = 24
LAST_HOUR = 36  # how far a night may reach into the next day


@dataclass(frozen=True, slots=True)
class Block:
    """A session's place. Rows count from the day's midnight, columns from the first lane."""

    session: Session
    row: int
    rows: int
    column: int
    columns: int


@dataclass(frozen=True, slots=True)
class Column:
    """A track's place; `track` is None for sessions without one."""

    track: Track | None
    column: int
    columns: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A day's timeline, from `first_hour` up to but without `last_hour`."""

    first_hour: int
    last_hour: int
    columns: list[Column]
    blocks: list[Block]

    @property
    def hours(self) -> range:
        return range(self.first_hour, self.last_hour)

    @property
    def lanes(self) -> int:
        return sum(column.columns for column in self.columns)


def row_of(instant: datetime, day: date, event: Event) -> int:
    """Return the row in which the moment falls, by the clock on the wall; 0 is midnight."""
    local = instant.astimezone(event.tz)
    days = (local.date() - day).days
    return (days * 1440 + local.hour * 60 + local.minute) // ROW


def extent(session: Session, day: date, event: Event) -> tuple[int, int]:
    """Return (first row, row behind the last) of the session as drawn."""
    first = row_of(session.starts_at, day, event)
    # Real minutes, not the wall's: in the night with two 01:30s the end may read earlier.
    last_minute = session.ends_at - session.starts_at + timedelta(minutes=ROW - 1)
    rows = int(last_minute.total_seconds() // 60) // ROW
    return first, first + min(max(rows, LEAST_ROWS), LONGEST)


def lanes(spans: Sequence[tuple[int, int]]) -> list[int]:
    """Return a lane for each span, sorted by start, so that no two in one lane overlap."""
    busy_until: list[int] = []
    chosen = []
    for start, end in spans:
        free = next((n for n, until in enumerate(busy_until) if until <= start), len(busy_until))
        busy_until[free : free + 1] = [end]
        chosen.append(free)
    return chosen


def build(*, event: Event, day: date, sessions: Iterable[Session], tracks: list[Track]) -> Grid:
    """Return the day's timeline: a column per track, and one for sessions without a track."""
    rows = sorted(sessions, key=lambda s: (s.starts_at, s.pk))
    columns: list[Column] = []
    blocks: list[Block] = []
    next_column = 0
    for track in [*tracks, None]:
        mine = [session for session in rows if session.track_id == (track.pk if track else None)]
        if track is None and not mine and tracks:
            continue
        placed, wide = _place(mine, [extent(s, day, event) for s in mine], next_column)
        blocks += placed
        columns.append(Column(track, next_column, wide))
        next_column += wide
    return Grid(*_hours(blocks), columns, blocks)


def _place(
    sessions: list[Session], spans: list[tuple[int, int]], column: int
) -> tuple[list[Block], int]:
    """Return the blocks of one track and how many lanes they need."""
    chosen = lanes(spans)
    wide = max(chosen, default=0) + 1
    blocks = []
    for session, span, lane in zip(sessions, spans, chosen, strict=True):
        alone = sum(other[0] < span[1] and span[0] < other[1] for other in spans) == 1
        blocks.append(
            Block(
                session=session,
                row=span[0],
                rows=span[1] - span[0],
                column=column if alone else column + lane,
                columns=wide if alone else 1,
            )
        )
    return blocks, wide


def _hours(blocks: list[Block]) -> tuple[int, int]:
    if not blocks:
        return USUAL
    first = min(block.row // ROWS_PER_HOUR for block in blocks)
    last = max(-(-(block.row + block.rows) // ROWS_PER_HOUR) for block in blocks)
    last = max(last, min(first + LEAST_HOURS, HOURS_PER_DAY))
    return min(first, last - LEAST_HOURS), min(last, LAST_HOUR)


def days(event: Event, with_sessions: Iterable[date]) -> list[date]:
    """Return all days of the event and those outside it that have sessions, in order."""
    return sorted({*times.event_days(event), *with_sessions})
