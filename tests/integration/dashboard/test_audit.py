"""Audit log: who did what to what, and when."""

import csv
import re

import pytest

from tests.factories import core
from tests.pages import text_of
from virtualcrowd.common import audit

AUDIT = "/app/demo/audit"


def test_shows_each_entry_with_its_changes(browser, demo, olive, rival):
    audit.record(
        event=demo,
        by=olive,
        action="Moved a session",
        target="Reefs",
        place="Agenda",
        changes={"Time": ("14:00", "14:45"), "Track": ("", "Data"), "Same": ("a", "a")},
    )
    audit.record(event=demo, by="Zoom", action="Refused", target="App", failed=True)
    theirs = rival.staff_roles.get().event
    audit.record(event=theirs, by=rival, action="Secret plan")

    response = browser.get(AUDIT)

    text = text_of(response)
    assert "Olive Organiser Moved a session Reefs What changed Time: 14:00 14:45" in text
    assert "Track: Data" in text
    assert "Same" not in text
    assert "Zoom Refused Failed App" in text
    assert text.index("Refused") < text.index("Moved a session")
    assert "Secret plan" not in text
    assert "<del>14:00</del>" in response.content.decode()


def test_what_people_typed_is_shown_as_text(browser, demo, olive):
    audit.record(event=demo, by=olive, action="Added", target="<script>alert(1)</script>")

    assert "<script>alert(1)" not in browser.get(AUDIT).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=moved+reefs", ["Moved"]),
        ("?q=agenda", ["Moved"]),
        ("?q=olive", ["Moved", "Added"]),
        ("?who=machines", ["Started"]),
        ("?who=people", ["Moved", "Added"]),
        ("?q=zzz", []),
        ("?who=x&page=y", ["Started", "Moved", "Added"]),
    ],
)
def test_search_and_filter(browser, demo, olive, query, found):
    audit.record(event=demo, by=olive, action="Added", target="Ana")
    audit.record(event=demo, by=olive, action="Moved", target="Reefs", place="Agenda")
    audit.record(event=demo, by="Zoom", action="Started")

    html = browser.get(AUDIT + query).content.decode()

    assert re.findall(r"<td><b>(\w+)</b>", html) == found
    if not found:
        assert "No entry matches this search." in html


def test_times_are_the_events(browser, olive, demo):
    demo.timezone = "Asia/Tokyo"
    demo.save()
    entry = audit.record(event=demo, by=olive, action="Added")
    type(entry).objects.update(at=core.NOON)

    assert "Wed 25 Nov, 21:00" in text_of(browser.get(AUDIT))


def test_pages_of_fifty_as_dear_as_one_entry(
    browser, demo, olive, django_assert_max_num_queries, django_assert_num_queries
):
    audit.record(event=demo, by=olive, action="Did")
    with django_assert_max_num_queries(30) as one:
        browser.get(AUDIT)
    for _ in range(55):
        audit.record(event=demo, by=olive, action="Did")

    with django_assert_num_queries(len(one)):
        first = browser.get(AUDIT)

    assert "1–50 of 56" in text_of(first)
    assert "51–56 of 56" in text_of(browser.get(f"{AUDIT}?page=2"))


def test_htmx_gets_the_log_alone(browser, demo, olive):
    audit.record(event=demo, by=olive, action="Did")

    html = browser.get(AUDIT, headers={"HX-Request": "true"}).content.decode()

    assert "<b>Did</b>" in html
    assert "<html" not in html


def test_empty_log_says_so(browser):
    assert "Nothing happened yet" in text_of(browser.get(AUDIT))


def test_download_holds_all_that_was_found_and_runs_nothing(browser, demo, olive, rival):
    demo.timezone = "Asia/Tokyo"
    demo.save()
    for number in range(52):
        audit.record(event=demo, by="Zoom", action="Started", target=f"Reefs {number}")
    entry = audit.record(
        event=demo, by=olive, action="Moved", target="=1+1", changes={"Time": ("14:00", "14:45")}
    )
    type(entry).objects.filter(pk=entry.pk).update(at=core.NOON)
    audit.record(event=rival.staff_roles.get().event, by=rival, action="Secret plan")

    answer = browser.get(f"{AUDIT}.csv")
    rows = list(csv.reader(answer.getvalue().decode("utf-8-sig").splitlines()))

    assert "attachment" in answer["Content-Disposition"]
    assert len(rows) == 54
    when, who, *what = next(row for row in rows if "Moved" in row)
    assert (when, who) == ("2026-11-25 21:00:00+09:00", "Olive Organiser")
    assert what == ["Moved", "'=1+1", "", "Time: 14:00 → 14:45", ""]
    some = browser.get(f"{AUDIT}.csv?q=moved").getvalue().decode()
    assert "Moved" in some
    assert "Started" not in some


def test_page_offers_the_download_of_what_it_shows(browser, demo, olive):
    audit.record(event=demo, by=olive, action="Moved")

    assert f'href="{AUDIT}.csv?q=moved"' in browser.get(f"{AUDIT}?q=moved&page=1").text
