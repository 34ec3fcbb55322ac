"""The help desk in two browsers: calls come by themselves, and nothing moves under who reads."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import WIDE, Stack, sign_in

TITLE = "Harbour towns in 2050: a youth debate"
TWO_LOOKS_MS = 11_000  # the page asks every five seconds


def test_call_shows_by_itself_and_stays_open_while_somebody_reads(
    full_stack: Stack, browser: Browser
) -> None:
    olive = browser.new_context(viewport=WIDE).new_page()
    ana = browser.new_context(viewport=WIDE).new_page()
    for page in (olive, ana):
        page.context.set_default_timeout(30_000)
    sign_in(olive, full_stack, "olive@demo.example", "/app/demo/help")
    expect(olive.get_by_role("heading", name="Nobody waits for help")).to_be_visible()

    ask(ana, full_stack)

    expect(olive.get_by_text("“It is black.”")).to_be_visible(timeout=30_000)
    told = olive.locator("summary").filter(has_text="What their browser told")
    told.click()
    olive.wait_for_timeout(TWO_LOOKS_MS)
    expect(told).to_be_focused()
    expect(olive.locator("dl").first).to_be_visible()

    olive.get_by_role("button", name="Settled").click()
    expect(olive.get_by_role("heading", name="Nobody waits for help")).to_be_visible()
    for page in (olive, ana):
        page.context.close()


def ask(ana: Page, stack: Stack) -> None:
    sign_in(ana, stack, "ana@demo.example", "/e/demo/agenda?day=all")
    ana.get_by_role("link", name=TITLE, exact=True).click()
    ana.get_by_role("link", name=re.compile("I cannot get in")).first.click()
    ana.get_by_label("What happens?").fill("It is black.")
    ana.get_by_role("button", name="Tell the organisers").click()
    expect(ana.get_by_role("heading", name="The organisers know")).to_be_visible()
