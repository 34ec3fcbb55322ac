"""Sessions with a meeting behind each, for tests that join with Zoom's real client.

The page's policy forbids evaluated code, so tests look at the page only through locators.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser import sdk_room
from tests.browser.conftest import ROOT, Stack

JOIN_MS = 60_000
PASSCODE = "reef42"
NAMES = [
    *("joined", "webinar", "lobby", "waits", "expired", "passcode", "keys", "locked", "full"),
    *("removed_before", "not_started", "ended_by_host", "thrown_out", "hang", "ping_fail"),
    *("silent", "gone", "sign_in", "register", "looks", "left", "framed", "offline", "files"),
    *("waiting_room", "renewed", "tabs", "lost_file", "lost_line", "moved"),
    *("german", "devices", "codes", "unfit", "keyboard", "announced"),
]


@dataclass
class Room:
    """A session and the meeting behind it."""

    session: int
    number: str
    kind: str
    stack: Stack

    @property
    def url(self) -> str:
        return f"{self.stack.url}/e/{sdk_room.SHORTCODE}/agenda/{self.session}"

    def act(self, act: str, **more: Any) -> None:
        self.stack.control(f"{self.kind}s/{self.number}/{act}", **more)

    def host_starts(self) -> None:
        self.act("start")
        in_the_stack(self.stack, "start", {"session": self.session})


@dataclass
class Watched:
    """A page, and what it complained of."""

    page: Page
    complaints: list[str] = field(default_factory=list)


def in_the_stack(stack: Stack, act: str, asked: dict[str, Any]) -> Any:
    settings = {
        "DJANGO_SETTINGS_MODULE": "virtualcrowd.settings",
        "DEMO": "1",
        "VAR_DIR": str(stack.var),
        "DATABASE_URL": f"sqlite:///{stack.var / 'db.sqlite3'}",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.sdk_room", act],
        cwd=ROOT,
        env=os.environ | settings,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def join(page: Page, room: Room) -> None:
    page.goto(
        f"{room.url}/join", wait_until="commit"
    )  # the client loads for long: who joins, waits


def expect_in(page: Page) -> None:
    expect(page.locator("#vcj-say")).to_have_text("You are in the meeting.", timeout=JOIN_MS)
    expect(page.locator("#vcj-screen")).to_be_hidden()
    expect(page.locator("#vcj-dialog")).to_be_hidden()


def expect_told(page: Page, title: str, *buttons: str) -> None:
    dialog = page.get_by_role("dialog", name=title, exact=True)
    expect(dialog).to_be_visible(timeout=JOIN_MS)
    assert dialog.get_by_role("button").all_inner_texts() == list(buttons)
    expect(dialog.get_by_role("button").last).to_be_focused()


def people(room: Room) -> list[dict[str, Any]]:
    joins = room.stack.asked("joins")
    return [one for one in joins if str(one["meeting_id"]) == room.number]


def press(page: Page, name: str) -> None:
    page.locator("#vcj-dialog").get_by_role("button", name=name, exact=True).click()
