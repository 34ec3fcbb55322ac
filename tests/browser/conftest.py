"""The whole product as a visitor starts it, and a real browser in front of it."""

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from PIL import Image
from playwright.sync_api import (
    Browser,
    BrowserContext,
    FrameLocator,
    Page,
    ViewportSize,
    sync_playwright,
)

from tests.sandbox_server import free_port

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / ("docs/guide/pictures" if os.environ.get("GUIDE_PICTURES") else "var/pictures")
AXE = ROOT / "node_modules/axe-core/axe.min.js"
START_SECONDS = 240
WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@dataclass
class Stack:
    """Web, worker and sandbox, running."""

    url: str
    sandbox: str
    var: Path

    def control(self, path: str, **body: Any) -> Any:
        """Tell the stand-in of Zoom something."""
        answer = httpx2.post(f"{self.sandbox}/sandbox/{path}", json=body, timeout=20)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def told(self) -> str:
        """Return what it has said so far; mails are among it."""
        return (self.var / "up.log").read_text()

    def asked(self, path: str) -> Any:
        return httpx2.get(f"{self.sandbox}/sandbox/{path}", timeout=20).json()


def start(var: Path, *options: str) -> tuple[subprocess.Popen[bytes], Stack, Path]:
    """Start `manage.py up` with DEMO=1 on free ports."""
    port, sandbox_port = free_port(), free_port()
    log = var / "up.log"
    settings = {
        "DEMO": "1",
        "VAR_DIR": str(var),
        "PORT": str(port),
        "SANDBOX_PORT": str(sandbox_port),
        "PUBLIC_URL": f"http://localhost:{port}",
        "SANDBOX_URL": f"http://localhost:{sandbox_port}",
        "ZOOM_OAUTH_URL": f"http://localhost:{sandbox_port}",
        "ZOOM_API_URL": f"http://localhost:{sandbox_port}/v2",
        "DATABASE_URL": f"sqlite:///{var / 'db.sqlite3'}",
        "EMAIL_URL": "consolemail://",
        "DJANGO_SETTINGS_MODULE": "virtualcrowd.settings",
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up", *options],
            cwd=ROOT,
            env=os.environ | settings,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    stack = Stack(f"http://localhost:{port}", f"http://localhost:{sandbox_port}", var)
    return process, stack, log


def until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not re.search(r"^\s+ready\s*$", log.read_text(), re.MULTILINE):
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.2)


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def running(name: str, *options: str) -> Iterator[Stack]:
    """Run a stack of its own; its log stays in var/log under `name`."""
    var = Path(tempfile.mkdtemp(prefix="virtualcrowd-browser-"))
    process, stack, log = start(var, *options)
    try:
        until_ready(process, log)
        yield stack
    finally:
        stop(process)
        kept = ROOT / "var/log"
        kept.mkdir(parents=True, exist_ok=True)
        shutil.copy(log, kept / f"{name}.log")
        shutil.rmtree(var, ignore_errors=True)


@pytest.fixture(scope="package")
def stack() -> Iterator[Stack]:
    """What `make demo` starts."""
    with running("browser-tests") as started:
        yield started


@pytest.fixture(scope="package")
def full_stack() -> Iterator[Stack]:
    """What `make demo-full` starts: connected, imported, embedded, on air."""
    with running("browser-tests-full", "--full") as started:
        yield started


def chromium() -> str | None:
    """Return the system's Chromium, or None for the one that Playwright brought."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return next((path for path in found if path), None)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of somebody, with nothing in it yet."""
    made = browser.new_context(viewport=WIDE, permissions=["clipboard-read", "clipboard-write"])
    made.set_default_timeout(15_000)
    yield made
    made.close()


def sign_in(page: Page, stack: Stack, email: str, path: str = "/") -> None:
    """Sign in by e-mail and password, as people do, and land on `path`."""
    page.goto(f"{stack.url}/accounts/login/?next={path}")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill("demo-pass-2026")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def leave(page: Page, frame: FrameLocator) -> None:
    """Leave the meeting in the frame. There the first click only wakes Zoom's toolbar."""
    menu = frame.get_by_text("Leave Meeting").first
    for _ in range(20):
        if menu.is_visible():
            break
        frame.get_by_role("button", name="Leave").first.click()
        page.wait_for_timeout(500)
    menu.click()


def picture(page: Page, name: str, *, full: bool = False) -> None:
    """Take the picture that the organiser's guide shows."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    taken = page.screenshot(full_page=full, animations="disabled")
    # A palette is enough for a page, and a third of the size.
    Image.open(io.BytesIO(taken)).quantize(128).save(PICTURES / f"{name}.png", optimize=True)


def evaluate(page: Page, expression: str) -> Any:
    """Evaluate as a browser's console does, so that the page's policy stays on and allows it."""
    session = page.context.new_cdp_session(page)
    asked = {"expression": expression, "awaitPromise": True, "returnByValue": True}
    answer = session.send("Runtime.evaluate", asked)
    session.detach()
    assert "exceptionDetails" not in answer, answer["exceptionDetails"]
    return answer["result"].get("value")


def axe(page: Page) -> list[str]:
    """Return what axe finds wrong (WCAG 2.2 A and AA), a line each."""
    if not evaluate(page, "'axe' in window"):
        evaluate(page, f"{AXE.read_text()}; null")
    only = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    options = {"runOnly": only, "resultTypes": ["violations"]}
    found = evaluate(page, f"axe.run(document, {json.dumps(options)})")
    return [
        f"{page.url} {fault['id']}: {node['html'][:160]}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]
