from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import caches

from tests.factories import core
from tests.integration.front.test_session import words
from virtualcrowd.agenda import live
from virtualcrowd.agenda.models import LiveState, SessionSpeaker
from virtualcrowd.events.models import Group

PART = {"HX-Request": "true"}


def titles(browser, **query) -> list[str]:
    """The titles in the list, in order."""
    caches["local"].clear()
    html = browser.get("/e/demo/agenda", query, headers=PART).content.decode()
    return [piece.split(">", 1)[1].split("<")[0] for piece in html.split('id="s-')[1:]]


@pytest.fixture
def days(demo, fake):
    """Sessions of three days, on two tracks."""
    data, stage = core.track(demo, name="Data"), core.track(demo, name="Main stage")
    for title, day, track in (
        ("Opening", -1, stage),
        ("Gauges", 0, data),
        ("Panel", 0, stage),
        ("Closing", 1, stage),
    ):
        core.session(
            demo, title=title, track=track, starts_at=core.NOON + timedelta(days=day, hours=day)
        )
    return data


def test_it_opens_on_today(browser, days):
    assert titles(browser) == ["Gauges", "Panel"]
    assert "Wed 25 · today" in words(browser.get("/e/demo/agenda"))


@pytest.mark.parametrize(("on", "expected"), [(-9, ["Opening"]), (9, ["Closing"])])
def test_before_and_after_the_event_it_opens_on_the_nearest_day(browser, days, clock, on, expected):
    clock.shift(timedelta(days=on))
    browser.get("/e/demo/")  # the sign-in is still good

    assert titles(browser) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"day": "2026-11-24"}, ["Opening"]),
        ({"day": "all"}, ["Opening", "Gauges", "Panel", "Closing"]),
        ({"day": "1999-01-01"}, ["Gauges", "Panel"]),
        ({"day": "x", "track": "y", "live": "", "q": ""}, ["Gauges", "Panel"]),
        ({"q": "PEN"}, ["Opening"]),
        ({"q": "e", "day": "2026-11-25"}, ["Gauges", "Panel"]),
        ({"q": "nothing like it"}, []),
    ],
)
def test_days_and_words_narrow_it(browser, days, query, expected):
    assert titles(browser, **query) == expected


def test_a_track_narrows_it_and_its_chip_takes_that_back(browser, days):
    assert titles(browser, track=days.pk) == ["Gauges"]
    html = browser.get("/e/demo/agenda", {"track": days.pk, "q": "a b"}).content.decode()
    assert f'id="t-{days.pk}" href="/e/demo/agenda?q=a+b"' in html


def test_speakers_are_searched_too(browser, days, demo):
    panel = demo.sessions.get(title="Panel")
    SessionSpeaker.objects.create(session=panel, speaker=core.speaker(demo, name="Freya"))

    assert titles(browser, q="frey") == ["Panel"]


def test_live_shows_what_is_on_of_any_day(browser, days, demo):
    demo.sessions.filter(title="Closing").update(live_state=LiveState.LIVE, provider="fake")

    assert titles(browser, live=1) == ["Closing"]


def test_the_day_is_the_events_not_londons(browser, demo, fake):
    demo.timezone = "Pacific/Auckland"
    demo.save()
    core.session(demo, title="Morning", starts_at=core.NOON)  # 01:00 on the 26th there

    assert titles(browser, day="2026-11-25") == []
    assert titles(browser, day="2026-11-26") == ["Morning"]


def test_states_have_words(browser, demo, talk, fake):
    def add(title, **fields):
        return core.session(demo, title=title, provider="fake", **fields)

    add("On", live_state=LiveState.LIVE)
    add("Late", starts_at=core.NOON - timedelta(minutes=40))
    add("Over", starts_at=core.NOON - timedelta(hours=3))
    gone = add("Gone")
    fake.problems[gone.pk] = "unsupported"

    said = words(browser.get("/e/demo/agenda"))

    assert "Ended 09:00–09:45 Over" in said
    assert "Waiting for host 11:20–12:05 Late" in said
    assert "Starts in 30 min 12:00–12:45 Tide tables" in said
    assert "Live 12:00–12:45 On Join meeting" in said
    assert "Cancelled 12:00–12:45 Gone" in said
    assert said.count("Join meeting") == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, "Wednesday is still empty"),
        ({"q": "<b>"}, "Nothing matches “&lt;b&gt;”"),
        ({"live": 1}, "Nothing is live right now"),
    ],
)
def test_an_empty_list_says_why(browser, query, expected):
    assert expected in browser.get("/e/demo/agenda", query).content.decode()


