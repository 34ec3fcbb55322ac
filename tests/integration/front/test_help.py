"""I cannot get in: it reaches the staff, with no secret in it, and the answer comes back."""

import pytest

from tests.factories import core
from tests.integration.front.test_session import words
from virtualcrowd.agenda import helpdesk
from virtualcrowd.agenda.models import HelpRequest

PART = {"HX-Request": "true"}


def help_of(session):
    return f"/e/demo/agenda/{session.pk}/help"


def test_what_they_tell_reaches_the_desk_and_the_answer_reaches_them(
    browser, talk, olive, signed_in
):
    browser.post(help_of(talk), {"words": "Black screen", "browser": "Firefox 147", "evil": "x"})
    desk = signed_in(olive)

    shown = words(desk.get("/app/demo/help"))
    assert "Ana Attendee" in shown
    assert "“Black screen”" in shown
    assert "Firefox 147" in shown
    assert "The organisers know" in words(browser.get(help_of(talk), headers=PART))
    assert "<title>The organisers know · " in browser.get(help_of(talk)).text

    asked = HelpRequest.objects.get()
    assert "evil" not in asked.happened
    desk.post(f"/app/demo/help/{asked.pk}/answer", {"answer": "Use the side door"})

    assert "Use the side door" in words(browser.get(help_of(talk), headers=PART))
    assert "<title>The organisers answered · " in browser.get(help_of(talk)).text
    assert "Answered" in words(desk.get("/app/demo/help", headers=PART))


def test_asking_twice_is_one_call_with_the_newest_words(browser, talk):
    browser.post(help_of(talk), {"words": "One", "screen": "390 by 844"})
    browser.post(help_of(talk), {"words": "Two", "zoom": "3008"})

    asked = HelpRequest.objects.get()
    assert asked.words == "Two"
    assert asked.happened == {"screen": "390 by 844", "zoom": "3008"}


def test_one_attendee_does_not_fill_the_desk(browser, demo):
    sessions = [core.session(demo, title=f"Talk {number}") for number in range(5)]

    for session in sessions:
        browser.post(help_of(session), {"words": session.title})

    asked = set(helpdesk.open_at(demo).values_list("words", flat=True))
    assert asked == {"Talk 2", "Talk 3", "Talk 4"}


def test_who_is_in_needs_no_help_any_more(browser, talk, demo):
    browser.post(help_of(talk), {})

    browser.post(f"{help_of(talk)}/settled")

    assert not helpdesk.open_at(demo).exists()
    assert "What happens?" in words(browser.get(help_of(talk)))


@pytest.mark.parametrize(
    "secret",
    [
        "823 9014 5571",
        "82390145571",
        "eyJhbGciOi.eyJtbiI6.c2ln",
        "x" * 64,
        "https://z.us/j/1?pwd=abc",
    ],
)
def test_what_could_let_somebody_in_is_not_kept(browser, talk, secret):
    browser.post(help_of(talk), {"words": f"with {secret} it fails", "zoom": secret})

    asked = HelpRequest.objects.get()
    hidden = secret.partition("?")[2] or secret
    assert hidden not in f"{asked.words} {asked.happened}"
    assert asked.words.endswith("it fails")


def test_another_events_or_a_hidden_session_has_no_desk(browser, demo, fake):
    draft = core.session(demo, is_published=False)

    assert browser.get(help_of(draft)).status_code == 404
    assert browser.post(help_of(draft), {}).status_code == 404


def test_an_empty_answer_is_none(browser, talk, olive, signed_in):
    browser.post(help_of(talk), {})
    asked = HelpRequest.objects.get()

    signed_in(olive).post(f"/app/demo/help/{asked.pk}/answer", {"answer": " "})

    asked.refresh_from_db()
    assert asked.answered_at is None


@pytest.mark.parametrize(("state", "is_there"), [("live", True), ("", True), ("ended", False)])
def test_the_way_to_it_stands_where_there_is_a_meeting(browser, talk, state, is_there):
    type(talk).objects.update(live_state=state)

    assert ("I cannot get in" in words(browser.get(f"/e/demo/agenda/{talk.pk}"))) is is_there


def test_who_waits_for_an_answer_is_on_top(talk, ana, olive, demo):
    answered, waiting = (
        HelpRequest.objects.create(session=session, attendee=ana)
        for session in (talk, core.session(demo))
    )

    helpdesk.answer(request=answered, words="Try again", by=olive)

    assert list(helpdesk.open_at(demo)) == [waiting, answered]


def test_event_home_and_the_desk_count_who_waits_for_an_answer(browser, talk, olive, signed_in):
    desk = signed_in(olive)
    assert "waiting for an answer" not in shown_count(desk.get("/app/demo/"))

    browser.post(help_of(talk), {"words": "Black screen"})

    for address in ("/app/demo/", "/app/demo/help"):
        assert "<b>1</b>" in shown_count(desk.get(address))
    part = desk.get("/app/demo/help", headers=PART)
    assert 'data-waiting="1"' in part.text

    desk.post(f"/app/demo/help/{HelpRequest.objects.get().pk}/answer", {"answer": "Reload"})

    assert shown_count(desk.get("/app/demo/")) == ""


def shown_count(response) -> str:
    """Return the badge of the side menu; empty if it is hidden or not there."""
    _, found, rest = response.text.partition("data-waiting-badge>")
    return rest.partition("</a>")[0] if found else ""
