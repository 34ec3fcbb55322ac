from datetime import UTC, datetime, timedelta

from virtualcrowd.front import card


def test_time_left_never_falls_below_zero():
    now = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

    assert [n for *_, n in card.time_left(now + timedelta(days=1, seconds=3725), now)] == [
        1,
        1,
        2,
        5,
    ]
    assert [n for *_, n in card.time_left(now - timedelta(hours=1), now)] == [0, 0, 0, 0]
