"""What is the reader's own: bookmarks, and the clock that times are shown by."""

from html.parser import HTMLParser

import pytest
from django.utils.html import escape

from tests.factories import core
from tests.integration.front.test_agenda import titles
from tests.integration.front.test_session import words
from virtualcrowd.agenda import bookmarks, passes, sessions
from virtualcrowd.events.models import Event
from virtualcrowd.front import marks

FETCH = {"X-Requested-With": "fetch"}


def test_the_button_works_without_a_script_and_leads_back(browser, talk):
    back = "/e/demo/agenda?day=2026-11-25"

    answer = browser.post("/e/demo/bookmark", {"add": talk.pk, "back": back})

    assert (answer.status_code, answer.url) == (302, back)
    assert titles(browser, mine=1) == ["Tide tables"]


def test_a_script_wants_no_page_back(browser, talk):
    browser.post("/e/demo/bookmark", {"add": talk.pk}, headers=FETCH)
    answer = browser.post("/e/demo/bookmark", {"drop": talk.pk}, headers=FETCH)

    assert answer.status_code == 204
    assert titles(browser, mine=1) == []


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/e/", "/app/", ""])
def test_it_leads_nowhere_else(browser, talk, back):
    answer = browser.post("/e/demo/bookmark", {"add": talk.pk, "back": back})

    assert answer.url == "/e/demo/agenda"


def test_what_one_does_not_see_cannot_be_marked(browser, demo, fake):
    draft = core.session(demo, is_published=False)

    assert browser.post("/e/demo/bookmark", {"add": draft.pk}).status_code == 404
    assert browser.post("/e/demo/bookmark", {}).status_code == 404


def test_in_the_shared_list_each_reader_finds_their_own(browser, talk, demo, ana, signed_in):
    other = signed_in(core.attendee(demo, core.user("other@demo.example")).user)
    bookmarks.mark(attendee=ana, session=talk, is_marked=True)

    pressed = f'name="drop" value="{talk.pk}" aria-pressed="true"'
    assert pressed in browser.get("/e/demo/agenda").content.decode()
    assert pressed in browser.get(f"/e/demo/agenda/{talk.pk}").content.decode()
    theirs = other.get("/e/demo/agenda").content.decode()
    assert pressed not in theirs
    assert f'name="add" value="{talk.pk}" aria-pressed="false"' in theirs


class Attributes(HTMLParser):
    """The names of all attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.names |= {name for name, _ in attrs}


def test_no_title_can_bring_attributes_of_its_own(browser, talk):
    talk.title = f"Tides {marks.slot(talk.pk)} data-evil=/app/ x="
    talk.save()

    page = browser.get("/e/demo/agenda").text

    assert "data-evil" in page
    assert "data-evil" not in Attributes(page).names


def test_a_page_kept_from_before_the_mark_is_drawn_anew(browser, talk):
    browser.get("/e/demo/")
    tag = browser.get("/e/demo/agenda")["ETag"]
    browser.post("/e/demo/bookmark", {"add": talk.pk}, headers=FETCH)

    answer = browser.get("/e/demo/agenda", headers={"If-None-Match": tag})

    assert answer.status_code == 200


def test_times_are_the_events_until_the_browser_tells_its_zone(browser, talk):
    assert "12:00 Lisbon" in words(browser.get("/e/demo/agenda"))

    browser.cookies["vc_zone"] = "Asia%2FTokyo"
    shown = words(browser.get("/e/demo/agenda"))

    assert "21:00 12:00 Lisbon" in shown
    assert "Tokyo, my time Lisbon" in shown


def test_the_events_time_can_be_chosen_and_stays(browser, talk):
    browser.cookies["vc_zone"] = "Asia/Tokyo"

    assert "12:00 Lisbon" in words(browser.get("/e/demo/agenda", {"tz": "event"}))
    assert "12:00 – 12:45 Lisbon time" in words(browser.get(f"/e/demo/agenda/{talk.pk}"))
    assert "your time" in words(browser.get(f"/e/demo/agenda/{talk.pk}", {"tz": "mine"}))


def test_another_day_there_is_named(browser, talk):
    browser.cookies["vc_zone"] = "Pacific/Auckland"  # 13 hours ahead

    assert "01:00 Wed 12:00 Lisbon" in words(browser.get("/e/demo/agenda"))
    shown = words(browser.get(f"/e/demo/agenda/{talk.pk}"))
    assert "Thursday 26 November, 01:00 – 01:45 your time (Wed 12:00 Lisbon)" in shown


@pytest.mark.parametrize("zone", ["Europe/London", "../../etc/passwd", "", "Not/AZone"])
def test_a_zone_that_reads_alike_or_is_none_changes_nothing(browser, talk, zone):
    browser.cookies["vc_zone"] = zone

    shown = words(browser.get("/e/demo/agenda"))

    assert "All times are Lisbon time." in shown
    assert "my time" not in shown


def test_a_session_that_moved_says_so(browser, talk, olive):
    sessions.move(session=talk, starts_at=talk.ends_at, by=olive)

    assert "New time It was on Wed 25 Nov, 12:00 before." in words(
        browser.get(f"/e/demo/agenda/{talk.pk}")
    )
    assert "New time" in words(browser.get("/e/demo/agenda"))


def test_after_a_week_the_new_time_is_the_time(browser, talk, olive, clock):
    later = talk.starts_at.replace(day=26)
    clock.shift(-8 * 86400)
    sessions.move(session=talk, starts_at=later, by=olive)
    clock.shift(8 * 86400)

    assert "New time" not in words(browser.get(f"/e/demo/agenda/{talk.pk}"))


def test_ones_name_can_be_chosen_where_the_organisers_let_people(browser, talk, demo, ana):
    assert browser.get("/e/demo/name").status_code == 404
    Event.objects.update(names_editable=True)

    assert browser.post("/e/demo/name", {"shown_name": " Ann  K. "}).status_code == 302
    answer = browser.get(f"/e/demo/agenda/{talk.pk}")

    assert "You join as Ann K. ( change )" in words(answer)
    held = passes.verify(browser.cookies[passes.COOKIE].value.encode(), 0)
    assert held.name == "Ann K."


@pytest.mark.parametrize("wrong", ["<b>Ana</b>", "x" * 65])
def test_a_name_that_zoom_would_refuse_is_refused_here_and_kept_in_the_form(browser, demo, wrong):
    Event.objects.update(names_editable=True)

    answer = browser.post("/e/demo/name", {"shown_name": wrong})

    assert answer.status_code == 422
    assert escape(wrong) in answer.text
