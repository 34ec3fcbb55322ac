"""Who is inside: how they leave, are taken out, led elsewhere, or come back."""

from playwright.sync_api import expect

from tests.browser.join.rooms import (
    JOIN_MS,
    expect_in,
    expect_told,
    in_the_stack,
    join,
    people,
    press,
)


def test_leaving_leads_back_to_the_session(page, rooms):
    room = rooms["left"]
    join(page, room)
    expect_in(page)

    page.get_by_role("button", name="Leave").first.click()
    page.get_by_text("Leave Meeting").first.click()

    page.wait_for_url(f"{room.url}?left=1")


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
