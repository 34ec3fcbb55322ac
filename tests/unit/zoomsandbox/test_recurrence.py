from datetime import UTC, datetime

import pytest

from zoomsandbox.recurrence import BadRule, dates, read

LISBON = "Europe/Lisbon"


def days(rule, first="2031-03-25T10:00:00+00:00", timezone=LISBON):
    found = dates(read(rule), datetime.fromisoformat(first), timezone)
    return [f"{moment:%m-%d %H:%M}" for moment in found]


def test_daily_keeps_the_local_hour_over_the_change_of_summer_time():
    rule = {"type": 1, "repeat_interval": 3, "end_times": 3}
    assert days(rule) == ["03-25 10:00", "03-28 10:00", "03-31 09:00"]


def test_weekly_on_several_days_begins_after_the_first():
    # 2031-03-25 is a Tuesday; Zoom counts Sunday as 1.
    rule = {"type": 2, "weekly_days": "1,3,5", "end_times": 4}
    assert days(rule, timezone="UTC") == [
        "03-25 10:00",
        "03-27 10:00",
        "03-30 10:00",
        "04-01 10:00",
    ]


def test_every_second_week_on_the_day_of_the_first():
    rule = {"type": 2, "repeat_interval": 2, "end_times": 2}
    assert days(rule, timezone="UTC") == ["03-25 10:00", "04-08 10:00"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"monthly_day": 31}, ["03-31", "05-31", "07-31"]),
        ({"monthly_week": 1, "monthly_week_day": 2}, ["04-07", "05-05", "06-02"]),
        ({"monthly_week": -1, "monthly_week_day": 6}, ["03-28", "04-25", "05-30"]),
        ({"repeat_interval": 10, "monthly_day": 25}, ["03-25", "01-25", "11-25"]),
    ],
)
def test_monthly(rule, expected):
    told = days({"type": 3, "end_times": 3, **rule}, timezone="UTC")
    assert [moment[:5] for moment in told] == expected


def test_ends():
    assert len(days({"type": 1})) == 1
    assert len(days({"type": 1, "end_times": 0})) == 50
    assert len(days({"type": 1, "end_times": 60})) == 60
    until = {"type": 1, "end_date_time": "2031-03-27T23:00:00Z"}
    assert len(days(until)) == 3
    assert days({"type": 1, "end_date_time": "2031-03-01T00:00:00Z"}) == []


def test_unknown_members_are_dropped():
    assert read({"type": 1, "weekly_days": "9", "colour": "red", "end_times": 2}) == {
        "type": 1,
        "repeat_interval": 1,
        "end_times": 2,
    }


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ("daily", "recurrence"),
        ({}, "recurrence.type"),
        ({"type": 4}, "recurrence.type"),
        ({"type": True}, "recurrence.type"),
        ({"type": 1, "repeat_interval": 100}, "recurrence.repeat_interval"),
        ({"type": 1, "end_times": 61}, "recurrence.end_times"),
        ({"type": 2, "weekly_days": "0"}, "recurrence.weekly_days"),
        ({"type": 3, "monthly_day": 32}, "recurrence.monthly_day"),
        ({"type": 3, "monthly_week": 1}, "recurrence.monthly_week_day"),
        ({"type": 3, "monthly_week": 0, "monthly_week_day": 1}, "recurrence.monthly_week"),
        ({"type": 1, "end_date_time": "soon"}, "recurrence.end_date_time"),
    ],
)
def test_bad_rules_name_the_field(rule, field):
    with pytest.raises(BadRule) as told:
        read(rule)
    assert told.value.field == field


def test_dates_of_far_years_end():
    first = datetime(2100, 1, 1, tzinfo=UTC)
    rule = read({"type": 1, "repeat_interval": 99, "end_times": 60})
    assert dates(rule, first, "UTC")[-1].year < 2110
