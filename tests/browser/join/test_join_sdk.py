"""Joining with Zoom's real client, and every way in which it can fail: never a frozen page."""

import re
from typing import Any

import pytest
from playwright.sync_api import Request, expect

from tests.browser import sdk_room
from tests.browser.conftest import PHONE, WIDE, axe, leave, picture
from tests.browser.join.rooms import (
    JOIN_MS,
    PASSCODE,
    expect_in,
    expect_told,
    in_the_stack,
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


def test_leaving_leads_back_to_the_session(page, rooms):
    room = rooms["left"]
    join(page, room)
    expect_in(page)

    page.get_by_role("button", name="Leave").first.click()
    page.get_by_text("Leave Meeting").first.click()

    page.wait_for_url(f"{room.url}?left=1")


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


def test_second_tab_asks_before_it_takes_over_and_a_closed_one_holds_nothing(context, page, rooms):
    room = rooms["tabs"]
    join(page, room)
    expect_in(page)
    second = context.new_page()

    join(second, room)
    title = "You are in this meeting in another tab"
    expect_told(second, title, "Back to the session", "Join here")
    press(second, "Join here")

    page.wait_for_url(f"{room.url}?left=1", timeout=JOIN_MS)
    expect_in(second)

    second.close()
    join(page, room)
    expect_in(page)


@pytest.mark.parametrize(
    ("name", "outcome", "title", "buttons"),
    [
        ("passcode", {}, "The passcode of this meeting has changed", ["Back to the session"]),
        (
            "keys",
            {"outcome": "info_error", "code": 200, "message": "Invalid signature."},
            "This meeting is not set up correctly",
            ["Back to the session"],
        ),
        (
            "gone",
            {"outcome": "info_error", "code": 3001, "message": "Meeting does not exist."},
            "Not taking place",
            ["Back to the session", "See what else is on"],
        ),
        (
            "sign_in",
            {"outcome": "info_error", "code": 3100, "message": "Sign in."},
            "This meeting needs a Zoom sign-in",
            ["Back to the session"],
        ),
        (
            "register",
            {"outcome": "info_error", "code": 3099, "message": "https://zoom.us/register"},
            "This meeting needs a registration with Zoom",
            ["Back to the session"],
        ),
        (
            "locked",
            {"outcome": "locked"},
            "The host has locked this meeting",
            ["Back to the session", "Retry"],
        ),
        ("full", {"outcome": "full"}, "This meeting is full", ["Back to the session", "Retry"]),
        (
            "removed_before",
            {"outcome": "removed"},
            "The host took you out",
            ["Back to the session"],
        ),
        (
            "ping_fail",
            {"outcome": "ping_fail"},
            "Zoom does not answer",
            ["Back to the session", "Retry"],
        ),
    ],
)
def test_refusal_is_a_plain_message_with_one_next_step(page, rooms, name, outcome, title, buttons):
    if outcome:
        rooms[name].act("web", **outcome)

    join(page, rooms[name])

    expect_told(page, title, *buttons)


def test_what_was_passing_goes_in_on_retry(page, rooms):
    room = rooms["looks"]
    room.act("web", outcome="locked")
    join(page, room)
    expect_told(page, "The host has locked this meeting", "Back to the session", "Retry")

    room.act("web", outcome="ok")
    press(page, "Retry")

    expect_in(page)


def test_end_by_the_host_leads_back(page, rooms):
    room = rooms["ended_by_host"]
    join(page, room)
    expect_in(page)

    room.act("end")

    expect_told(
        page, "The host has ended the meeting", "See what else is on", "Back to the session"
    )
    dialog = page.locator("#vcj-dialog")
    expect(dialog).to_contain_text("It is over.")
    expect(dialog.get_by_role("link", name="I cannot get in")).to_have_count(0)
    press(page, "Back to the session")
    page.wait_for_url(room.url)


def test_removal_by_the_host_is_said(page, rooms):
    room = rooms["thrown_out"]
    join(page, room)
    expect_in(page)

    room.act("remove", name="Joana Joiner")

    expect_told(page, "The host took you out", "Back to the session")
    press(page, "Back to the session")
    page.wait_for_url(room.url)


def test_plan_b_is_told_inside_the_meeting_and_leads_to_the_session(page, rooms):
    room = rooms["moved"]
    join(page, room)
    expect_in(page)
    line = page.locator("#vcj-moved")
    expect(line).to_be_hidden()

    in_the_stack(room.stack, "move", {"session": room.session})

    expect(line).to_contain_text("The organisers changed the way in", timeout=JOIN_MS)
    expect(page.locator("#vcj-say")).to_contain_text("changed the way in")
    expect(page.get_by_role("button", name="Leave").first).to_be_visible()
    line.get_by_role("button").click()
    page.wait_for_url(room.url)
    expect(page.get_by_role("heading", name="This session has moved")).to_be_visible()


def test_lost_line_comes_back_by_itself(page, rooms):
    room = rooms["lost_line"]
    join(page, room)
    expect_in(page)

    with page.expect_websocket(lambda one: "/wc/api/" in one.url, timeout=JOIN_MS) as opened:
        room.act("cut")
    opened.value.wait_for_event("framereceived", lambda frame: "4098" in str(frame))

    assert people(room)[-1]["state"] == "joined"
    expect(page.locator("#vcj-dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="Leave").first).to_be_visible()


def test_silence_before_the_socket_ends_in_a_message(page, rooms):
    room = rooms["hang"]
    room.act("web", outcome="hang")
    page.clock.install()
    with page.expect_request("**/wc/info", timeout=JOIN_MS):
        join(page, room)

    page.clock.fast_forward(46_000)

    expect_told(page, "Zoom does not answer", "Back to the session", "Retry")


def test_silence_of_the_socket_ends_in_a_message(page, rooms):
    room = rooms["silent"]
    room.act("web", outcome="silent")
    page.clock.install()
    with page.expect_websocket(lambda one: "/wc/api/" in one.url, timeout=JOIN_MS) as opened:
        join(page, room)
    opened.value.wait_for_event("framesent", lambda frame: "4301" in str(frame))

    page.clock.fast_forward(46_000)

    expect_told(page, "Zoom does not answer", "Back to the session", "Retry")


def test_client_that_does_not_load_is_said_and_loads_on_retry(page, rooms):
    page.route("**/zoom-meeting-*.min.js", lambda route: route.abort())
    join(page, rooms["files"])
    expect_told(page, "Zoom’s client did not load", "Back to the session", "Retry")

    page.unroute("**/zoom-meeting-*.min.js")
    press(page, "Retry")

    expect_in(page)


def test_lost_file_of_the_client_is_fetched_again_unnoticed(page, rooms):
    asked = []

    def lose_the_first(route: Any) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            route.abort()
        else:
            route.continue_()

    page.route("**/lib/av/audio*.wasm", lose_the_first)
    join(page, rooms["lost_file"])

    expect_in(page)
    assert len(asked) >= 2


def test_site_that_is_down_is_said(page, rooms):
    page.route("**/ticket", lambda route: route.abort())

    join(page, rooms["offline"])

    expect_told(page, "This site cannot be reached", "Back to the session", "Retry")


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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_dialog_is_accessible(browser, joiner, rooms, stack, scheme, size):
    context = browser.new_context(
        storage_state=joiner, viewport=size, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    page.route("**/ticket", lambda route: route.fulfill(status=409, json={"error": "not_started"}))
    join(page, rooms["joined"])
    expect_told(page, "Joining meeting, timeout", "OK", "Retry")

    assert axe(page) == []

    context.close()
