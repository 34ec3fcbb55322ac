"""Event home: the checklist reads real state; today's sessions; what happened. And the tiles."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.factories import core
from tests.fakes.meetings import use_meetings
from tests.pages import text_of
from virtualcrowd.agenda.models import Session
from virtualcrowd.agenda.providers import Check
from virtualcrowd.common import audit
from virtualcrowd.common.models import Heartbeat
from virtualcrowd.dashboard import readiness
from virtualcrowd.events.models import Attendee

MORNING = datetime(2026, 11, 25, 10, 42, tzinfo=UTC)


@pytest.fixture(autouse=True)
def meetings():
    with use_meetings() as provider, time_machine.travel(MORNING, tick=False):
        yield provider


def titles(event, level: str) -> list[str]:
    found = readiness.of(event, MORNING).checks
    return [check.title for check in found if check.level == level]


def test_says_what_is_ready_and_how_far_it_is(browser, demo, ana, meetings):
    core.session(demo, title="Reefs", provider="meetings")
    Attendee.objects.update(last_seen_at=MORNING)

    response = browser.get("/app/demo/")

    text = text_of(response)
    assert "5/5" in text
    assert "5 checks passed" in text
    assert "Everything that we can check is in order." in text
    assert "1 person on the list, 1 signed in at least once." in text
    assert "Live now, day 2 of 3" in text
    assert 'stroke-dasharray="201 202"' in response.content.decode()


def test_new_event_has_everything_to_do(demo):
    demo.is_published, demo.timezone = False, "UTC"
    demo.save()

    assert titles(demo, "warn") == [
        "The event is a draft",
        "The agenda is empty",
        "Nobody is on the list of attendees",
    ]
    assert titles(demo, "none") == ["The time zone is UTC"]
    assert titles(demo, "ok") == ["The fake is there"]


def test_agenda_of_drafts_is_no_agenda_for_attendees(demo):
    core.session(demo, is_published=False)

    assert "The only session is a draft" in titles(demo, "warn")

    core.session(demo, is_published=False)

    assert "All 2 sessions are drafts" in titles(demo, "warn")


def test_names_three_sessions_without_meeting_and_says_it_once_for_more(demo, meetings):
    for number in range(3):
        core.session(demo, title=f"Talk {number}", starts_at=core.NOON + timedelta(minutes=number))
    core.session(demo, title="Has one", provider="meetings")
    core.session(demo, title="A draft", is_published=False)
    core.session(demo, title="Over", starts_at=MORNING - timedelta(hours=3))

    assert titles(demo, "warn")[:3] == [f"“Talk {number}” has no meeting" for number in range(3)]

    core.session(demo, title="Talk 3", starts_at=core.NOON + timedelta(minutes=3))

    line = readiness.of(demo, MORNING).todo[0]
    assert line.title == "4 sessions have no meeting"
    assert line.detail == "“Talk 0”, “Talk 1” and 2 more. Nobody can join them yet."
    assert line.url == "/app/demo/builder/agenda/embed-many"


@pytest.mark.parametrize(("plan_b", "provider"), [("link", "meetings"), ("message", "")])
def test_tells_of_plan_b_until_it_is_taken_back(demo, meetings, plan_b, provider):
    session = core.session(demo, title="Reefs", plan_b=plan_b, provider=provider)

    assert titles(demo, "warn")[0] == "“Reefs”: plan B is on"

    Session.objects.filter(pk=session.pk).update(plan_b="", provider="meetings")
    assert not [title for title in titles(demo, "warn") if "Reefs" in title]


def test_puts_the_worst_first_and_links_to_what_to_do(browser, demo, meetings, monkeypatch):
    bad = Check("bad", "Zoom is not connected", "Why.", "Connect Zoom", "/connect-it")
    monkeypatch.setattr(type(meetings), "checks", lambda *_: [bad])

    html = browser.get("/app/demo/").content.decode()

    assert html.index("Zoom is not connected") < html.index("The agenda is empty")
    assert 'href="/connect-it"' in html
    assert "Attendees may notice the red ones today." in html


def test_counts_nobody_of_the_staff_and_nobody_blocked(demo, ana):
    core.attendee(demo, core.user(), is_staff=True)
    core.attendee(demo, core.user(), is_blocked=True)

    check = readiness.of(demo, MORNING).checks[-1]

    assert check.detail == "1 person on the list, 0 signed in at least once."


def test_today_shows_what_is_on_and_next_in_the_events_zone(browser, demo, meetings):
    on = core.session(
        demo, title="Seagrass", starts_at=MORNING - timedelta(minutes=40), provider="meetings",
        live_state="live",
    )  # fmt: skip
    core.session(
        demo, title="Tides", starts_at=MORNING + timedelta(minutes=18), provider="meetings"
    )
    core.session(demo, title="Gone by", starts_at=MORNING - timedelta(hours=4))
    core.session(demo, title="Tomorrow", starts_at=MORNING + timedelta(days=1))
    meetings.behind[on.pk] = "1"

    text = text_of(browser.get("/app/demo/"))

    today = text[text.index("Today") :]
    assert "Today 10:42 Lisbon" in text
    assert "10:02 Seagrass Live" in today
    assert "11:00 Tides Starts in 18 min" in today
    assert "Gone by" not in today
    assert "Tomorrow" not in today


def test_a_day_without_sessions_shows_the_next_ones(browser, demo):
    core.session(demo, title="Tomorrow", starts_at=MORNING + timedelta(days=1))

    assert "Thu 26 Nov 10:42 Tomorrow" in text_of(browser.get("/app/demo/"))


def test_asks_as_much_for_many_sessions_as_for_one(
    browser, demo, olive, ana, meetings, django_assert_num_queries,
    django_assert_max_num_queries,
):  # fmt: skip
    def fill(count: int) -> None:
        for number in range(count):
            at = MORNING + timedelta(minutes=20 + number)
            meetings.behind[core.session(demo, provider="meetings", starts_at=at).pk] = "1"
            core.session(demo, starts_at=at)
            core.attendee(demo, core.user())
            audit.record(event=demo, by=olive, action="Did something")

    fill(1)
    with django_assert_max_num_queries(40) as one:
        browser.get("/app/demo/")
    fill(5)

    with django_assert_num_queries(len(one)):
        browser.get("/app/demo/")


def test_just_now_shows_the_latest_three(browser, demo, olive):
    for number in range(4):
        audit.record(event=demo, by=olive, action=f"Did {number}", target="Reefs")

    text = text_of(browser.get("/app/demo/"))

    just_now = text[text.index("Just now") :]
    assert re.findall(r"Did \d", just_now) == ["Did 3", "Did 2", "Did 1"]


def test_plugins_and_libraries_show_the_tiles_of_providers(browser):
    for page in ("integrations", "libraries"):
        response = browser.get(f"/app/demo/{page}")
        assert response.status_code == 200
    assert "zoom meetings &amp; webinars" in browser.get("/app/demo/integrations").content.decode()
    assert "Fakes" in text_of(browser.get("/app/demo/libraries"))


def test_menu_knows_where_it_is_and_lists_the_providers_libraries(browser):
    html = browser.get("/app/demo/audit").content.decode().partition("<main")[0]

    assert html.count('aria-current="page"') == 2  # the menu's and the breadcrumb's
    assert 'href="/app/demo/audit" aria-current="page"' in html
    assert 'href="/fakes"' in html
    assert "24–26 Nov · live now" in html


def test_live_sessions_say_how_many_are_inside(browser, demo, meetings):
    for people in (128, None):
        session = core.session(
            demo, provider="meetings", starts_at=MORNING, live_state="live", inside=people
        )
        meetings.behind[session.pk] = "1"

    assert text_of(browser.get("/app/demo/")).count("inside") == 1
    assert "Live 128 inside" in text_of(browser.get("/app/demo/"))


@pytest.mark.parametrize(("minutes", "level"), [(2, "ok"), (4, "bad")])
def test_worker_that_has_gone_is_told_on_both_pages(browser, demo, minutes, level):
    Heartbeat.objects.create(name="worker", at=MORNING - timedelta(minutes=minutes))

    for page in ("/app/demo/", "/app/demo/readiness"):
        html = browser.get(page).content.decode()
        assert ("background work stands still" in html) is (level == "bad")
    if level == "bad":
        assert "10:38 (Lisbon) was its last sign" in readiness.of(demo, MORNING).bad[0].detail
