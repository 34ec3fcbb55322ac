"""Who joins, in which browser, and the rooms that they join."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import WIDE, Stack
from tests.browser.join.rooms import NAMES, PASSCODE, Room, Watched, in_the_stack


@pytest.fixture(scope="package")
def building(stack: Stack) -> dict[str, Any]:
    """One room a test, all made at once, and somebody signed in who may enter them."""
    numbers = {}
    for name in NAMES:
        kind = "webinar" if name == "webinar" else "meeting"
        row = {"topic": name, "password": PASSCODE, "start_in_s": 0, "duration": 45}
        started = name not in ("lobby", "waits", "announced")
        made = stack.control("seed", **{f"{kind}s": [row | {"started": started}]})
        numbers[name] = {
            "number": made[f"{kind}s"][0]["id"],
            "kind": kind,
            "passcode": "wrong" if name == "passcode" else PASSCODE,
            "state": "" if name in ("lobby", "announced") else "live",
        }
    return in_the_stack(stack, "build", numbers) | {"numbers": numbers}


@pytest.fixture(scope="package")
def rooms(stack: Stack, building: dict[str, Any]) -> dict[str, Room]:
    numbers, sessions = building["numbers"], building["sessions"]
    return {
        name: Room(sessions[name], str(numbers[name]["number"]), numbers[name]["kind"], stack)
        for name in NAMES
    }


@pytest.fixture
def joiner(building: dict[str, Any]) -> Any:
    """The cookies of somebody who signed in, another person each time."""
    building["cookies"].append(building["cookies"].pop(0))
    cookie = {"name": "sessionid", "value": building["cookies"][0]}
    plain = {"domain": "localhost", "path": "/", "expires": -1, "httpOnly": True}
    return {"cookies": [cookie | plain | {"secure": False, "sameSite": "Lax"}], "origins": []}


@pytest.fixture
def context(browser: Browser, joiner: Any) -> Iterator[BrowserContext]:
    made = browser.new_context(storage_state=joiner, viewport=WIDE)
    made.set_default_timeout(45_000)
    yield made
    made.close()


@pytest.fixture
def watched(context: BrowserContext) -> Watched:
    seen = Watched(context.new_page())
    seen.page.on("console", lambda message: seen.complaints.append(message.text))
    return seen


@pytest.fixture
def page(watched: Watched) -> Page:
    return watched.page
