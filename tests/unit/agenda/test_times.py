from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from virtualcrowd.agenda import times
from virtualcrowd.events.models import Event

LISBON = ZoneInfo("Europe/Lisbon")
WEDNESDAY = date(2026, 11, 25)
FORWARD = date(2026, 3, 29)  # 01:00 is followed by 02:00
BACK = date(2026, 10, 25)  # 01:00 to 02:00 comes twice


def event(**fields) -> Event:
    days = {"starts_on": date(2026, 11, 24), "ends_on": date(2026, 11, 26)}
    return Event(**{"timezone": "Europe/Lisbon"} | days | fields)


def test_moment_is_read_in_the_zone():
    summer = times.moment(date(2026, 7, 1), time(9, 0), LISBON)

    assert summer == datetime(2026, 7, 1, 8, 0, tzinfo=UTC)


def test_moment_that_the_clocks_skip_is_refused_in_words():
    with pytest.raises(times.NoSuchTime) as refused:
        times.moment(FORWARD, time(1, 30), LISBON)

    assert str(refused.value) == (
        "The clocks go forward that night: 01:30 does not exist on 29 March."
    )
    assert refused.value.clock == time(1, 30)


def test_moment_that_comes_twice_is_the_first_or_the_second():
    first = times.moment(BACK, time(1, 30), LISBON)
    second = times.moment(BACK, time(1, 30), LISBON, fold=1)

    assert (first.hour, second.hour) == (0, 1)


def test_span_ends_on_the_same_day():
    starts_at, ends_at = times.span(WEDNESDAY, time(9, 0), time(10, 0), LISBON)

    assert starts_at == datetime(2026, 11, 25, 9, tzinfo=UTC)
    assert ends_at == datetime(2026, 11, 25, 10, tzinfo=UTC)


def test_span_with_an_earlier_end_goes_on_after_midnight():
    starts_at, ends_at = times.span(WEDNESDAY, time(23, 30), time(0, 30), LISBON)

    assert starts_at == datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
    assert ends_at == datetime(2026, 11, 26, 0, 30, tzinfo=UTC)


def test_span_over_the_night_of_the_change_keeps_the_wall_clock():
    starts_at, ends_at = times.span(date(2026, 10, 24), time(23, 0), time(3, 0), LISBON)

    assert (ends_at - starts_at).total_seconds() == 5 * 3600


def test_span_within_the_hour_that_comes_twice_is_short():
    starts_at, ends_at = times.span(BACK, time(1, 30), time(1, 15), LISBON)

    assert (ends_at - starts_at).total_seconds() == 45 * 60


def test_span_of_nothing_is_refused():
    with pytest.raises(times.EmptySpan):
        times.span(WEDNESDAY, time(9, 0), time(9, 0), LISBON)


def test_end_a_little_before_the_start_is_a_slip_and_not_the_next_day():
    with pytest.raises(times.LongNight, match="before the start"):
        times.span(WEDNESDAY, time(13, 15), time(13, 10), LISBON)

    starts_at, ends_at = times.span(WEDNESDAY, time(18, 0), time(10, 0), LISBON)
    assert (ends_at - starts_at).total_seconds() == 16 * 3600


@pytest.mark.parametrize(("day", "hours"), [(FORWARD, 23), (WEDNESDAY, 24), (BACK, 25)])
def test_bounds_of_a_day_follow_the_clocks(day, hours):
    first, last = times.bounds(day, LISBON)

    assert (last - first).total_seconds() == hours * 3600


def test_day_of_is_the_events_not_utcs():
    late = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)

    assert times.day_of(late, event(timezone="Asia/Tokyo")) == date(2026, 11, 26)
    assert times.day_of(late, event()) == WEDNESDAY


def test_event_days_are_all_days_from_first_to_last():
    assert times.event_days(event()) == [date(2026, 11, n) for n in (24, 25, 26)]
    assert times.event_days(event(ends_on=date(2026, 11, 24))) == [date(2026, 11, 24)]


@pytest.mark.parametrize(("day", "outside"), [(23, True), (24, False), (26, False), (27, True)])
def test_is_outside_before_the_first_and_after_the_last_day(day, outside):
    assert times.is_outside(date(2026, 11, day), event()) is outside
