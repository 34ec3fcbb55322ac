"""From the agenda into the meeting and out of it again, without a mouse."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import axe, evaluate
from tests.browser.join.rooms import JOIN_MS

MANY = 200  # more stops than any page of ours has: who needs more is trapped


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the link or button of that name has the focus, here or in the frame."""
    inside = page.frame_locator("iframe").locator(":focus")
    here = page.locator("a:focus, button:focus, span:focus")
    for _ in range(MANY):
        page.keyboard.press("Tab")
        at = here if here.count() else inside
        if at.count() and name in (at.get_attribute("aria-label") or at.inner_text()):
            return
    raise AssertionError(name)


def test_whole_way_by_keyboard(page, rooms):
    room = rooms["keyboard"]
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{room.url.rpartition('/')[0]}")
    tab_to(page, "Room keyboard")
    page.keyboard.press("Enter")
    page.wait_for_url(room.url)

    tab_to(page, "Join meeting")
    page.keyboard.press("Enter")
    frame = page.locator("iframe")
    expect(frame).to_be_focused()
    expect(frame).to_have_attribute("title", "Meeting: Room keyboard")
    inside = page.frame_locator("iframe")
    expect(inside.locator("#vcj-say")).to_have_text("You are in the meeting.", timeout=JOIN_MS)

    tab_to(page, "Leave")
    expect(inside.locator(":focus")).to_have_accessible_name("Leave")
    tab_to(page, "Bookmark")  # past Zoom's last button and out
    for _ in range(MANY):
        page.keyboard.press("Shift+Tab")
        if page.locator("[data-past]:focus").count():
            break
    page.keyboard.press("Enter")
    expect(page.locator("#past")).to_be_focused()

    page.keyboard.press("Shift+Tab")
    expect(inside.locator(":focus")).to_have_accessible_name("Leave")
    page.keyboard.press("Enter")
    tab_to(page, "Leave Meeting")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{room.url}?left=1")
    expect(page.locator("[data-left]")).to_be_focused()
    tab_to(page, "Join meeting again")
    assert axe(page) == []


def test_start_is_announced_and_leads_the_keyboard_in(page, rooms):
    room = rooms["announced"]
    page.goto(room.url)
    expect(page.get_by_role("heading", name="Waiting for the host")).to_be_visible()

    room.host_starts()

    said = page.locator("#vc-say")
    told = re.compile(r"The host has started\. We take you in after [345] seconds\.")
    expect(said).to_have_text(told)
    expect(page.locator("[data-cancel]")).to_be_focused()
    expect(page.locator("iframe")).to_be_focused()
    inside = page.frame_locator("iframe")
    expect(inside.locator("#vcj-say")).to_have_text("You are in the meeting.", timeout=JOIN_MS)


def test_reduced_motion_stills_the_wait(page, rooms):
    page.emulate_media(reduced_motion="reduce")
    page.route("**/ticket", lambda _route: None)
    page.goto(f"{rooms['keyboard'].url}/join", wait_until="commit")
    expect(page.locator("#vcj-phase")).to_have_text("Joining meeting…")

    moves = "getComputedStyle(document.querySelector('.vcj-spinner')).animationName"

    assert evaluate(page, moves) == "none"


def test_small_and_large(page, rooms):
    """At 320 px the wait and the dialog need no scrolling sideways."""
    page.set_viewport_size({"width": 320, "height": 568})
    page.route("**/ticket", lambda route: route.fulfill(status=409, json={"error": "not_started"}))
    page.goto(f"{rooms['keyboard'].url}/join", wait_until="commit")
    dialog = page.get_by_role("dialog", name="Joining meeting, timeout")
    expect(dialog).to_be_visible(timeout=JOIN_MS)

    assert evaluate(page, "document.documentElement.scrollWidth") <= 320
    expect(dialog.get_by_role("button", name="Retry")).to_be_in_viewport(ratio=1)
