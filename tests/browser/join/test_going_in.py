"""Going in with Zoom's real client: what is known of who joins, and every wait on the way."""

import re
from typing import Any

from playwright.sync_api import Request, expect

from tests.browser import sdk_room
from tests.browser.conftest import leave, picture
from tests.browser.join.rooms import (
    JOIN_MS,
    PASSCODE,
    expect_in,
    expect_told,
    join,
    people,
    press,
)


def test_joined_with_name_and_address_and_no_secret_in_the_page(watched, rooms):
    room, page = rooms["joined"], watched.page
    served = []
    page.on("response", lambda answer: served.append(answer) if "/join" in answer.url else None)

    join(page, room)
    expect_in(page)

    who = people(room)[-1]
    assert (who["name"], who["state"]) == (sdk_room.NAME, "joined")
    assert re.fullmatch(r"joiner\d@demo\.example", who["email"])
    assert len(who["customer_key"]) == 32
    html = served[0].text()
    assert PASSCODE not in html
    assert room.number not in html
    assert page.url == f"{room.url}/join"
    expect(page.get_by_role("button", name="Leave").first).to_be_visible()
    refused = [text for text in watched.complaints if "Content Security Policy" in text]
    assert [text for text in refused if "unsafe-eval" not in text] == []


def test_webinar_is_joined_the_same_way(page, rooms):
    join(page, rooms["webinar"])

    expect_in(page)


def test_in_a_frame_the_page_around_it_hears_of_joining_and_leaving(page, rooms):
    room = rooms["framed"]
    html = f"""<body><script>const said = [];
    addEventListener("message", (e) => document.title = (said.push(e.data.vc), said.join(" ")));
    </script><iframe src="{room.url}/join" width="1200" height="800"></iframe>"""
    around = f"{room.stack.url}/around-it"
    page.route(around, lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(around)
    inside = page.frame_locator("iframe")
    expect(page).to_have_title("joined", timeout=JOIN_MS)

    leave(page, inside)

    expect(page).to_have_title("joined left")
    back = inside.get_by_role("link", name="Back to the session")
    expect(back).to_have_attribute("href", f"{room.url.removeprefix(room.stack.url)}?left=1")


def test_before_the_host_timeout_and_retry_goes_in(page, rooms):
    room = rooms["lobby"]
    join(page, room)
    expect_told(page, "Joining meeting, timeout", "OK", "Retry")
    picture(page, "join-timeout")

    press(page, "Retry")
    expect_told(page, "Joining meeting, timeout", "OK", "Retry")
    room.host_starts()
    press(page, "Retry")

    expect_in(page)


def test_timeout_ok_leads_to_the_session(page, rooms):
    room = rooms["not_started"]
    room.act("web", outcome="not_started")
    join(page, room)
    expect_told(page, "Joining meeting, timeout", "OK", "Retry")

    press(page, "OK")

    page.wait_for_url(room.url)


def test_zooms_own_waiting_page_goes_in_by_itself(page, rooms):
    room = rooms["waits"]
    join(page, room)
    expect(page.get_by_text("Waiting for the host to start the meeting.")).to_be_visible(
        timeout=JOIN_MS
    )
    expect(page.locator("#vcj-screen")).to_be_hidden()

    room.act("start")

    expect_in(page)


def test_waiting_room_until_the_host_lets_in(page, rooms):
    room = rooms["waiting_room"]
    room.act("update", settings={"waiting_room": True})
    join(page, room)
    said = page.locator("#vcj-say")
    expect(said).to_have_text("Waiting. You go in by yourself.", timeout=JOIN_MS)
    expect(page.locator("#vcj-screen")).to_be_hidden()

    room.act("admit", name="Joana Joiner")

    expect_in(page)
    expect(page.get_by_role("button", name="Leave").first).to_be_visible()


def test_stale_ticket_is_renewed_by_retry(page, rooms, stack):
    stack.control("clock", offset_s=3 * 3600)
    try:
        join(page, rooms["expired"])
        title = "The session has expired or is no longer valid"
        expect_told(page, title, "Back to the session", "Retry")
        picture(page, "join-expired")
    finally:
        stack.control("clock", offset_s=0)

    press(page, "Retry")

    expect_in(page)


def test_ticket_that_ran_out_is_renewed_once_without_a_word(page, rooms):
    room, opened = rooms["renewed"], []

    def mend(request: Request) -> None:
        if request.is_navigation_request() and request.url.endswith("/join"):
            opened.append(request.url)
            if len(opened) == 2:
                room.act("web", outcome="")

    page.on("request", mend)
    room.act("web", outcome="info_error", code=200, message="The signature has expired.")

    join(page, room)

    expect_in(page)
    assert len(opened) == 2


def test_lost_pass_is_renewed_unnoticed(page, rooms, context):
    asked = []

    def lose_it(route: Any) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            context.clear_cookies(name="vc_pass")
            route.fulfill(status=401, json={"error": "pass"})
        else:
            route.continue_()

    page.route("**/ticket", lose_it)
    join(page, rooms["joined"])

    expect_in(page)
    assert len(asked) == 2
    assert [one["name"] for one in context.cookies() if one["name"] == "vc_pass"] == ["vc_pass"]
