"""The microphone, camera and speaker that somebody chose are what Zoom's client asks for."""

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import FLAGS, WIDE, axe, chromium, evaluate
from tests.browser.join.rooms import JOIN_MS, join

THREE = "--use-fake-device-for-media-stream=device-count=3"
HEAR = """
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  const stream = await ask(wanted);
  for (const track of stream.getTracks()) console.log(`GIVEN ${track.kind} ${track.label}`);
  return stream;
};"""


@pytest.fixture
def equipped(browser: Browser, joiner: Any) -> Any:
    """A browser with three of each; it has to be another one than the tests' usual."""
    flags = [flag for flag in FLAGS if "use-fake-device" not in flag]
    running = browser.browser_type.launch(executable_path=chromium(), args=[*flags, THREE])
    yield running.new_context(storage_state=joiner, viewport=WIDE)
    running.close()


def given(page: Page) -> list[str]:
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if "GIVEN" in line.text else None)
    page.add_init_script(HEAR)
    return said


def choose(page: Page) -> None:
    page.get_by_role("button", name="Check camera and microphone").click()
    for name, label in (
        ("Loudspeaker", "Fake Audio Output 2"),
        ("Microphone", "Fake Audio Input 2"),
    ):
        page.get_by_label(name, exact=True).select_option(label=label)
    with page.expect_console_message(lambda line: line.text == "GIVEN video fake_device_2"):
        page.get_by_label("Camera", exact=True).select_option(label="fake_device_2")


def test_choice_is_kept_and_reaches_zooms_client(equipped: BrowserContext, rooms):
    page, room = equipped.new_page(), rooms["devices"]
    said = given(page)
    page.goto(room.url)
    choose(page)
    expect(page.locator("[data-check=camera] [data-said]")).to_have_text("You see yourself below")
    assert said[-2:] == ["GIVEN audio Fake Audio Input 2", "GIVEN video fake_device_2"]
    assert axe(page) == []

    page.get_by_role("button", name="Done").click()
    expect(page.locator("[data-check=camera] [data-said]")).to_have_text("Good")
    expect(page.locator("[data-mirror]")).to_be_hidden()

    page.reload()
    page.get_by_role("button", name="Check camera and microphone").click()
    expect(page.get_by_label("Camera", exact=True)).to_have_value(
        evaluate(page, "localStorage.activeCameraDeviceId")
    )

    evaluate(page, "localStorage.activeCameraDeviceId = 'one that is gone'")
    page.reload()
    with page.expect_console_message(lambda line: line.text == "GIVEN video fake_device_0"):
        page.get_by_role("button", name="Check camera and microphone").click()

    said.clear()
    join(page, room)
    expect(page.locator("#vcj-say")).to_have_text("You are in the meeting.", timeout=JOIN_MS)
    page.get_by_role("button", name="Settings", exact=True).first.click(force=True)
    with page.expect_console_message(lambda line: "GIVEN" in line.text):
        page.get_by_role("tab", name="Audio").click()  # its meter listens
    expect(page.get_by_text("Fake Audio Output 2")).to_be_visible()
    expect(page.get_by_text("Fake Audio Input 2")).to_be_visible()
    assert said == ["GIVEN audio Fake Audio Input 2"]
