"""Plan B's pages: asked twice, kept while something is wrong; and what attendees find."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.factories import core
from tests.fakes.meetings import use_meetings
from virtualcrowd.agenda.models import Session
from virtualcrowd.agenda.providers import AttachRefused

NOON = core.NOON
LINK = {"kind": "link", "url": "https://meet.example.org/reefs", "words": "The hall is flooded."}


@pytest.fixture(autouse=True)
def meetings():
    with use_meetings() as provider, time_machine.travel(NOON, tick=False):
        yield provider


@pytest.fixture
def talk(demo, olive, meetings) -> Session:
    session = core.session(demo, title="Reefs")
    meetings.attach(session=session, value="1", by=olive)
    return session


@pytest.fixture
def browser(stan, signed_in) -> Client:
    return signed_in(stan)


def url(talk: Session) -> str:
    return f"/app/demo/builder/agenda/{talk.pk}/plan-b"


def plan_of(talk: Session) -> tuple[str, str]:
    talk.refresh_from_db()
    return talk.plan_b, talk.plan_b_url


def test_it_is_asked_before_it_is_done(browser, talk):
    asked = browser.post(url(talk), LINK)

    page = asked.content.decode()
    assert "Send everybody another way?" in page
    assert LINK["url"] in page
    assert plan_of(talk) == ("", "")

    answer = browser.post(url(talk), LINK | {"is_sure": "on"}, follow=True)

    assert "Plan B is on" in answer.content.decode()
    assert plan_of(talk) == ("link", LINK["url"])


def test_change_it_leads_back_with_everything_that_was_typed(browser, talk):
    page = browser.post(url(talk), LINK | {"is_sure": "on", "back": "yes"}).content.decode()

    assert LINK["url"] in page
    assert "The hall is flooded." in page
    assert plan_of(talk) == ("", "")


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({}, "Choose what attendees get instead."),
        ({"kind": "meeting"}, "Choose the meeting that takes over."),
        ({"kind": "meeting", "pick": "meetings:3"}, "Select a valid choice"),
        ({"kind": "link"}, "Enter the link."),
        ({"kind": "link", "url": "http://meet.example.org"}, "begins with https://"),
        ({"kind": "message"}, "Write what attendees are to know."),
        ({"kind": "message", "words": "x" * 501}, "at most 500 characters"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_changes_nothing(browser, talk, posted, words):
    response = browser.post(url(talk), posted | {"is_sure": "on"})

    assert response.status_code == 422
    assert words in response.content.decode()
    assert plan_of(talk) == ("", "")


def test_meeting_that_is_refused_at_the_last_moment_is_told(browser, talk, meetings):
    def attach(**_fields):
        raise AttachRefused("That meeting was deleted.")

    meetings.attach = attach
    posted = {"kind": "meeting", "pick": "meetings:2", "is_sure": "on"}

    response = browser.post(url(talk), posted)

    assert response.status_code == 422
    assert "That meeting was deleted." in response.content.decode()


def test_markup_in_a_message_stays_text(browser, talk, ana, signed_in):
    words = "<script>alert(1)</script>"
    browser.post(url(talk), {"kind": "message", "words": words, "is_sure": "on"})

    assert words not in signed_in(ana.user).get(f"/e/demo/agenda/{talk.pk}").content.decode()


def test_undo_brings_the_meeting_back(browser, talk, meetings):
    browser.post(url(talk), {"kind": "meeting", "pick": "meetings:2", "is_sure": "on"})
    assert meetings.behind == {talk.pk: "2"}

    browser.post(f"{url(talk)}/undo")

    assert meetings.behind == {talk.pk: "1"}
    assert plan_of(talk) == ("", "")


# --- what attendees find -----------------------------------------------------------------------


@pytest.fixture
def moved(browser, talk) -> Session:
    browser.post(url(talk), LINK | {"is_sure": "on"})
    talk.refresh_from_db()
    return talk


def test_card_leads_there_and_says_whose_page_it_is(moved, ana, signed_in):
    card = signed_in(ana.user).get(f"/e/demo/agenda/{moved.pk}/card").content.decode()

    assert 'data-card="elsewhere"' in card
    assert f'href="{LINK["url"]}"' in card
    assert 'rel="noopener noreferrer"' in card
    assert "meet.example.org in a new tab" in card
    assert "The hall is flooded." in card
    assert 'id="join-link"' not in card  # that one opens in the page


def test_calendar_tells_it_and_carries_no_link_into_a_meeting(moved, ana, signed_in):
    file = signed_in(ana.user).get(f"/e/demo/agenda/{moved.pk}.ics").content.decode()
    text = file.replace("\r\n ", "")

    assert "The organisers changed the way in." in text
    assert "The hall is flooded." in text
    assert LINK["url"] not in text


def test_agenda_offers_no_join_button_for_it(moved, ana, signed_in):
    page = signed_in(ana.user).get("/e/demo/agenda?day=all").content.decode()

    assert f"/e/demo/agenda/{moved.pk}/join" not in page


def test_it_is_over_when_the_session_is(moved, ana, signed_in):
    with time_machine.travel(moved.ends_at + timedelta(minutes=20), tick=False):
        card = signed_in(ana.user).get(f"/e/demo/agenda/{moved.pk}/card").content.decode()

    assert 'data-card="ended"' in card


def test_somebody_who_may_not_see_the_session_does_not_learn_of_it(
    moved, demo, ana, signed_in, rival
):
    assert signed_in(rival).get(f"/e/demo/agenda/{moved.pk}/card").status_code == 403
