"""What a phone on a slow line waits for: a page's bytes over the wire, before anybody joins.

`pytest -s tests/integration/front/test_weight.py` prints them.
"""

import re
import sys
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders

from virtualcrowd.agenda import bookmarks

LINKED = re.compile(r'(?:src|href)="/static/([^"]+\.(?:css|js|svg|png|webp))"')
IMPORTED = re.compile(r'^import .*?"\./([^"]+)"', re.MULTILINE)
FONT = "inter/inter-latin-wght-normal.woff2"  # the one that every Western text loads
MOST = 120_000


def file_of(name: str) -> Path:
    found = finders.find(name)
    assert isinstance(found, str), f"{name} is linked, and nowhere"
    return Path(found)


def on_the_wire(name: str) -> int:
    """As WhiteNoise serves it: text compressed, what is compressed already as it is."""
    body = file_of(name).read_bytes()
    return len(body) if name.endswith((".woff2", ".webp", ".png")) else len(brotli.compress(body))


def files_of(html: str) -> set[str]:
    found = set(LINKED.findall(html))
    for name in [name for name in found if name.endswith(".js")]:
        folder = name.rpartition("/")[0]
        found |= {f"{folder}/{one}" for one in IMPORTED.findall(file_of(name).read_text())}
    return found | {FONT}


def by_weight(row: tuple[str, int]) -> int:
    return -row[1]


@pytest.mark.parametrize("page", ["", "agenda", "agenda/{pk}", "speakers", "calendar"])
def test_a_page_weighs_at_most_120_kilobytes(browser, talk, ana, page):
    bookmarks.mark(attendee=ana, session=talk, is_marked=True)
    html = browser.get(f"/e/demo/{page.format(pk=talk.pk)}").content

    weights = {name: on_the_wire(name) for name in files_of(html.decode())}
    weights["the page itself"] = len(brotli.compress(html, quality=5))

    total = sum(weights.values())
    lines = [f"{weight:>8} {name}" for name, weight in sorted(weights.items(), key=by_weight)]
    sys.stdout.write("\n".join(["", f"{total:>8} bytes: /e/demo/{page}", *lines, ""]))
    assert len(weights) > 8  # else nothing was found
    assert total <= MOST


def test_no_page_of_theirs_loads_the_dashboards_styles(browser, talk):
    assert b"tabler" not in browser.get(f"/e/demo/agenda/{talk.pk}").content
