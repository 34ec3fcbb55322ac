from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from virtualcrowd.agenda import timeline
from virtualcrowd.agenda.models import Session, Track
from virtualcrowd.events.models import Event

DAY = date(2026, 11, 25)
EVENT = Event(timezone="Europe/Lisbon", starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 26))
MAIN, SIDE = Track(pk=1, name="Main"), Track(pk=2, name="Side")


def session(pk: int, hour: int, minute: int = 0, *, minutes: int = 60, track=MAIN) -> Session:
    starts_at = datetime(2026, 11, 25, hour, minute, tzinfo=UTC)
    ends_at = starts_at + timedelta(minutes=minutes)
    return Session(pk=pk, title=f"S{pk}", starts_at=starts_at, ends_at=ends_at, track=track)


def grid(*sessions: Session, tracks=(MAIN, SIDE), day=DAY, event=EVENT) -> timeline.Grid:
    return timeline.build(event=event, day=day, sessions=sessions, tracks=list(tracks))


def places(found: timeline.Grid) -> dict[int, tuple[int, int, int, int]]:
    return {b.session.pk: (b.row, b.rows, b.column, b.columns) for b in found.blocks}


def test_sessions_stand_in_their_tracks_and_rows():
    found = grid(session(1, 9, 30), session(2, 10, minutes=45, track=SIDE))

    assert places(found) == {1: (114, 12, 0, 1), 2: (120, 9, 1, 1)}
    assert [column.track for column in found.columns] == [MAIN, SIDE]


def test_overlapping_sessions_of_one_track_stand_side_by_side():
    found = grid(session(1, 9), session(2, 9, 30), session(3, 10))

    assert places(found) == {1: (108, 12, 0, 1), 2: (114, 12, 1, 1), 3: (120, 12, 0, 1)}
    assert [(c.column, c.columns) for c in found.columns] == [(0, 2), (2, 1)]


def test_session_that_overlaps_nothing_is_as_wide_as_its_track():
    found = grid(session(1, 9), session(2, 9), session(3, 12))

    assert places(found)[3] == (144, 12, 0, 2)


def test_sessions_drawn_higher_than_they_are_do_not_cover_the_next():
    found = grid(session(1, 9, minutes=5), session(2, 9, 10, minutes=5))

    assert [b.column for b in found.blocks] == [0, 1]
    assert {b.rows for b in found.blocks} == {timeline.LEAST_ROWS}


def test_sessions_without_a_track_get_a_column_only_if_there_are_some():
    assert [c.track for c in grid(session(1, 9)).columns] == [MAIN, SIDE]
    assert [c.track for c in grid(session(1, 9, track=None)).columns] == [MAIN, SIDE, None]
    assert [c.track for c in grid(tracks=()).columns] == [None]


def test_rows_are_the_events_wall_clock():
    tokyo = Event(timezone="Asia/Tokyo", starts_on=DAY, ends_on=DAY)

    found = grid(session(1, 0), event=tokyo)

    assert places(found)[1][0] == 9 * 12


def test_session_over_midnight_stays_in_one_piece():
    found = grid(session(1, 23, 30, minutes=90))

    assert places(found)[1][:2] == (282, 18)
    assert list(found.hours)[-1] == 24


def test_session_in_the_hour_that_comes_twice_keeps_its_length():
    starts_at = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 01:30, and an hour later 01:30 again
    twice = Session(pk=1, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), track=MAIN)

    found = grid(twice, day=date(2026, 10, 25))

    assert places(found)[1][:2] == (18, 12)


def test_hours_begin_with_the_first_session_and_show_a_few_at_least():
    assert grid().hours == range(9, 17)
    assert grid(session(1, 15, 45)).hours == range(15, 19)
    assert grid(session(1, 22, 30)).hours == range(20, 24)
    assert grid(session(1, 7, 30), session(2, 18, minutes=45)).hours == range(7, 19)


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)), max_size=30))
def test_no_two_in_one_lane_overlap(spans):
    spans = sorted((start, start + length) for start, length in spans)

    chosen = timeline.lanes(spans)

    for n, one in enumerate(spans):
        for m, other in enumerate(spans[:n]):
            if chosen[n] == chosen[m]:
                assert other[1] <= one[0]


def test_days_are_the_events_and_those_with_sessions():
    found = timeline.days(EVENT, [date(2026, 11, 30), date(2026, 11, 25)])

    assert found == [date(2026, 11, n) for n in (24, 25, 26, 30)]
