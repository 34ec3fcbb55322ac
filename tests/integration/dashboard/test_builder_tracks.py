"""Builder → Agenda → Tracks."""

import re

import pytest

from tests.factories import core
from virtualcrowd.agenda.models import Track

TRACKS = "/app/demo/builder/agenda/tracks"


@pytest.fixture
def two(demo) -> tuple[Track, Track]:
    return core.track(demo, name="One", position=1), core.track(demo, name="Two", position=2)


def arranged(one, two, **more) -> dict[str, str]:
    rows = {}
    for track in (one, two):
        rows |= {f"name_{track.pk}": track.name, f"colour_{track.pk}": str(track.colour)}
    return {"form": "arrange"} | rows | more


def names(event) -> list[str]:
    return [track.name for track in event.tracks.all()]


def test_event_without_tracks_says_what_they_are_for(browser, demo):
    assert "No tracks yet" in browser.get(TRACKS).content.decode()


def test_add(browser, demo):
    response = browser.post(TRACKS, {"form": "add", "name": "Main", "colour": "3"})

    assert response["Location"] == TRACKS
    assert list(demo.tracks.values_list("name", "colour")) == [("Main", 3)]


def test_add_a_name_that_is_there_keeps_what_was_typed(browser, demo, two):
    response = browser.post(TRACKS, {"form": "add", "name": "one", "colour": "3"})

    html = response.content.decode()
    assert response.status_code == 422
    assert "Another track is called one." in html
    assert re.search(r'<input[^>]*value="one"', html)
    assert names(demo) == ["One", "Two"]


def test_save_renames_and_moving_keeps_what_was_typed(browser, demo, two):
    one, second = two
    data = arranged(one, second, do=f"down-{one.pk}") | {f"name_{one.pk}": "First"}

    browser.post(TRACKS, data)

    assert names(demo) == ["Two", "First"]


@pytest.mark.parametrize("do", ["up-999", "sideways-1", "up-", "down-²", ""])
def test_move_of_nothing_known_changes_nothing(browser, demo, two, do):
    browser.post(TRACKS, arranged(*two, do=do))

    assert names(demo) == ["One", "Two"]


def test_two_of_one_name_are_refused_at_the_field(browser, demo, two):
    one, second = two

    response = browser.post(TRACKS, arranged(one, second) | {f"name_{second.pk}": "ONE"})

    html = response.content.decode()
    assert response.status_code == 422
    assert re.search(rf'id="id_name_{second.pk}_error">Another track is called One', html)
    assert re.search(r'<input[^>]*value="ONE"', html)
    assert names(demo) == ["One", "Two"]


def test_delete_asks_first_and_says_what_stays(browser, demo, two):
    one, _ = two
    core.session(demo, track=one)

    asked = browser.get(f"{TRACKS}?delete={one.pk}").content.decode()
    assert "Its 1 session stays on the agenda, without a track." in asked
    assert demo.tracks.count() == 2

    browser.post(TRACKS, {"form": "delete", "track": one.pk})
    assert names(demo) == ["Two"]
    assert demo.sessions.get().track is None


def test_another_events_track_is_not_found(browser, demo, rival):
    theirs = core.track(rival.staff_roles.get().event)

    assert browser.get(f"{TRACKS}?delete={theirs.pk}").status_code == 404
    for key in (theirs.pk, "x", ""):
        assert browser.post(TRACKS, {"form": "delete", "track": key}).status_code == 404
    assert Track.objects.filter(pk=theirs.pk).exists()


def test_tracks_ask_as_much_for_three_as_for_one(browser, demo, django_assert_num_queries):
    for number in range(3):
        core.track(demo)
        if number in {0, 2}:
            # browser session, user, event, role; tracks
            with django_assert_num_queries(5):
                browser.get(TRACKS)
