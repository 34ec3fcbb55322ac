"""Attendees' pages as Lighthouse sees them on a phone with a slow line: python bench/lighthouse.py.

Starts the full demo as it is hosted (named, compressed styles and scripts), signs Ana in, and asks
Lighthouse for home, agenda and the session in each of its states. npm fetches Lighthouse.
"""

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.browser.conftest import Stack, chromium, running, sign_in
from tests.sandbox_server import free_port

LIGHTHOUSE = "lighthouse@13.5.0"
CATEGORIES = ("performance", "accessibility", "best-practices")
ENOUGH = 95
PAGES = {"home": "", "agenda": "agenda", "all days": "agenda?day=all", "speakers": "speakers"}
SESSIONS = {
    "upcoming": "Closing keynote",
    "lobby": "Hands-on: reading tide gauges",
    "live": "Seagrass at scale",
    "ended": "What the tide remembers",
    "no meeting": "Lunch tables",
}


@contextmanager
def signed_in(stack: Stack, language: str) -> Iterator[tuple[int, Page]]:
    """Open a browser where Ana is signed in; yield the port that Lighthouse steers it by."""
    port = free_port()
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            stack.var / "profile",
            executable_path=chromium(),
            args=[f"--remote-debugging-port={port}", "--no-sandbox", "--disable-dev-shm-usage"],
        )
        page = context.new_page()
        sign_in(page, stack, "ana@demo.example")
        context.add_cookies([{"name": "vc_language", "value": language, "url": stack.url}])
        yield port, page
        context.close()


def addresses(page: Page, url: str) -> dict[str, str]:
    """Return the pages to look at, by name."""
    page.goto(f"{url}/e/demo/agenda?day=all")
    pages = {name: f"{url}/e/demo/{path}" for name, path in PAGES.items()}
    for name, title in SESSIONS.items():
        href = page.get_by_role("link", name=title).first.get_attribute("href")
        pages[name] = f"{url}{href}"
    page.goto("about:blank")
    return pages


def measure(url: str, port: int) -> dict[str, Any]:
    """Return Lighthouse's report of one page; the browser's cache is empty, its cookies stay."""
    command = ["npx", "--yes", LIGHTHOUSE, url, f"--port={port}", "--quiet", "--output=json"]
    command += ["--output-path=stdout", f"--only-categories={','.join(CATEGORIES)}"]
    for is_last in (False, True):  # on a busy machine it loses a page's trace now and then
        done = subprocess.run(command, check=is_last, stdout=subprocess.PIPE)
        if done.returncode == 0:
            break
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def row(name: str, reports: list[dict[str, Any]]) -> tuple[str, bool]:
    """Return a page's line, medians over its reports, and whether all its scores are enough."""

    def middle(kind: str, key: str, field: str) -> float:
        return statistics.median(float(report[kind][key][field]) for report in reports)

    scores = [round(100 * middle("categories", key, "score")) for key in CATEGORIES]
    paint = middle("audits", "largest-contentful-paint", "numericValue")
    shift = middle("audits", "cumulative-layout-shift", "numericValue")
    cells = [name, *(f"{score}" for score in scores), f"{paint / 1000:.1f} s", f"{shift:.3f}"]
    return f"| {' | '.join(cells)} |", min(scores) >= ENOUGH


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=1, help="of each page; the median counts")
    parser.add_argument("--language", default="en-gb", help="of the pages")
    asked = parser.parse_args()
    say = sys.stdout.write
    say(f"| Page | {' | '.join(CATEGORIES)} | largest paint | layout shift |\n|---|" + "---|" * 5)
    is_enough = True
    with (
        running("lighthouse", "--full") as stack,
        signed_in(stack, asked.language) as (port, page),
    ):
        for name, address in addresses(page, stack.url).items():
            line, good = row(name, [measure(address, port) for _ in range(asked.runs)])
            say(f"\n{line}")
            sys.stdout.flush()
            is_enough &= good
    say(f"\n\nAll scores are at least {ENOUGH}: {'yes' if is_enough else 'no'}.\n")
    return 0 if is_enough else 1


if __name__ == "__main__":
    raise SystemExit(main())
