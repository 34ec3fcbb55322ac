"""Who may open the attendee pages, the pass they leave, home and speakers."""

from datetime import timedelta

import pytest

from tests.factories import core
from tests.integration.front.test_session import words
from virtualcrowd.agenda import passes
from virtualcrowd.agenda.models import LiveState, SessionSpeaker
from virtualcrowd.events.models import Group

PAGES = ["", "agenda", "speakers", "agenda/{pk}", "agenda/{pk}/card", "agenda/{pk}.ics"]


@pytest.mark.parametrize("page", PAGES)
def test_each_page_is_for_those_who_attend(client, talk, ana, rival, signed_in, page):
    url = f"/e/demo/{page.format(pk=talk.pk)}"

    assert client.get(url).url == f"/accounts/login/?next={url}"
    refused = signed_in(rival).get(url)
    assert refused.status_code == 403
    assert "This address is not on the list" in words(refused)
    assert signed_in(ana.user).get(url).status_code == 200


def test_an_unpublished_event_is_for_its_staff(demo, ana, stan, signed_in):
    demo.is_published = False
    demo.save()

    assert signed_in(ana.user).get("/e/demo/").status_code == 403
    assert "Only staff can see this yet: the event is not published." in words(
        signed_in(stan).get("/e/demo/")
    )


def test_an_unpublished_event_does_not_exist_for_others(demo, rival, signed_in):
    demo.is_published = False
    demo.save()

    assert signed_in(rival).get("/e/demo/").status_code == 404


def test_an_event_that_does_not_exist_is_not_found(browser):
    assert browser.get("/e/nowhere/").status_code == 404


def test_home_shows_what_is_on_and_what_comes(browser, talk, demo):
    core.session(demo, title="On now", provider="fake", live_state=LiveState.LIVE)
    core.session(demo, title="Yesterday", starts_at=core.NOON - timedelta(days=1))
    core.session(demo, title="Draft", is_published=False)

    said = words(browser.get("/e/demo/"))

    live, coming = said.split("Live now")[1].split("Next on the agenda")
    assert "On now" in live
    assert "Join meeting" in live
    assert "Tide tables" in coming
    assert "24–26 November 2026, online" in said
    assert "Yesterday" not in said
    assert "Draft" not in said


def test_home_without_sessions_says_so(browser):
    assert "Nothing more to come" in words(browser.get("/e/demo/"))


def test_home_part_is_sent_alone(browser, talk):
    part = browser.get("/e/demo/", headers={"HX-Request": "true"}).content

    assert b"Tide tables" in part
    assert b"<html" not in part


def test_speakers_are_those_of_sessions_one_may_see(browser, talk, demo):
    board = core.session(demo, title="Board")
    board.groups.add(Group.objects.create(event=demo, name="Board"))
    for name, session in (("Malik Osei", talk), ("Secret Sam", board)):
        SessionSpeaker.objects.create(session=session, speaker=core.speaker(demo, name=name))
    core.speaker(demo, name="Nobody Yet")

    for url in ("/e/demo/speakers", "/e/demo/"):
        said = words(browser.get(url))
        assert "Malik Osei" in said
        assert "Secret Sam" not in said
        assert "Nobody Yet" not in said


def test_speakers_take_the_same_queries_for_one_and_three(browser, demo, django_assert_num_queries):
    def add():
        SessionSpeaker.objects.create(session=core.session(demo), speaker=core.speaker(demo))

    add()
    browser.get("/e/demo/speakers")
    with django_assert_num_queries(7):
        browser.get("/e/demo/speakers")
    add()
    add()
    with django_assert_num_queries(7):
        browser.get("/e/demo/speakers")


def held(browser, now) -> passes.Pass:
    return passes.verify(browser.cookies[passes.COOKIE].value.encode(), now)


def test_a_page_leaves_a_pass_for_this_event_only(browser, ana, clock):
    browser.get("/e/demo/")

    cookie = browser.cookies[passes.COOKIE]
    assert (cookie["path"], cookie["httponly"]) == ("/e/demo/", True)
    assert held(browser, core.NOON.timestamp() - 1800).attendee_id == ana.pk


def test_a_pass_is_renewed_in_its_last_hour_only(browser, clock):
    browser.get("/e/demo/")
    clock.shift(timedelta(minutes=59))
    assert passes.COOKIE not in browser.get("/e/demo/").cookies
    clock.shift(timedelta(minutes=2))

    assert passes.COOKIE in browser.get("/e/demo/").cookies


def test_a_pass_that_is_no_longer_true_is_replaced(browser, ana, demo):
    browser.get("/e/demo/")

    ana.groups.add(Group.objects.create(event=demo, name="Board"))
    assert passes.COOKIE in browser.get("/e/demo/").cookies
    browser.cookies[passes.COOKIE] = "not.ours"
    assert passes.COOKIE in browser.get("/e/demo/").cookies


def test_a_page_that_is_open_for_long_asks_for_a_pass(browser, client, ana):
    answer = browser.post("/e/demo/pass")

    assert answer.status_code == 204
    assert answer.cookies[passes.COOKIE]["path"] == "/e/demo/"
    assert browser.get("/e/demo/pass").status_code == 405
    assert client.post("/e/demo/pass").url.startswith("/accounts/login/")


def test_blocked_means_no_pass(browser, ana):
    ana.is_blocked = True
    ana.save()

    refused = browser.post("/e/demo/pass")

    assert refused.status_code == 403
    assert passes.COOKIE not in refused.cookies


def test_signing_out_takes_the_pass_along(browser):
    browser.get("/e/demo/")

    answer = browser.post("/e/demo/sign-out")

    assert answer.url == "/accounts/login/?next=/e/demo/"
    assert answer.cookies[passes.COOKIE].value == ""
    assert answer.cookies[passes.COOKIE]["path"] == "/e/demo/"
    assert browser.get("/e/demo/").url == "/accounts/login/?next=/e/demo/"
