"""What an attendee's calendar and own agenda rest on."""

from datetime import timedelta

import pytest

from tests.factories import core
from virtualcrowd.agenda import bookmarks, live, sessions
from virtualcrowd.agenda.models import LiveState

HOUR = timedelta(hours=1)


@pytest.fixture
def talk(demo):
    return core.session(demo, title="Tide tables")


def moved(talk, olive, to):
    sessions.move(session=talk, starts_at=to, by=olive)
    talk.refresh_from_db()
    return talk.moved_from


def test_a_published_session_remembers_the_time_that_people_knew(talk, olive):
    assert moved(talk, olive, core.NOON + HOUR) == core.NOON
    assert moved(talk, olive, core.NOON + 2 * HOUR) == core.NOON
    assert talk.moved_at


def test_moved_back_nothing_has_moved(talk, olive):
    moved(talk, olive, core.NOON + HOUR)

    assert moved(talk, olive, core.NOON) is None
    assert talk.moved_at is None


def test_of_a_draft_nobody_knew_the_time(demo, olive):
    draft = core.session(demo, is_published=False)

    assert moved(draft, olive, core.NOON + HOUR) is None


def test_the_details_form_moves_too_and_a_new_title_does_not(talk, olive):
    def save(**changes):
        details = {"title": "Tide", "starts_at": core.NOON, "ends_at": core.NOON + HOUR} | changes
        sessions.update(session=talk, details=sessions.Details(**details), by=olive)
        talk.refresh_from_db()
        return talk.moved_from

    assert save() is None
    assert save(starts_at=core.NOON - HOUR) == core.NOON


def test_calendars_hear_of_changes_to_the_session_and_of_nothing_else(talk, olive, demo):
    moved(talk, olive, core.NOON + HOUR)
    assert talk.sequence == 1

    live.set_live_state(talk, LiveState.LIVE, core.NOON)
    live.agenda_changed(demo.pk)
    live.agenda_changed(demo.pk, core.session(demo).pk)
    talk.refresh_from_db()

    assert talk.sequence == 1


def test_a_mark_is_set_once_and_taken_off(talk, ana):
    for _ in range(2):
        bookmarks.mark(attendee=ana, session=talk, is_marked=True)
    ana.refresh_from_db()
    assert bookmarks.marked_ids(ana) == {talk.pk}

    bookmarks.mark(attendee=ana, session=talk, is_marked=False)
    ana.refresh_from_db()

    assert bookmarks.marked_ids(ana) == frozenset()
    assert ana.bookmarks_version == 3
