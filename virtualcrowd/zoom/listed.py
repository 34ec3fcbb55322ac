"""A row of what Zoom lists for the import dialog, and the order in which rows are shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from virtualcrowd.zoom.models import LibraryItem
from virtualcrowd.zoom.payloads import Row


@dataclass(frozen=True, slots=True)
class Listed:
    """A meeting or webinar that the connected account listed."""

    kind: str
    zoom_id: str
    topic: str
    host: str
    starts_at: datetime | None
    duration: timedelta
    type: int = 2

    @property
    def value(self) -> str:
        return f"{self.kind}:{self.zoom_id}"

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + self.duration if self.starts_at else None

    @property
    def spaced_number(self) -> str:
        return LibraryItem(zoom_id=self.zoom_id).spaced_number

    def matches(self, text: str, host: str = "") -> bool:
        if host and host != self.host:
            return False
        digits = "".join(text.split()).replace("-", "")
        words = f"{self.topic} {self.host}".casefold()
        return text.casefold() in words or (digits.isdecimal() and digits in self.zoom_id)


def of(row: Row, kind: str, host: str) -> Listed:
    return Listed(
        kind=kind,
        zoom_id=row.id,
        topic=row.topic[:300] or "Untitled",
        host=host,
        starts_at=row.start_time,
        duration=timedelta(minutes=row.duration),
        type=row.type,
    )


def once_each(rows: Iterable[Listed], now: datetime) -> Iterable[Listed]:
    """A recurring one may come once a date: its number counts once, with the date that is next."""
    best: dict[str, Listed] = {}
    for row in rows:
        if row.zoom_id and (row.zoom_id not in best or _nearer(row, best[row.zoom_id], now)):
            best[row.zoom_id] = row
    return best.values()


def _nearer(one: Listed, other: Listed, now: datetime) -> bool:
    return _rank(one, now) < _rank(other, now)


def _rank(row: Listed, now: datetime) -> tuple[int, float]:
    """Upcoming in their order, then without a time, then what is over, the last first."""
    if row.starts_at is None:
        return 1, 0.0
    is_over = row.starts_at + row.duration < now
    stamp = row.starts_at.timestamp()
    return (2, -stamp) if is_over else (0, stamp)


def in_order(rows: Iterable[Listed], now: datetime) -> list[Listed]:
    return sorted(rows, key=lambda row: (_rank(row, now), row.topic, row.zoom_id))
