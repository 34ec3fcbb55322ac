"""Which meeting belongs to which session: a table of what is sure, likely, perhaps, and nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from virtualcrowd.agenda import matching
from virtualcrowd.agenda.models import Session
from virtualcrowd.agenda.providers import Choice

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def session(title: str, minutes: int = 0, pk: int = 1) -> Session:
    starts_at = NOON + timedelta(minutes=minutes)
    return Session(pk=pk, title=title, starts_at=starts_at, ends_at=starts_at)


def choice(title: str, minutes: int | None = 0, value: str = "1", refused: str = "") -> Choice:
    starts_at = None if minutes is None else NOON + timedelta(minutes=minutes)
    return Choice(value, title, "Meetings", starts_at, None, "", refused, title)


def picks(found: list[matching.Match]) -> list[tuple[int, str]]:
    return [(match.session.pk, match.best.pick) for match in found]


@pytest.mark.parametrize(
    ("title", "minutes", "expected"),
    [
        ("Oyster reefs", 0, "sure"),
        ("OYSTER REEFS!", 0, "sure"),
        ("Oyster reefs", 15, "sure"),
        ("Oyster reefs", -15, "sure"),
        ("Oyster reefs (Zoom)", 0, "likely"),
        ("Oyster reefs", None, "likely"),
        ("Oyster reefs", 60, "perhaps"),
        ("Oyster reefs", 3 * 1440, "perhaps"),
        ("Board dinner", 0, "perhaps"),
        ("Board dinner", 5, None),
        ("Board dinner", 60, None),
        ("Board dinner", None, None),
    ],
)
def test_how_sure_a_fit_is(title, minutes, expected):
    found = matching.propose([session("Oyster reefs")], [("zoom", choice(title, minutes))], set())

    assert [match.best.sureness for match in found] == ([expected] if expected else [])


def test_refused_and_taken_choices_are_not_proposed():
    offered = [("zoom", choice("Reefs", value="1", refused="e2ee")), ("zoom", choice("Reefs"))]

    assert matching.propose([session("Reefs")], offered, {"zoom:1"}) == []


def test_each_choice_goes_to_the_session_that_it_fits_best():
    sessions = [session("Kelp", pk=1), session("Reefs", pk=2)]
    offered = [("zoom", choice("Reefs", value="7")), ("zoom", choice("Kelp", value="8"))]

    found = matching.propose(sessions, offered, set())

    assert [(match.session.pk, match.best.pick) for match in found] == [
        (1, "zoom:8"),
        (2, "zoom:7"),
    ]


def test_of_two_with_one_title_the_nearer_in_time_wins():
    offered = [("zoom", choice("Reefs", 1440, "7")), ("zoom", choice("Reefs", 5, "8"))]

    assert matching.propose([session("Reefs")], offered, set())[0].best.pick == "zoom:8"


def test_second_session_of_a_title_gets_the_second_meeting():
    sessions = [session("Reefs", 0, 1), session("Reefs", 1440, 2)]
    offered = [("zoom", choice("Reefs", 1440, "7")), ("zoom", choice("Reefs", 0, "8"))]

    found = matching.propose(sessions, offered, set())

    assert [(match.session.pk, match.best.pick) for match in found] == [
        (1, "zoom:8"),
        (2, "zoom:7"),
    ]
