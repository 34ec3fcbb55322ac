"""Plan B in two browsers: who waits is led another way without touching anything, and back."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import WIDE, Stack, evaluate, sign_in

TITLE = "Harbour towns in 2050: a youth debate"
LINK = "https://stream.example.org/harbour"
SOON_MS = 60_000  # a slow machine's; news come within seconds


def test_waiting_attendee_is_led_to_a_link_and_back_without_reload(
    full_stack: Stack, browser: Browser
) -> None:
    olive = browser.new_context(viewport=WIDE).new_page()
    ana = browser.new_context(viewport=WIDE).new_page()
    for page in (olive, ana):
        page.context.set_default_timeout(30_000)
    wait_for_the_session(ana, full_stack)
    evaluate(ana, "window.sameAsBefore = true")

    switch(olive, full_stack)

    expect(ana.get_by_role("heading", name="This session has moved")).to_be_visible(timeout=SOON_MS)
    expect(ana.get_by_text("The hall is flooded.")).to_be_visible()
    way = ana.get_by_role("link", name="Go there")
    expect(way).to_have_attribute("href", LINK)
    expect(way).to_have_attribute("rel", "noopener noreferrer")
    expect(ana.locator("#vc-say")).to_contain_text("The new way in is on this page.")

    olive.get_by_role("button", name="Take plan B back").click()

    expect(way).to_be_hidden(timeout=SOON_MS)
    expect(ana.get_by_role("button", name="Join meeting")).to_be_visible()
    assert evaluate(ana, "window.sameAsBefore") is True
    for page in (olive, ana):
        page.context.close()


def wait_for_the_session(ana: Page, stack: Stack) -> None:
    sign_in(ana, stack, "ana@demo.example", "/e/demo/agenda?day=all")
    ana.get_by_role("link", name=TITLE, exact=True).click()
    expect(ana.get_by_role("heading", name=TITLE, level=1)).to_be_visible()


def switch(olive: Page, stack: Stack) -> None:
    sign_in(olive, stack, "olive@demo.example", "/app/demo/readiness")
    summary = olive.locator("summary").filter(has_text=TITLE)
    if summary.locator("..").get_attribute("open") is None:
        summary.click()
    olive.get_by_role("link", name=re.compile(rf"Plan B\s*: {TITLE}")).click()
    expect(olive.get_by_label("Link", exact=True)).to_be_hidden()
    olive.get_by_label("A link to anywhere else").check()
    expect(olive.get_by_label("Meeting or webinar", exact=True)).to_be_hidden()
    olive.get_by_label("Link", exact=True).fill(LINK)
    olive.get_by_label("What attendees read").fill("The hall is flooded.")
    olive.get_by_role("button", name="Next: confirm").click()
    expect(olive.get_by_text(LINK)).to_be_visible()
    olive.get_by_role("button", name="Send everybody there now").click()
    expect(olive.get_by_text("Plan B is on").first).to_be_visible()
