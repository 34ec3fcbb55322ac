"""The organiser's guide, lived once from the first sign-in to the meeting: no step is skipped.

Olive organises in one browser, Ana attends in another, and somebody is the host in the stand-in of
Zoom. The client that opens is Zoom's own.
"""

import re

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import WIDE, Stack, leave, picture, sign_in

TITLE = "Hands-on: reading tide gauges with Python"
NUMBER = "84577192064"
PASSCODE = "gauge3"
GENERAL = ("sandboxGeneralApp00001", "sandboxGeneralSecret000000000001")
SDK = ("sandboxSdkApp000000001", "sandboxSdkSecret0000000000000001")
JOINED_MS = 90_000


def test_connect_import_embed_join(stack: Stack, browser: Browser) -> None:
    olive = browser.new_context(viewport=WIDE).new_page()
    ana = browser.new_context(viewport=WIDE).new_page()
    for page in (olive, ana):
        page.context.set_default_timeout(20_000)

    events_to_home(olive, stack)
    connect(olive, stack)
    import_items(olive, stack)
    describe(olive, stack)
    embed(olive, stack)
    send_links(olive, stack)
    wait_in_the_lobby(ana, stack)
    host_starts_and_ana_is_in(ana, stack)
    leave_and_come_back(ana, stack)

    for page in (olive, ana):
        page.context.close()


def events_to_home(olive: Page, stack: Stack) -> None:
    sign_in(olive, stack, "olive@demo.example")
    expect(olive.get_by_role("heading", name="Events", exact=True)).to_be_visible()
    olive.get_by_role("link", name="Open Water 2026").click()
    expect(olive.get_by_role("heading", name="Is everything ready?")).to_be_visible()
    expect(olive.get_by_text("Zoom is not connected").first).to_be_visible()
    picture(olive, "event-home")


def connect(olive: Page, stack: Stack) -> None:
    olive.get_by_role("link", name="Plugins").click()
    olive.get_by_role("main").get_by_role("link", name="Zoom").first.click()
    redirect = f"{stack.url}/cms/integrations/zoom/redirect-callback/"
    expect(olive.get_by_text(redirect, exact=True).first).to_be_visible()
    jwt, oauth = olive.get_by_role("group", name="JWT"), olive.get_by_role("group", name="OAuth")
    jwt.get_by_label("Client ID").fill(SDK[0])
    jwt.get_by_label("Client Secret").fill(SDK[1])
    oauth.get_by_label("Client ID").fill(GENERAL[0])
    oauth.get_by_label("Client Secret").fill(GENERAL[1])
    picture(olive, "plugins-zoom", full=True)
    with olive.expect_popup() as opened:
        olive.get_by_role("button", name="Authorize", exact=True).click()
    popup = opened.value
    popup.get_by_role("button", name=re.compile("Allow")).click()
    popup.wait_for_event("close")
    expect(olive.get_by_text("Atlantic Coast Forum").first).to_be_visible()
    expect(olive.get_by_text("Connected").first).to_be_visible()
    assert GENERAL[1] not in olive.content()
    assert SDK[1] not in olive.content()
    picture(olive, "plugins-zoom-connected", full=True)


def import_items(olive: Page, stack: Stack) -> None:
    olive.goto(f"{stack.url}/app/demo/libraries")
    olive.get_by_role("main").get_by_role("link", name="Zoom meetings and Webinars").click()
    olive.get_by_role("link", name="Import Meetings & Webinars").first.click()
    dialog = olive.get_by_role("dialog")
    row = dialog.get_by_role("listitem").filter(has_text=TITLE)
    expect(row).to_contain_text("845 7719 2064")
    blocked = dialog.get_by_role("listitem").filter(has_text="Board pre-meeting")
    expect(blocked.get_by_role("checkbox")).to_be_disabled()
    expect(blocked).to_contain_text("sign in")
    untick_a_date(dialog)
    dialog.get_by_label("Select all that can be imported").check()
    picture(olive, "import-meetings")
    dialog.get_by_role("button", name="Import Now").click()
    expect(dialog.get_by_role("heading", name=re.compile(r"\d+ imported"))).to_be_visible()
    picture(olive, "import-done")
    olive.goto(f"{stack.url}/app/demo/libraries/zoom")
    expect(olive.get_by_role("link", name=TITLE).first).to_be_visible()
    picture(olive, "library")


