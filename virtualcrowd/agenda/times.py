"""From what a clock on the wall says, in the event's zone, to moments, and back. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from virtualcrowd.events.models import Event


class NoSuchTime(Exception):
    """The clocks go forward over this time. Reads as a sentence for the organiser."""

    def __init__(self, day: date, clock: time) -> None:
        super().__init__(
            f"The clocks go forward that night: {clock:%H:%M} does not exist on {day.day} {day:%B}."
        )
        self.clock = clock


class EmptySpan(Exception):
    """The end is the start; the argument is a sentence for the organiser."""


class LongNight(Exception):
    """It would go on through most of the next day; the argument is a sentence for the organiser."""


LONGEST_NIGHT = timedelta(hours=16)


def moment(day: date, clock: time, zone: ZoneInfo, *, fold: int = 0) -> datetime:
    """Return the moment in UTC at which `zone` reads `day`, `clock`.

    Where the clocks go back, a time comes twice; `fold=1` is the second.

    Raises:
        NoSuchTime: where the clocks go forward, a time that never comes.
    """
    local = datetime.combine(day, clock, zone).replace(fold=fold)
    found = local.astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime(day, clock)
    return found


def span(day: date, starts: time, ends: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when a session starts and ends; an end earlier than the start is on the next day.

    Raises:
        NoSuchTime: one of the times never comes.
        EmptySpan: both are the same.
        LongNight: an end a little before the start is a slip, not a session of 23 hours.
    """
    if starts == ends:
        raise EmptySpan("The end is the same as the start.")
    starts_at = moment(day, starts, zone)
    if ends > starts:
        return starts_at, moment(day, ends, zone)
    again = moment(day, ends, zone, fold=1)  # 01:30 to 01:15 in the night with two of each
    if again > starts_at:
        return starts_at, again
    ends_at = moment(day + timedelta(days=1), ends, zone)
    if ends_at - starts_at > LONGEST_NIGHT:
        raise LongNight("The end is before the start; the next day, it would last over 16 hours.")
    return starts_at, ends_at


def day_of(instant: datetime, event: Event) -> date:
    """Return the day in the event's zone."""
    return instant.astimezone(event.tz).date()


def bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the first moment of the day and of the next one: 23, 24 or 25 hours."""
    return (
        datetime.combine(day, time.min, zone).astimezone(UTC),
        datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC),
    )


def event_days(event: Event) -> list[date]:
    """Return every day of the event."""
    count = (event.ends_on - event.starts_on).days + 1
    return [event.starts_on + timedelta(days=number) for number in range(count)]


def is_outside(day: date, event: Event) -> bool:
    """Return whether the day is before the event's first day or after its last."""
    return not event.starts_on <= day <= event.ends_on
