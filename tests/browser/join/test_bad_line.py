"""A line, a server or a file that fails: never a frozen page."""

from typing import Any

from tests.browser.join.rooms import (
    JOIN_MS,
    expect_in,
    expect_told,
    join,
    press,
)


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