def untick_a_date(dialog: Locator) -> None:
    """It stays unticked when a search draws the rows anew."""
    dialog.locator(".zl-dates summary").click()
    dates = dialog.locator("input[type=checkbox][name=dates]")
    shown = dates.count()
    dates.last.uncheck()
    search = dialog.get_by_role("searchbox", name="Search", exact=True)
    search.fill("nothing is called so")
    expect(dates).to_have_count(0)
    search.fill("")
    expect(dates).to_have_count(shown)
    expect(dates.first).to_be_checked()
    expect(dates.last).not_to_be_checked()


def describe(olive: Page, stack: Stack) -> None:
    olive.get_by_role("link", name=TITLE, exact=True).first.click()
    expect(olive.get_by_role("heading", name="From Zoom")).to_be_visible()
    olive.get_by_label("Description").fill("Bring last winter's tide file.")
    olive.get_by_role("button", name="Save", exact=True).click()
    expect(olive.get_by_label("Description")).to_have_value("Bring last winter's tide file.")
    picture(olive, "library-edit")
    requests = stack.asked("log")
    assert "winter's tide" not in str(requests)


def embed(olive: Page, stack: Stack) -> None:
    olive.get_by_role("link", name="Builder").first.click()
    olive.goto(f"{stack.url}/app/demo/builder/agenda?view=list")
    olive.get_by_role("link", name=f"Edit {TITLE}").locator("visible=true").first.click()
    olive.get_by_role("navigation", name="Session").get_by_role("link", name="Embed").click()
    select = olive.get_by_label("zoom meetings & webinars")
    option = select.locator("option", has_text=TITLE).first.get_attribute("value")
    select.select_option(option)
    olive.get_by_label("Lobby opens").select_option("30 minutes before")
    olive.get_by_role("button", name="Save", exact=True).click()
    expect(select).to_have_value(str(option))
    picture(olive, "embed")


def send_links(olive: Page, stack: Stack) -> None:
    olive.goto(f"{stack.url}/app/demo/people")
    olive.get_by_role("link", name="Send links").first.click()
    expect(olive.get_by_role("heading", name="Send links")).to_be_visible()
    picture(olive, "send-links")
    olive.get_by_role("button", name="Send", exact=True).click()
    expect(olive.get_by_role("heading", name="1 of 1 sent")).to_be_visible(timeout=60_000)


def wait_in_the_lobby(ana: Page, stack: Stack) -> None:
    sign_in(ana, stack, "ana@demo.example", "/e/demo/")
    ana.goto(f"{stack.url}/e/demo/agenda")
    ana.get_by_role("link", name=TITLE).first.click()
    expect(ana.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(ana.get_by_text("Bring last winter's tide file.")).to_be_visible()
    expect(ana.get_by_role("heading", name="Waiting for the host")).to_be_visible()
    expect(ana.get_by_role("link", name="Join meeting")).to_have_count(0)
    picture(ana, "lobby")


def host_starts_and_ana_is_in(ana: Page, stack: Stack) -> None:
    stack.control(f"meetings/{NUMBER}/start")
    # She presses nothing: the page tells that it goes in, and goes in.
    inside = ana.frame_locator("#stage iframe")
    inside.get_by_role("button", name="Leave").first.wait_for(timeout=JOINED_MS, state="attached")
    joins = [entry for entry in stack.asked("joins") if str(entry["meeting_id"]) == NUMBER]
    assert joins[-1]["name"] == "Ana Keller"
    assert joins[-1]["email"] == "ana@demo.example"
    assert PASSCODE not in ana.url
    frame = next(frame for frame in ana.frames if frame.url.endswith("/join"))
    assert frame.evaluate("typeof ZoomMtg.join") == "function"
    picture(ana, "in-the-meeting")


def leave_and_come_back(ana: Page, stack: Stack) -> None:
    leave(ana, ana.frame_locator("#stage iframe"))
    ana.wait_for_url(re.compile(r"left=1"))
    expect(ana.get_by_text("You left the meeting")).to_be_visible()
    expect(ana.get_by_role("link", name="Join meeting again")).to_be_visible()
    picture(ana, "left")
    stack.control(f"meetings/{NUMBER}/end")
    expect(ana.get_by_role("heading", name=re.compile("over", re.IGNORECASE))).to_be_visible()
