import pytest

from zoomsandbox.create import InvalidFieldError, changes_of, moment
from zoomsandbox.world import World


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("2026-07-01T10:00:00Z", None, "2026-07-01T10:00:00+00:00"),
        ("2026-07-01T10:00:00", None, "2026-07-01T10:00:00+00:00"),
        ("2026-07-01T10:00:00", "Europe/Lisbon", "2026-07-01T09:00:00+00:00"),
        ("2026-07-01T10:00:00Z", "Europe/Lisbon", "2026-07-01T10:00:00+00:00"),
    ],
)
def test_times(text, zone, expected):
    assert moment(text, zone).isoformat() == expected


@pytest.mark.parametrize("text", ["", "soon", "9999-12-31T23:59:59", "0001-01-01", None, 5])
def test_times_that_are_none(text):
    with pytest.raises(InvalidFieldError):
        moment(text)


def test_unknown_fields_and_wrong_types_of_settings_are_dropped():
    asked = {"nonsense": 1, "settings": {"waiting_room": "yes", "approval_type": True}}
    assert changes_of("meeting", asked) == {}


@pytest.mark.parametrize(
    "asked", [{"timezone": "Moon/Base"}, {"topic": "x" * 201}, {"password": "x" * 11}]
)
def test_fields_that_are_refused(asked):
    with pytest.raises(InvalidFieldError):
        changes_of("meeting", asked)


def test_world_finds_by_number_however_written():
    world = World()
    assert world.item("9" * 5000) is None
    assert world.item("no number") is None
