"""What readers of German see, beside readers of English who ask for the same."""

from datetime import timedelta

import pytest

from tests.factories import core
from tests.integration.front.test_session import page_of, words
from virtualcrowd.agenda import bookmarks
from virtualcrowd.front import calendars

GERMAN, ENGLISH = {"Accept-Language": "de"}, {"Accept-Language": "en"}
PART = {"HX-Request": "true"}


@pytest.mark.parametrize("part", [{}, PART])
@pytest.mark.parametrize(
    ("page", "german", "english"),
    [
        ("", "Als Nächstes im Programm", "Next on the agenda"),
        ("", "Beginnt in 30\u00a0Min.", "Starts in 30 min"),
        ("agenda", "Alle Zeiten gelten für Lissabon.", "All times are Lisbon time."),
        ("agenda", "Beginnt in 30\u00a0Min.", "Starts in 30 min"),
        ("agenda", "Mi., 25. · heute", "Wed 25 · today"),
    ],
)
def test_what_is_drawn_once_is_drawn_once_a_language(browser, talk, page, german, english, part):
    first = browser.get(f"/e/demo/{page}", headers=GERMAN | part)
    second = browser.get(f"/e/demo/{page}", headers=ENGLISH | part)
    third = browser.get(f"/e/demo/{page}", headers=GERMAN | part)

    assert german in first.text
    assert english in second.text
    assert german not in second.text
    assert german in third.text


def test_a_page_kept_by_the_browser_is_of_its_language(browser, talk):
    browser.get("/e/demo/agenda")
    english = browser.get("/e/demo/agenda", headers=ENGLISH)["ETag"]

    again = browser.get("/e/demo/agenda", headers=ENGLISH | {"If-None-Match": english})
    german = browser.get("/e/demo/agenda", headers=GERMAN | {"If-None-Match": english})

    assert (again.status_code, german.status_code) == (304, 200)
    assert "Accept-Language" in german["Vary"]


def test_times_read_as_a_german_writes_them(browser, talk, clock):
    soon = words(browser.get(page_of(talk), headers=GERMAN))
    clock.shift(timedelta(days=-1))
    later = words(browser.get(page_of(talk), headers=GERMAN))

    assert "Mittwoch, 25. November, 12:00 – 12:45 Uhr (Lissabon)" in soon
    assert "Beginnt um 12:00 Uhr" in soon
    assert "Die Lobby öffnet um 11:50 Uhr (Lissabon)." in soon
    assert "Beginnt am Mi., 25. Nov., 12:00 Uhr" in later


@pytest.mark.parametrize(
    ("count", "said", "marked"),
    [
        (0, "0 Sessions", "Sie haben sich noch nichts gemerkt"),
        (1, "1 Session", "1 gemerkte Session."),
        (2, "2 Sessions", "2 gemerkte Sessions."),
    ],
)
def test_counts_have_their_plural(browser, demo, ana, count, said, marked):
    for _ in range(count):
        bookmarks.mark(attendee=ana, session=core.session(demo), is_marked=True)

    assert f'data-said="{said}"' in browser.get("/e/demo/agenda", headers=GERMAN).text
    assert marked in words(browser.get("/e/demo/calendar", headers=GERMAN))


def test_a_calendar_speaks_its_owners_language(client, talk, ana):
    bookmarks.mark(attendee=ana, session=talk, is_marked=True)
    url = calendars.feed_url(ana, ana.event).removeprefix("http://testserver")

    before = client.get(url, headers=GERMAN).text  # said by the calendar's server
    ana.user.language = "de"
    ana.user.save()
    after = client.get(url, headers=ENGLISH).text

    assert "X-WR-CALNAME:Open Water 2026: my agenda" in before
    assert "X-WR-CALNAME:Open Water 2026: mein Programm" in after
