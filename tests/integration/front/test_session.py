"""The session page in each of its states, and who may see it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories import core
from tests.integration.front.conftest import NUMBER, PASSCODE
from virtualcrowd.agenda.models import LiveState, PlanB, Session, SessionSpeaker
from virtualcrowd.events.models import Group

JOIN_LINK = re.compile(r'<a [^>]*href="([^"]+/join)"')


def page_of(session, **query):
    return reverse("front:session", args=[session.event.shortcode, session.pk], query=query)


def words(response) -> str:
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(text.split())


INNERMOST = re.compile(r"<(\w+)\b([^<>]*)>([^<>]*)</\1>")


def seen(response) -> str:
    """Return the words of the card without those that it keeps for later."""
    html = re.sub(r"<svg.*?</svg>", "", response.content.decode(), flags=re.DOTALL)
    html = html[html.index("<section") : html.index("</section>")]
    while INNERMOST.search(html):
        html = INNERMOST.sub(lambda m: "" if " hidden" in m[2] else f" {m[3]} ", html)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def kind(response) -> str:
    return re.search(r'data-card="(\w+)"', response.content.decode())[1]


def at(clock, minutes):
    """Move to so many minutes after the start."""
    clock.move_to(core.NOON + timedelta(minutes=minutes))


def test_before_the_lobby_it_counts_down_with_a_reason_why_one_cannot_join(browser, talk):
    response = browser.get(page_of(talk))

    assert kind(response) == "before"
    assert "Starts at 12:00 Starts in 30 min 00 hours 30 minutes 00 seconds" in seen(response)
    assert "The lobby opens at 11:50 Lisbon time. Stay here, we take you in." in words(response)
    assert not JOIN_LINK.search(response.content.decode())


def test_count_of_days_leaves_seconds_to_nobody(browser, talk, clock):
    at(clock, -60 * 26)

    told = seen(browser.get(page_of(talk)))

    assert "01 days 02 hours 00 minutes" in told
    assert "seconds" not in told  # the page's script hides them, too: nothing moves as it begins


def test_another_day_is_named(browser, talk, clock):
    at(clock, -60 * 26)

    response = browser.get(page_of(talk))

    assert "Starts Wed 25 Nov, 12:00 Upcoming 01 days 02 hours" in seen(response)


@pytest.mark.parametrize("minutes", [-10, 0, 45, 59])
def test_in_the_lobby_there_is_nothing_to_press(browser, talk, clock, minutes):
    at(clock, minutes)

    response = browser.get(page_of(talk))

    assert kind(response) == "lobby"
    assert "As soon as Host starts, you go in by yourself" in words(response)
    assert not JOIN_LINK.search(response.content.decode())


@pytest.mark.parametrize(
    ("minutes", "expected", "unexpected"),
    [
        (-10, "00 hours 10 minutes 00 seconds Starts in 10 min", "Host has not started yet"),
        (0, "Host has not started yet", "Starts in"),
    ],
)
def test_the_lobby_counts_down_and_misses_no_host_before_the_start(
    browser, talk, clock, minutes, expected, unexpected
):
    at(clock, minutes)

    shown = seen(browser.get(page_of(talk)))

    assert expected in shown
    assert unexpected not in shown


def test_the_host_of_the_agenda_is_named_before_the_providers(browser, talk, demo, clock):
    yuki = core.speaker(demo, name="Yuki Tanabe", position="Maintainer")
    SessionSpeaker.objects.create(session=talk, speaker=yuki, part=SessionSpeaker.Part.HOST)
    at(clock, -5)

    response = browser.get(page_of(talk))

    assert "As soon as Yuki Tanabe starts" in words(response)
    assert "Yuki Tanabe Host Maintainer" in words(response)


@pytest.mark.parametrize("minutes", [-30, 20, 120])
def test_live_can_be_joined_whatever_the_clock_says(browser, talk, clock, minutes):
    at(clock, minutes)
    talk.live_state, talk.live_changed_at = LiveState.LIVE, core.NOON
    talk.save()

    response = browser.get(page_of(talk))

    assert kind(response) == "live"
    assert JOIN_LINK.findall(response.content.decode()) == [f"{page_of(talk)}/join"]
    assert "Join meeting You join as Ana Attendee . Your name and e-mail" in words(response)
    assert "Started at 12:00, planned to end at 12:45 Lisbon time." in words(response)


def test_who_left_may_go_back(browser, talk):
    talk.live_state = LiveState.LIVE
    talk.save()

    response = browser.get(page_of(talk, left=1))

    assert "You left the meeting It is still going on. You can go back in any time" in words(
        response
    )
    assert "Join meeting again" in words(response)


def test_who_left_as_the_host_ended_it_is_told_that(browser, talk):
    talk.live_state = LiveState.ENDED
    talk.save()

    response = browser.get(page_of(talk, left=1))

    assert "You left the meeting It is over now." in words(response)


@pytest.mark.parametrize(("minutes", "expected"), [(-30, "before"), (-10, "open"), (60, "open")])
def test_without_news_of_the_host_zooms_page_waits(browser, talk, fake, clock, minutes, expected):
    fake.hears_start = False
    at(clock, minutes)

    response = browser.get(page_of(talk))

    assert kind(response) == expected
    said = {
        "before": "You can join from 11:50 Lisbon time.",
        "open": "Zoom’s own page waits for the host",
    }
    heading = {-30: "Starts at 12:00", -10: "Starts at 12:00 Starts in 10 min", 60: "Ready to join"}
    assert heading[minutes] in seen(response)
    assert said[expected] in words(response)
    assert bool(JOIN_LINK.search(response.content.decode())) == (expected == "open")


@pytest.mark.parametrize(("state", "minutes"), [(LiveState.ENDED, 20), (LiveState.UNKNOWN, 60)])
def test_over_leads_to_what_comes_next_on_the_track(browser, talk, demo, clock, state, minutes):
    at(clock, minutes)
    talk.track, talk.live_state = core.track(demo, name="Data"), state
    talk.save()
    later = core.NOON + timedelta(hours=2)
    core.session(demo, title="Sooner elsewhere", starts_at=later)
    core.session(demo, title="Same track", track=talk.track, starts_at=later + timedelta(hours=1))

    response = browser.get(page_of(talk))

    assert kind(response) == "ended"
    assert "This session is over" in words(response)
    assert "Next on this track Same track Wed 25 Nov, 15:00" in words(response)
    assert not JOIN_LINK.search(response.content.decode())


def test_what_comes_next_is_for_the_attendee(browser, talk, demo):
    talk.live_state = LiveState.ENDED
    talk.save()
    secret = core.session(demo, title="Board", starts_at=core.NOON + timedelta(hours=1))
    secret.groups.add(Group.objects.create(event=demo, name="Board"))

    assert "Board" not in words(browser.get(page_of(talk)))


def test_over_leads_to_nothing_that_does_not_take_place(browser, talk, demo, fake, clock):
    at(clock, 61)
    later = core.NOON + timedelta(hours=2)
    gone, saved, last = (
        core.session(
            demo, provider="fake", title=title, starts_at=later + timedelta(hours=n), **more
        )
        for n, (title, more) in enumerate(
            [("Gone", {}), ("Saved", {"plan_b": PlanB.MESSAGE}), ("Last", {})]
        )
    )
    fake.problems = {gone.pk: "deleted", saved.pk: "deleted"}

    assert "What comes next Saved" in words(browser.get(page_of(talk)))
    fake.problems = {}
    assert "What comes next Gone" in words(browser.get(page_of(talk)))
    fake.problems = dict.fromkeys((gone.pk, last.pk), "deleted")
    saved.delete()
    assert "What comes next" not in words(browser.get(page_of(talk)))


def test_a_meeting_that_is_gone_does_not_take_place(browser, talk, fake):
    fake.shown = {"is_cancelled": True}
    talk.live_state = LiveState.LIVE  # news that nobody took back
    talk.save()

    response = browser.get(page_of(talk))

    assert kind(response) == "cancelled"
    assert "Not taking place Cancelled" in words(response)
    assert "See what else is on" in words(response)
    assert not JOIN_LINK.search(response.content.decode())


def test_without_a_meeting_there_is_nothing_to_join(browser, talk):
    talk.provider, talk.location = "", "Room 2"
    talk.save()

    response = browser.get(page_of(talk))

    assert kind(response) == "none"
    assert "This session has no online meeting. It takes place at Room 2 ." in words(response)


def test_a_provider_that_is_no_longer_installed_is_no_meeting(browser, talk):
    talk.provider = "gone"
    talk.save()

    assert kind(browser.get(page_of(talk))) == "none"


def test_the_meetings_picture_wins_and_its_description_comes_second(browser, talk, fake):
    fake.shown = {"image_url": "/media/own.webp", "description": "From the library", "title": "Zm"}

    first = browser.get(page_of(talk)).content.decode()
    talk.description = "From <the> agenda"
    talk.save()
    second = browser.get(page_of(talk)).content.decode()

    assert '<img src="/media/own.webp"' in first
    assert "From the library" in first
    assert "<h1>Tide tables</h1>" in first
    assert "From &lt;the&gt; agenda" in second
    assert second.index("From &lt;the&gt; agenda") < second.index("From the library")


def test_neither_number_nor_passcode_stand_in_a_page(browser, talk, fake):
    talk.live_state = LiveState.LIVE
    talk.save()

    for url in (page_of(talk), f"{page_of(talk)}/card", "/e/demo/", "/e/demo/agenda"):
        html = browser.get(url).content.decode()
        assert "Tide tables" in html or url.endswith("card")
        assert NUMBER not in html
        assert PASSCODE not in html


def test_a_draft_is_for_staff_alone(browser, talk, stan, signed_in):
    talk.is_published = False
    talk.save()

    assert browser.get(page_of(talk)).status_code == 404
    assert "Only staff can see this yet: the session is a draft." in words(
        signed_in(stan).get(page_of(talk))
    )


def test_a_session_of_a_group_is_for_its_members(browser, talk, demo, ana):
    board = Group.objects.create(event=demo, name="Board")
    talk.groups.add(board)

    assert browser.get(page_of(talk)).status_code == 404
    ana.groups.add(board)
    assert browser.get(page_of(talk)).status_code == 200


@pytest.mark.parametrize("tail", ["", ".ics", "/card"])
def test_another_events_session_is_not_found(browser, rival, talk, tail):
    foreign = core.session(rival.staff_roles.get().event)

    assert browser.get(f"/e/demo/agenda/{talk.pk}{tail}").status_code == 200
    assert browser.get(f"/e/demo/agenda/{foreign.pk}{tail}").status_code == 404


def test_the_card_alone_is_sent_only_when_it_is_another(browser, talk, demo):
    url = f"{page_of(talk)}/card"

    whole = browser.get(url)

    assert whole.status_code == 200
    assert b"<html" not in whole.content
    assert browser.get(url, {"rev": demo.revision, "kind": "before"}).status_code == 204
    assert browser.get(url, {"rev": demo.revision, "kind": "lobby"}).status_code == 200
    assert browser.get(url, {"rev": demo.revision + 1, "kind": "before"}).status_code == 200
    assert browser.get(url, {"rev": "x", "kind": "before"}).status_code == 200


def test_the_card_says_when_time_alone_changes_it(browser, talk, clock):
    at(clock, -60)
    lobby = core.NOON - timedelta(minutes=10)

    assert f'data-changes="{lobby:%s}"' in browser.get(page_of(talk)).content.decode()


HOSTS = {"hosts": frozenset({"ana@demo.example"}), "host_url": "https://zoom.example/s/1"}


@pytest.mark.parametrize("state", ["", "live"])
def test_who_hosts_it_is_sent_to_zoom_and_never_taken_in(browser, talk, fake, state):
    Session.objects.update(live_state=state)
    fake.shown = HOSTS

    answer = browser.get(page_of(talk))

    shown, html = words(answer), answer.content.decode()
    assert "You host this" in shown
    assert 'href="https://zoom.example/s/1"' in html
    assert 'data-card="host"' in html
    assert "two places at once make an echo" in shown
    assert ("Join from here all the same" in shown) is (state == "live")
    assert f'href="/e/demo/agenda/{talk.pk}/join"' not in html


def test_nobody_else_sees_where_it_is_started(browser, talk, fake):
    fake.shown = {
        "hosts": frozenset({"olive@demo.example"}),
        "host_url": "https://zoom.example/s/1",
    }

    html = browser.get(page_of(talk)).content.decode()

    assert "zoom.example" not in html
    assert "olive@demo.example" not in html


def test_once_it_is_over_the_host_sees_what_all_see(browser, talk, fake):
    Session.objects.update(live_state="ended")
    fake.shown = HOSTS

    assert "This session is over" in words(browser.get(page_of(talk)))


def test_what_joining_needs_is_fetched_ahead_but_not_for_who_joins_in_zoom(browser, talk, fake):
    fake.shown = {"ahead": ("/static/a.js", "/static/b.css")}
    assert 'data-ahead="/static/a.js /static/b.css"' in browser.get(page_of(talk)).text

    fake.shown |= HOSTS
    assert "data-ahead" not in browser.get(page_of(talk)).text


@pytest.mark.parametrize(("shown", "is_hidden"), [({}, False), (HOSTS, True)])
def test_devices_are_checked_by_who_joins_here_and_only_on_a_press(
    browser, talk, fake, shown, is_hidden
):
    fake.shown = shown

    html = browser.get(page_of(talk)).text

    # Shown by the server: a script that reveals it would push down what is being read.
    section = re.search(r'<section [^>]*id="devices"[^>]*>', html)[0]
    assert section.endswith(" hidden>") == is_hidden
    assert "Check camera and microphone" in html


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        (1, "1 person is inside"),
        (128, "128 people are inside"),
        (10_000, "10,000 people are inside"),
    ],
)
def test_live_says_how_many_are_inside(browser, talk, people, expected):
    Session.objects.filter(pk=talk.pk).update(live_state=LiveState.LIVE, inside=people)

    response = browser.get(page_of(talk))

    assert expected in words(response)
    assert f'data-inside="{talk.pk}" data-people="{people}">' in response.text


def test_live_says_nothing_of_people_whom_nobody_counts(browser, talk):
    Session.objects.filter(pk=talk.pk).update(live_state=LiveState.LIVE, inside=None)

    response = browser.get(page_of(talk))

    assert "inside" not in words(response)
    assert f'data-inside="{talk.pk}" hidden>' in response.text  # a number may come yet


def test_what_is_not_live_has_nobody_inside(browser, talk):
    Session.objects.filter(pk=talk.pk).update(live_state=LiveState.ENDED, inside=5)

    assert "data-inside" not in browser.get(page_of(talk)).text
