"""Every refusal of Zoom's client is a plain message with its next steps, in every language."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PHONE, WIDE, axe, picture
from tests.browser.join.rooms import JOIN_MS, expect_in, expect_told, join, press

BACK, RETRY = "Back to the session", "Retry"
INFO: dict[str, Any] = {"outcome": "info_error"}


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


@pytest.mark.parametrize(
    ("outcome", "title", "buttons"),
    [
        (
            INFO | {"code": 3000, "message": "Already has other meetings in progress."},
            "The host is in another meeting",
            [BACK, RETRY],
        ),
        (
            INFO
            | {
                "code": 3000,
                "message": "The current sdk version is no longer supported, "
                "please upgrade to the latest version.",
            },
            "Zoom’s client here is too old",
            [BACK],
        ),
        (
            INFO | {"code": 3113, "message": "https://zoom.us/captcha"},
            "Zoom wants to see that you are human",
            [BACK, RETRY],
        ),
        (
            INFO | {"code": 6024, "message": "https://zoom.us/sso"},
            "This meeting needs a Zoom sign-in",
            [BACK],
        ),
        (INFO | {"code": 1001, "message": "Inactive."}, "Zoom’s rules keep you out", [BACK]),
        (
            INFO | {"code": 3000, "message": "Not support start or join meeting from web."},
            "This meeting cannot be joined in a browser",
            [BACK],
        ),
        (INFO | {"code": 200, "message": "Anything."}, "Zoom did not let you in", [BACK, RETRY]),
        (
            {"outcome": "cross_account"},
            "This meeting belongs to another Zoom account",
            [BACK],
        ),
        ({"outcome": "bad_parameters"}, "Zoom does not answer", [BACK, RETRY]),
    ],
    ids=["busy", "old", "puzzle", "sso", "blocked", "no_web", "unknown", "foreign", "line"],
)
def test_each_class_of_refusal_has_its_words(page, rooms, outcome, title, buttons):
    room = rooms["codes"]
    room.act("web", **outcome)

    join(page, room)

    expect_told(page, title, *buttons)


def test_what_was_passing_goes_in_on_retry(page, rooms):
    room = rooms["looks"]
    room.act("web", outcome="locked")
    join(page, room)
    expect_told(page, "The host has locked this meeting", "Back to the session", "Retry")

    room.act("web", outcome="ok")
    press(page, "Retry")

    expect_in(page)


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


@pytest.fixture
def german(browser: Browser, joiner: Any) -> Any:
    context = browser.new_context(storage_state=joiner, viewport=WIDE, locale="de-DE")
    context.set_default_timeout(45_000)
    yield context.new_page()
    context.close()


def test_zooms_client_speaks_german_and_is_understood(german: Page, rooms):
    room = rooms["german"]
    room.act("web", outcome="locked")  # told only by a dialog
    join(german, room)
    expect_told(
        german, "Der Host hat dieses Meeting gesperrt", "Zurück zur Session", "Erneut versuchen"
    )
    picture(german, "join-german")

    room.act("web", outcome="not_started")
    press(german, "Erneut versuchen")
    expect_told(german, "Beitritt zum Meeting: Zeitüberschreitung", "OK", "Erneut versuchen")
    room.act("web", outcome="ok")
    press(german, "Erneut versuchen")

    expect(german.locator("#vcj-say")).to_have_text("Sie sind im Meeting.", timeout=JOIN_MS)
    expect(german.get_by_role("button", name="Verlassen").first).to_be_visible()
    expect(german.get_by_role("button", name="Hand heben")).to_be_attached()


@pytest.mark.parametrize("code", [3004, 3099])
def test_german_refusals_before_the_door_are_recognised(german: Page, rooms, code):
    titles = {
        3004: "Der Kenncode dieses Meetings hat sich geändert",
        3099: "Für dieses Meeting ist eine Registrierung bei Zoom nötig",
    }
    room = rooms["german"]
    room.act("web", outcome="info_error", code=code, message="https://zoom.us/x")
    try:
        join(german, room)
        expect_told(german, titles[code], "Zurück zur Session")
    finally:
        room.act("web", outcome="ok")