def test_groups_see_their_own_list(browser, talk, demo, ana, signed_in):
    board = Group.objects.create(event=demo, name="Board")
    talk.groups.add(board)
    member = core.attendee(demo, core.user("member@demo.example"))
    member.groups.add(board)

    assert b"Tide tables" in signed_in(member.user).get("/e/demo/agenda").content
    assert b"Tide tables" not in browser.get("/e/demo/agenda").content


def test_it_takes_the_same_queries_for_3_and_30(browser, demo, fake, django_assert_num_queries):
    def add(count):
        for _ in range(count):
            session = core.session(demo, provider="fake", track=core.track(demo))
            SessionSpeaker.objects.create(session=session, speaker=core.speaker(demo))

    add(3)
    browser.get("/e/demo/agenda")  # the pass and "last seen" are written once
    caches["local"].clear()
    with django_assert_num_queries(9):
        browser.get("/e/demo/agenda")
    add(27)
    caches["local"].clear()
    with django_assert_num_queries(9):
        browser.get("/e/demo/agenda")


def test_searches_push_nothing_out_that_others_share(browser, talk, django_assert_num_queries):
    browser.get("/e/demo/agenda")

    for number in range(settings.CACHES["local"]["OPTIONS"]["MAX_ENTRIES"] + 1):
        browser.get("/e/demo/agenda", {"q": f"tide {number}"}, headers=PART)

    with django_assert_num_queries(5):
        assert b"Tide tables" in browser.get("/e/demo/agenda").content


def test_attendees_with_the_same_groups_share_one_rendering(
    browser, talk, demo, signed_in, django_assert_num_queries
):
    browser.get("/e/demo/agenda")
    other = signed_in(core.attendee(demo, core.user("other@demo.example")).user)
    other.get("/e/demo/")

    with django_assert_num_queries(5):  # who they are, and nothing of the agenda
        assert b"Tide tables" in other.get("/e/demo/agenda").content


def ask_again(browser, tag, **headers):
    return browser.get("/e/demo/agenda", headers={"If-None-Match": tag} | headers)


def test_what_the_browser_has_is_not_sent_again(browser, talk):
    browser.get("/e/demo/")
    first = browser.get("/e/demo/agenda")

    again = ask_again(browser, first["ETag"])

    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == "private, no-cache"


def test_a_change_is_sent(browser, talk, demo, ana, clock):
    browser.get("/e/demo/")
    tag = browser.get("/e/demo/agenda")["ETag"]

    assert ask_again(browser, tag, **PART).status_code == 200  # the part is not the page
    live.set_live_state(talk, LiveState.LIVE, core.NOON)
    news = ask_again(browser, tag)
    assert b"Join meeting" in news.content
    ana.groups.add(Group.objects.create(event=demo, name="Board"))
    assert ask_again(browser, news["ETag"]).status_code == 200


def test_minutes_that_count_down_are_sent(browser, talk, clock):
    browser.get("/e/demo/")
    tag = browser.get("/e/demo/agenda")["ETag"]
    clock.shift(timedelta(seconds=59))
    assert ask_again(browser, tag).status_code == 304
    clock.shift(timedelta(seconds=1))

    assert "Starts in 29 min" in words(ask_again(browser, tag))


def test_live_rows_say_how_many_are_inside(browser, demo, fake):
    talk = core.session(demo, provider="fake", live_state=LiveState.LIVE)
    quiet = core.session(demo, provider="fake", live_state=LiveState.LIVE)
    type(talk).objects.filter(pk=talk.pk).update(inside=128)

    html = browser.get("/e/demo/agenda").text

    assert "128 people are inside" in html
    assert f'data-inside="{quiet.pk}" hidden>' in html
