"""Dates of recurring meetings and webinars, from Zoom's recurrence rule.

https://developers.zoom.us/docs/api/meetings/#tag/meetings/POST/users/{userId}/meetings
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice, takewhile
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

DAILY, WEEKLY, MONTHLY = 1, 2, 3
# Zoom shows at most 50 dates, 60 when a number of them is asked for.
MOST_DATES, MOST_TIMES = 50, 60
LONGEST_STEP = {DAILY: 99, WEEKLY: 50, MONTHLY: 10}
LAST_WEEK = -1
LAST_YEAR = 2110


class BadRule(ValueError):
    """A member of the rule is wrong; `field` names it."""

    def __init__(self, field: str) -> None:
        super().__init__("Invalid field.")
        self.field = f"recurrence.{field}" if field else "recurrence"


def read(asked: Any) -> dict[str, Any]:
    """Return the known members of a rule, checked; raises BadRule. Unknown ones are dropped."""
    if not isinstance(asked, dict):
        raise BadRule("")
    kind = _whole(asked, "type", 1, MONTHLY)
    if kind is None:
        raise BadRule("type")
    rule: dict[str, Any] = {"type": kind}
    rule["repeat_interval"] = _whole(asked, "repeat_interval", 1, LONGEST_STEP[kind]) or 1
    if kind == WEEKLY and asked.get("weekly_days") is not None:
        rule["weekly_days"] = _days(asked["weekly_days"])
    if kind == MONTHLY:
        _monthly(asked, rule)
    _end(asked, rule)
    return rule


def dates(rule: dict[str, Any], first: datetime, timezone: str) -> list[datetime]:
    """Return the moments of a rule, in UTC; each keeps the local time of day of the first."""
    local = first.astimezone(ZoneInfo(timezone))
    most = rule.get("end_times") or MOST_DATES
    last = datetime.fromisoformat(rule["end_date_time"]) if "end_date_time" in rule else None
    moments: Iterator[datetime] = (
        datetime.combine(day, local.time(), local.tzinfo).astimezone(UTC)
        for day in takewhile(lambda day: day.year < LAST_YEAR, _days_of(rule, local.date()))
        if day >= local.date()
    )
    if last is not None:
        moments = takewhile(lambda moment: moment <= last, moments)
        most = MOST_DATES
    return list(islice(moments, most))


def _days_of(rule: dict[str, Any], first: date) -> Iterator[date]:
    step = rule.get("repeat_interval", 1)
    if rule["type"] == DAILY:
        return (first + timedelta(days=step * index) for index in count())
    if rule["type"] == WEEKLY:
        return _weekly(rule, first, step)
    return _each_month(rule, first, step)


def _weekly(rule: dict[str, Any], first: date, step: int) -> Iterator[date]:
    """Go week by week, from Sunday; Zoom counts Sunday as 1."""
    sunday = first - timedelta(days=first.isoweekday() % 7)
    usual = str(first.isoweekday() % 7 + 1)
    wanted = sorted(int(day) for day in rule.get("weekly_days", usual).split(","))
    for index in count():
        week = sunday + timedelta(weeks=step * index)
        yield from (week + timedelta(days=day - 1) for day in wanted)


def _each_month(rule: dict[str, Any], first: date, step: int) -> Iterator[date]:
    """Go month by month; a month without that day is passed over."""
    for index in count(0, step):
        year, month = divmod(first.month - 1 + index, 12)
        found = _day_in(rule, first.year + year, month + 1, first)
        if found:
            yield found


def _day_in(rule: dict[str, Any], year: int, month: int, first: date) -> date | None:
    _, length = monthrange(year, month)
    if "monthly_week" not in rule:
        day = rule.get("monthly_day", first.day)
        return date(year, month, day) if day <= length else None
    wanted = (rule["monthly_week_day"] - 2) % 7
    fitting = [day for day in range(1, length + 1) if date(year, month, day).weekday() == wanted]
    week = rule["monthly_week"]
    return date(year, month, fitting[-1] if week == LAST_WEEK else fitting[week - 1])


def _monthly(asked: dict[str, Any], rule: dict[str, Any]) -> None:
    week = _whole(asked, "monthly_week", LAST_WEEK, 4)
    if week is None:
        day = _whole(asked, "monthly_day", 1, 31)
        if day:
            rule["monthly_day"] = day
        return
    weekday = _whole(asked, "monthly_week_day", 1, 7)
    if week == 0:
        raise BadRule("monthly_week")
    if weekday is None:
        raise BadRule("monthly_week_day")
    rule |= {"monthly_week": week, "monthly_week_day": weekday}


def _end(asked: dict[str, Any], rule: dict[str, Any]) -> None:
    """Keep when it ends: `end_times` goes before `end_date_time`; usually it is one time."""
    times = _whole(asked, "end_times", 0, MOST_TIMES)
    if times is None and asked.get("end_date_time"):
        rule["end_date_time"] = _moment(asked["end_date_time"])
        return
    rule["end_times"] = 1 if times is None else times


def _moment(text: Any) -> str:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        raise BadRule("end_date_time") from None
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    try:
        return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except OverflowError:
        raise BadRule("end_date_time") from None


def _days(text: Any) -> str:
    parts = str(text).split(",")
    if not all(part in {"1", "2", "3", "4", "5", "6", "7"} for part in parts):
        raise BadRule("weekly_days")
    return ",".join(parts)


def _whole(asked: dict[str, Any], name: str, least: int, most: int) -> int | None:
    """Return a whole number, or None when it is not there."""
    value = asked.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise BadRule(name)
    return value
