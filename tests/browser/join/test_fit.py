"""Browsers in which Zoom's client would only stand still are told so before it is fetched."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.browser.join.rooms import expect_told, join

UNFIT = "This browser cannot run Zoom"
BACK = "Back to the session"
NO_STORAGE = """
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("", "SecurityError"); } });
}"""


@pytest.mark.parametrize(
    ("change", "title", "buttons"),
    [
        ("delete window.RTCPeerConnection", UNFIT, [BACK]),
        ("delete window.WebAssembly", UNFIT, [BACK]),
        ("WebAssembly.Module = function () { throw new Error(); }", UNFIT, [BACK]),
        ("delete Navigator.prototype.mediaDevices", UNFIT, [BACK]),
        (NO_STORAGE, "This browser stores nothing for this site", [BACK, "Retry"]),
        (
            "Object.defineProperty(window, 'isSecureContext', { value: false })",
            "This address is not secure",
            [BACK],
        ),
    ],
    ids=["no-calls", "no-wasm", "wasm-refused", "no-devices", "no-storage", "insecure"],
)
def test_what_the_browser_lacks_is_said(page, rooms, change, title, buttons):
    fetched = []
    page.on("request", lambda asked: fetched.append(asked.url) if ".min.js" in asked.url else None)
    page.add_init_script(change)

    join(page, rooms["unfit"])

    expect_told(page, title, *buttons)
    assert fetched == []


@pytest.mark.parametrize("fault", ["unreadable", "lost"])
def test_page_whose_own_script_does_not_run_says_so(page, rooms, fault):
    def spoil(route):
        if fault == "lost":
            route.abort()
        else:
            route.fulfill(body="const a = ;", content_type="text/javascript")

    page.route("**/zoom/join/join*.js", spoil)

    join(page, rooms["unfit"])

    told = page.get_by_role("alert")
    expect(told).to_contain_text("This page did not start.")
    expect(page.locator("#vcj-phase")).to_be_hidden()
    expect(page.get_by_role("link", name=BACK)).to_be_visible()


def test_words_around_zooms_client_follow_the_readers_text_size(page, rooms):
    reader = page.context.new_cdp_session(page)
    reader.send("Page.setFontSizes", {"fontSizes": {"standard": 24}})
    page.add_init_script("delete window.RTCPeerConnection")

    join(page, rooms["unfit"])
    page.add_style_tag(url=f"/{settings.ZOOM_SDK_PREFIX}/ui/zoom-meetingsdk.css")

    expect(page.locator("html")).to_have_css("font-size", "16px")  # it is Zoom's by now
    expect(page.locator("[data-words]")).to_have_css("font-size", "24px")
    expect(page.locator("#vcj-title")).to_have_css("font-size", "28.5px")
    expect(page.get_by_role("link", name="ask the organisers")).to_have_css("font-size", "21px")
    expect(page.get_by_role("button", name=BACK)).to_have_css("font-size", "24px")
