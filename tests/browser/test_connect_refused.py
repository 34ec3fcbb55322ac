"""Connecting Zoom when something is in the way: every time a plain message and one way on.

A Zoom app can be live in one event alone, and the journey connects it: so this stack is its own.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import Stack, axe, running, sign_in

CLIENT_ID, SECRET = "sandboxGeneralApp00001", "sandboxGeneralSecret000000000001"
SDK = "sandboxSdkApp000000001", "sandboxSdkSecret0000000000000001"
BLOCK_WINDOWS = "window.open = () => null;"


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with running("browser-tests-refused") as started:
        yield started


@pytest.fixture
def page(context: BrowserContext, stack: Stack) -> Iterator[Page]:
    """Zoom's page of an event that has no connection, before and after."""
    page = context.new_page()
    sign_in(page, stack, "rival@demo.example", "/app/rival/integrations/zoom")
    yield page
    page.goto(f"{stack.url}/app/rival/integrations/zoom")
    if page.get_by_role("button", name="Disconnect").is_visible():
        page.get_by_role("button", name="Disconnect").click()
        page.get_by_role("dialog").get_by_role("button", name="Disconnect").click()
        expect(badge(page)).to_have_text("Not authorized")


def badge(page: Page) -> Locator:
    """The word beside "Connection"."""
    return page.get_by_role("region", name="Connection", exact=True).locator(".vc-state").first


def fill(page: Page, secret: str = SECRET) -> None:
    """Paste a pair that does both."""
    oauth = page.get_by_role("group", name="OAuth")
    oauth.get_by_label("Client ID").fill(CLIENT_ID)
    oauth.get_by_label("Client Secret").fill(secret)
    page.get_by_label("My Zoom app does both").check()


def answer_in_window(page: Page, answer: str) -> Page:
    """Press Authorize, and `answer` in the window that opens. Returns the window."""
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Authorize", exact=True).click()
    opened.value.get_by_role("button", name=answer).click()
    return opened.value


def expect_told(page: Page, title: str) -> Locator:
    """Expect the page's alert, and one main thing to do in it."""
    alert = page.get_by_role("alert").filter(has=page.get_by_role("heading", name=title))
    expect(alert).to_be_visible()
    expect(alert.locator(".btn-primary")).to_have_count(1)
    assert axe(page) == []
    return alert


def test_blocked_window_leads_through_this_tab(context, page, stack):
    page.add_init_script(BLOCK_WINDOWS)
    page.reload()
    fill(page)
    page.get_by_role("button", name="Authorize", exact=True).click()

    alert = expect_told(page, "Your browser blocked the Zoom window")
    expect(alert.get_by_role("button", name="Authorize in this tab")).to_be_focused()
    alert.get_by_role("button", name="Authorize in this tab").click()
    page.get_by_role("button", name="Allow").click()

    page.wait_for_url(f"{stack.url}/app/rival/integrations/zoom")
    expect(badge(page)).to_have_text("Connected")
    expect(page.get_by_text("Authorization successful. Zoom is connected.")).to_be_visible()
    assert len(context.pages) == 1


def test_declined_consent_connects_nothing(page):
    fill(page)
    window = answer_in_window(page, "Decline")

    expect(window.get_by_role("heading", name="You did not give consent")).to_be_visible()
    expect_told(page, "You did not give consent")
    expect(badge(page)).not_to_have_text("Connected")
    expect(page.get_by_text("Account number")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("group", name="OAuth").get_by_label("Client ID")).to_have_value(
        CLIENT_ID
    )


def refused_window(page: Page) -> Page:
    """Press Authorize with keys that cannot work: the window says so without going to Zoom."""
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Authorize", exact=True).click()
    return opened.value


def test_wrong_secret_is_named_and_what_was_typed_is_kept(page):
    fill(page, secret="notTheSecret00000000000000000000")
    refused_window(page)

    expect_told(page, "Zoom does not accept the OAuth Client Secret")
    expect(badge(page)).not_to_have_text("Connected")
    oauth = page.get_by_role("group", name="OAuth")
    expect(oauth.get_by_label("Client ID")).to_have_value(CLIENT_ID)
    expect(page.get_by_label("My Zoom app does both")).to_be_checked()
    expect(oauth.get_by_text("Stored, but Zoom does not accept it.")).to_be_visible()
    assert "notTheSecret" not in page.content()


def test_right_secret_after_the_wrong_one_connects(page):
    fill(page, secret="notTheSecret00000000000000000000")
    window = refused_window(page)
    told = "Zoom does not accept the OAuth Client Secret"
    expect(window.get_by_role("heading", name=told)).to_be_visible()
    window.close()
    expect_told(page, told)

    page.get_by_role("group", name="OAuth").get_by_label("Client Secret").fill(SECRET)
    answer_in_window(page, "Allow").wait_for_event("close")

    expect(badge(page)).to_have_text("Connected")
    expect(page.get_by_role("alert").filter(visible=True)).to_have_count(0)


def test_swapped_pairs_are_mended_by_one_click(page):
    page.get_by_label("Two pairs, as in the guide").check()
    for name, keys in (("OAuth", SDK), ("JWT", (CLIENT_ID, SECRET))):
        box = page.get_by_role("group", name=name)
        box.get_by_label("Client ID").fill(keys[0])
        box.get_by_label("Client Secret").fill(keys[1])
    window = refused_window(page)
    expect(window.get_by_role("heading", name="The two pairs look swapped")).to_be_visible()
    window.close()

    alert = expect_told(page, "The two pairs look swapped")
    with page.expect_popup() as opened:
        alert.get_by_role("button", name="Swap them and try again").click()
    opened.value.get_by_role("button", name="Allow").click()

    expect(badge(page)).to_have_text("Connected")


def test_window_that_tells_us_nothing_is_asked_for(page):
    fill(page)
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Authorize", exact=True).click()
    expect(opened.value.get_by_role("button", name="Allow")).to_be_visible()
    opened.value.close()

    alert = expect_told(page, "Zoom did not send you back here")
    alert.get_by_label("An account admin is required").check()
    alert.get_by_role("button", name="What to do then").click()

    expect_told(page, "Only an admin of the Zoom account can authorize this app")
