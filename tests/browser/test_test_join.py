"""Test join with Zoom's real client: it names the stage at which a join ends, and leaves again."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import WIDE, Stack
from tests.browser.join.rooms import PASSCODE, in_the_stack

JOIN_MS = 120_000
ROOMS = ("joined", "passcode", "other_account", "waits")


@pytest.fixture(scope="module")
def numbers(stack: Stack) -> dict[str, Any]:
    """One meeting for each end; all but one are running."""
    found = {}
    for name in ROOMS:
        row = {"topic": name, "password": PASSCODE, "start_in_s": 0, "duration": 45}
        made = stack.control("seed", meetings=[row | {"started": name != "waits"}])
        passcode = "wrong1" if name == "passcode" else PASSCODE
        found[name] = {"number": made["meetings"][0]["id"], "passcode": passcode}
    stack.control(f"meetings/{found['other_account']['number']}/web", outcome="cross_account")
    return found


@pytest.fixture(scope="module")
def cookie(stack: Stack, numbers: dict[str, Any]) -> str:
    told: dict[str, str] = in_the_stack(stack, "organise", numbers)
    return told["cookie"]


@pytest.fixture
def page(browser: Browser, cookie: str) -> Iterator[Page]:
    signed_in = {"name": "sessionid", "value": cookie, "domain": "localhost", "path": "/"}
    context = browser.new_context(viewport=WIDE)
    context.add_cookies([signed_in])  # type: ignore[list-item] - a plain dictionary will do
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("event", "room", "title", "stage", "state"),
    [
        ("test-join", "joined", "The whole chain works", "left", "ok"),
        ("wrong-keys", "joined", "Zoom refuses the signature", "signature", "bad"),
        (
            "test-join",
            "other_account",
            "The pair belongs to another Zoom account",
            "account",
            "bad",
        ),
        ("test-join", "passcode", "The passcode has changed in Zoom", "passcode", "bad"),
        ("test-join", "waits", "Accepted: only the host is missing", "host", "warn"),
    ],
    ids=["joined", "wrong secret", "another account", "passcode", "not started"],
)
def test_end_is_named_stage_by_stage(page, stack, numbers, event, room, title, stage, state):
    page.goto(f"{stack.url}/app/{event}/integrations/zoom/test-join")
    page.get_by_label("Meeting or webinar").select_option(label=room)
    page.get_by_role("button", name="Test join").click()

    expect(page.get_by_role("heading", name=title)).to_be_visible(timeout=JOIN_MS)

    expect(page.locator(f'[data-stage="{stage}"]')).to_have_attribute("data-state", state)
    expect(page.locator('[data-stage="client"]')).to_have_attribute("data-state", "ok")
    expect(page.locator("iframe")).to_have_count(0)
    who = [one for one in stack.asked("joins") if one["meeting_id"] == numbers[room]["number"]]
    assert who[-1]["name"] == "Test join (Tess Tester)"
    assert who[-1]["customer_key"].startswith("test-join-")
    if stage == "left":
        assert who[-1]["state"] == "left"
