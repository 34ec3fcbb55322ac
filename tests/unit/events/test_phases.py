from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from virtualcrowd.events import phases
from virtualcrowd.events.models import Event


def event(*, zone: str = "UTC", published: bool = True) -> Event:
    return Event(
        starts_on=date(2026, 11, 24),
        ends_on=date(2026, 11, 26),
        timezone=zone,
        is_published=published,
    )


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "published", "phase"),
    [
        (at(23, 23), True, "upcoming"),
        (at(24, 0), True, "live"),
        (at(26, 23), True, "live"),
        (at(27, 0), True, "ended"),
        (at(23), False, "draft"),
        (at(25), False, "draft"),
        (at(27), False, "ended"),
    ],
)
def test_phase_follows_the_days(now, published, phase):
    assert phases.phase_of(event(published=published), now) == phase


def test_days_are_the_events_own():
    evening = datetime(2026, 11, 23, 16, tzinfo=UTC)

    assert phases.phase_of(event(zone="Asia/Tokyo"), evening) == "live"
    assert phases.phase_of(event(zone="America/Lima"), evening) == "upcoming"
    assert phases.day_number(event(zone="Asia/Tokyo"), evening) == (1, 3)
    assert phases.days_to(event(zone="America/Lima"), evening) == 1


@pytest.mark.parametrize(
    ("first", "last", "words", "short"),
    [
        ("2026-11-24", "2026-11-26", "24–26 November 2026", "24–26 Nov"),
        ("2026-11-24", "2026-11-24", "24 November 2026", "24 Nov"),
        ("2026-11-30", "2026-12-02", "30 November – 2 December 2026", "30 Nov – 2 Dec"),
        ("2026-12-30", "2027-01-02", "30 Dec 2026 – 2 Jan 2027", "30 Dec 2026 – 2 Jan 2027"),
    ],
)
def test_span_says_nothing_twice(first, last, words, short):
    days = date.fromisoformat(first), date.fromisoformat(last)

    assert phases.span(*days) == words
    assert phases.span(*days, is_short=True) == short


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-11-24", "2026-11-26", "24.–26. November 2026"),
        ("2026-11-30", "2026-12-02", "30. November – 2. Dezember 2026"),
        ("2026-12-30", "2027-01-02", "30. Dez. 2026 – 2. Jan. 2027"),
    ],
)
def test_span_reads_as_a_german_writes_it(first, last, words):
    with translation.override("de"):
        said = phases.span(date.fromisoformat(first), date.fromisoformat(last))

    assert said.replace("\u00a0", " ") == words
