"""Attendees' pages in browsers that lack something: scripts, storage, the right time, the line."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Stack, sign_in

LOBBY = "Hands-on: reading tide gauges with Python"
AHEAD = "Closing keynote: a coast is a promise"
NOTHING_KEPT = """
    const get = () => { throw new DOMException("", "SecurityError"); };
    for (const name of ["localStorage", "sessionStorage", "indexedDB"])
        Object.defineProperty(window, name, { get });
    delete window.Notification;
"""
HOURS_OFF = 5


@pytest.fixture
def asked(request: pytest.FixtureRequest) -> dict[str, Any]:
    return getattr(request, "param", {})


@pytest.fixture
def page(browser: Browser, full_stack: Stack, asked: dict[str, Any]) -> Iterator[Page]:
    context = browser.new_context(base_url=full_stack.url, **asked)
    context.set_default_timeout(8_000)
    page = context.new_page()
    sign_in(page, full_stack, "ana@demo.example")
    yield page
    context.close()


def open_session(page: Page, title: str) -> None:
    page.goto("/e/demo/agenda?day=all")
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


@pytest.mark.parametrize("asked", [{"java_script_enabled": False}], indirect=True)
def test_without_scripts_all_but_joining_works(page):
    page.goto("/e/demo/agenda")
    page.get_by_role("searchbox").fill("tide")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name=LOBBY, exact=True)).to_be_visible()
    for link in ("All days", "Live now"):
        page.goto("/e/demo/agenda")
        page.get_by_role("link", name=link, exact=True).click()
        expect(page.get_by_role("article")).not_to_have_count(0)

    open_session(page, LOBBY)
    expect(page.get_by_role("link", name="Check again")).to_be_visible()
    expect(page.get_by_role("radio")).to_have_count(0)
    expect(page.get_by_role("heading", name="Is your device ready?")).to_have_count(0)
    page.get_by_role("button", name="Bookmark").click()
    page.goto("/e/demo/agenda?mine=1&day=all")
    page.get_by_role("button", name=f"Bookmark {LOBBY}").click()
    expect(page.get_by_role("article")).to_have_count(0)

    page.goto("/e/demo/calendar")
    expect(page.get_by_role("link", name="Open in my calendar app")).to_be_visible()


def test_without_a_line_pages_say_so_and_come_back(page):
    lost = page.get_by_text("The connection is lost.")
    page.goto("/e/demo/agenda")
    page.context.set_offline(True)
    expect(lost).to_be_visible()
    mark = page.get_by_role("button", name="Bookmark").first
    mark.click()
    expect(page.locator("#vc-say")).to_have_text("That did not work: there is no connection.")
    expect(mark).to_have_attribute("aria-pressed", "false")
    page.context.set_offline(False)
    expect(lost).to_be_hidden()

    open_session(page, LOBBY)
    page.context.set_offline(True)
    expect(lost).to_be_visible()
    page.context.set_offline(False)
    expect(lost).to_be_hidden()


def test_without_storage_the_lobby_waits_all_the_same(page):
    told: list[str] = []
    page.on("pageerror", lambda error: told.append(str(error)))
    page.add_init_script(NOTHING_KEPT)

    open_session(page, LOBBY)
    page.get_by_label("Wake me with a sound").check()
    expect(page.get_by_text("we wake you")).to_be_visible()
    page.get_by_role("button", name="Switch light and dark").click()

    assert told == []


def test_a_wrong_clock_counts_down_to_the_right_moment(page):
    page.clock.install(time=time.time() + HOURS_OFF * 3600)

    open_session(page, AHEAD)
    card = page.locator("[data-card]")
    expect(card.locator("[data-unit=seconds] b")).not_to_have_text("")
    page.clock.run_for(1_500)  # then the page counts by itself
    units = {"days": 1440, "hours": 60, "minutes": 1}
    shown = sum(
        int(card.locator(f"[data-unit={unit}] b").text_content() or 0) * minutes
        for unit, minutes in units.items()
    )

    left = (int(card.get_attribute("data-starts") or 0) - time.time()) / 60
    assert abs(shown - left) < HOURS_OFF


def test_the_lobby_counts_down_to_the_start_and_then_waits(page):
    page.clock.install()
    open_session(page, LOBBY)
    card = page.locator("[data-card=lobby]")
    soon, late = card.get_by_text("Starts in"), card.get_by_text("Host has not started yet")
    expect(soon).to_be_visible()
    expect(card.get_by_role("timer")).to_be_visible()
    expect(late).to_be_hidden()

    page.clock.fast_forward("16:00")

    expect(late).to_be_visible()
    expect(soon).to_be_hidden()
    expect(card.get_by_role("timer")).to_be_hidden()
