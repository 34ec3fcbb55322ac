import re
from urllib.parse import unquote_plus

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import core
from tests.integration.front.conftest import NUMBER, PASSCODE
from virtualcrowd.agenda import bookmarks, live, sessions
from virtualcrowd.events import people
from virtualcrowd.events.models import Event
from virtualcrowd.front import calendars


def lines(browser, session) -> list[str]:
    answer = browser.get(f"/e/demo/agenda/{session.pk}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{"tide-tables"}.ics"'
    return answer.content.decode().replace("\r\n ", "").split("\r\n")


def test_it_says_what_where_and_when_in_utc(browser, talk, demo):
    talk.description, talk.location = "Bring a laptop,\nplease; thanks", "Online"
    talk.save()
    url = f"http://testserver/e/demo/agenda/{talk.pk}"

    found = lines(browser, talk)

    assert found[4:] == [
        "BEGIN:VEVENT",
        f"UID:session-{talk.pk}@testserver",
        "SEQUENCE:0",
        f"DTSTAMP:{timezone.now():%Y%m%dT%H%M%SZ}",
        "DTSTART:20261125T120000Z",
        "DTEND:20261125T124500Z",
        "SUMMARY:Tide tables (Open Water 2026)",
        f"DESCRIPTION:Bring a laptop\\,\\nplease\\; thanks\\n\\n{url}",
        "LOCATION:Online",
        f"URL:{url}",
        "STATUS:CONFIRMED",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:Tide tables (Open Water 2026)",
        "TRIGGER:-PT10M",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_newer_copy_replaces_the_older(browser, talk, demo):
    before = lines(browser, talk)
    live.agenda_changed(demo.pk, core.session(demo).pk)  # not this one
    live.agenda_changed(demo.pk, talk.pk)
    after = lines(browser, talk)

    assert before[5] == after[5]
    assert (before[6], after[6]) == ("SEQUENCE:0", "SEQUENCE:1")


def test_a_cancelled_meeting_is_cancelled_in_the_calendar(browser, talk, fake):
    fake.problems = {talk.pk: "deleted"}

    assert "STATUS:CANCELLED" in lines(browser, talk)
    assert "BEGIN:VALARM" not in lines(browser, talk)


def test_calendars_in_a_browser_get_the_same_and_no_way_in(browser, talk):
    page = browser.get(f"/e/demo/agenda/{talk.pk}").content.decode()
    hosts = ("calendar.google.com", "outlook.live.com", "outlook.office.com")

    links = {
        host: url
        for url in re.findall('href="(https://[^"]+)"', page)
        for host in hosts
        if host in url
    }

    assert set(links) == set(hosts)
    for url in map(unquote_plus, links.values()):
        assert f"http://testserver/e/demo/agenda/{talk.pk}" in url
        assert "Tide tables (Open Water 2026)" in url
        assert NUMBER not in url
        assert PASSCODE not in url
    assert "dates=20261125T120000Z%2F20261125T124500Z" in links["calendar.google.com"]


def feed_of(browser, **query) -> str:
    page = browser.get("/e/demo/calendar").content.decode()
    url = re.search(r"http://testserver(/e/demo/calendar/\S+\.ics)</code>", page)[1]
    return Client().get(url, query)  # a calendar signs in nowhere


def titles(answer) -> list[str]:
    return re.findall(r"SUMMARY:(.+?) \(", answer.content.decode())


def test_a_feed_holds_ones_own_agenda_or_the_whole(browser, talk, demo, ana):
    core.session(demo, title="Gauges", starts_at=talk.ends_at)
    core.session(demo, title="Draft", is_published=False)
    bookmarks.mark(attendee=ana, session=talk, is_marked=True)

    mine = feed_of(browser)

    assert titles(mine) == ["Tide tables"]
    assert "X-WR-CALNAME:Open Water 2026: my agenda" in mine.content.decode()
    assert titles(feed_of(browser, all=1)) == ["Tide tables", "Gauges"]
    assert feed_of(browser).text.count("BEGIN:VALARM") == 1
    assert "BEGIN:VALARM" not in feed_of(browser, all=1).text  # nobody goes to all of them


def test_a_feed_follows_changes_under_the_same_name(browser, talk, ana, olive):
    bookmarks.mark(attendee=ana, session=talk, is_marked=True)
    before = feed_of(browser).content.decode()
    sessions.move(session=talk, starts_at=talk.ends_at, by=olive)

    after = feed_of(browser).content.decode()

    uid = f"UID:session-{talk.pk}@testserver"
    assert uid in before
    assert uid in after
    assert ("SEQUENCE:0" in before, "SEQUENCE:1" in after) == (True, True)
    assert "DTSTART:20261125T124500Z" in after


def test_a_new_address_makes_the_old_one_worthless(browser, talk, ana):
    old = calendars.feed_url(ana, ana.event)

    assert browser.post("/e/demo/calendar/new").status_code == 302

    assert Client().get(old).status_code == 404
    assert feed_of(browser).status_code == 200


@pytest.mark.parametrize("wrong", ["1-0", "zz-1", "ffffffffffffffffffffffff-1", "1"])
def test_a_made_up_address_is_none(demo, wrong):
    assert Client().get(f"/e/demo/calendar/{wrong}.ics").status_code == 404


def test_who_may_not_attend_any_more_has_no_feed(demo, talk, ana, olive):
    url = calendars.feed_url(ana, demo)
    assert Client().get(url).status_code == 200
    assert Client().get(url.replace("/e/demo/", "/e/rival/")).status_code == 404

    people.set_blocked(attendee=ana, is_blocked=True, by=olive)
    assert Client().get(url).status_code == 404

    people.set_blocked(attendee=ana, is_blocked=False, by=olive)
    Event.objects.update(is_published=False)
    assert Client().get(url).status_code == 404


def test_staff_lose_their_feed_with_their_role(demo, talk, stan):
    here = people.attendee_for(user=stan, event=demo, now=timezone.now())
    url = calendars.feed_url(here, demo)
    assert Client().get(url).status_code == 200

    demo.staff.filter(user=stan).delete()

    assert Client().get(url).status_code == 404


def test_a_name_without_letters_still_makes_a_file(browser, demo, fake):
    session = core.session(demo, title="潮汐")

    answer = browser.get(f"/e/demo/agenda/{session.pk}.ics")

    assert f'filename="session-{session.pk}.ics"' in answer["Content-Disposition"]
    assert "SUMMARY:潮汐 (Open Water 2026)" in answer.content.decode()
