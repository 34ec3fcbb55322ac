"""A reader chooses German, stays where they are, and every page holds together on a small phone."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Stack, axe, evaluate, sign_in
from tests.browser.test_pages import DOUBLE_TEXT, NARROW, SESSIONS, out, visitor

PAGES = ["", "agenda", "agenda?mine=1", "agenda?q=zzz", "speakers", "calendar"]


def test_german_is_chosen_in_place_and_fits_a_small_phone(
    browser: Browser, full_stack: Stack
) -> None:
    context, page = visitor(browser)
    sign_in(page, full_stack, "ana@demo.example", "/e/demo/agenda")
    choose_in_a_filtered_list(page)
    paths = [f"/e/demo/{one}" for one in PAGES] + [path_of(page, one) for one in SESSIONS.values()]

    page.set_viewport_size(NARROW)

    assert [fault for path in paths for fault in look(page, full_stack.url + path)] == []
    context.close()


def choose_in_a_filtered_list(page: Page) -> None:
    page.get_by_role("link", name="All days").click()
    expect(page).to_have_url(re.compile("day=all"))
    page.get_by_role("contentinfo").get_by_role("button", name="Deutsch").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Programm")
    assert "day=all" in page.url
    assert evaluate(page, "gettext('Copied')") == "Kopiert"
    page.set_viewport_size(NARROW)
    page.reload()
    for chosen in page.locator("#agenda-list [aria-current]").all():  # rows are wider than phones
        expect(chosen).to_be_in_viewport(ratio=0.9)


def path_of(page: Page, title: str) -> str:
    link = page.get_by_role("link", name=title, exact=True).first
    return link.get_attribute("href") or ""


def look(page: Page, url: str) -> list[str]:
    page.goto(url)
    faults = [*out(page), *axe(page)]
    evaluate(page, DOUBLE_TEXT)  # German words are long
    return [f"{url}: {fault}" for fault in (*faults, *out(page))]
