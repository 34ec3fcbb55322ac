"""What docs/nginx.conf sends to the door is what the door answers."""

import re
from pathlib import Path

import pytest

from virtualcrowd.door.router import Router

CONF = (Path(__file__).parents[3] / "docs/nginx.conf").read_text()
(DOOR,) = re.findall(r"location ~ (\S+) \{\s+proxy_pass http://door;", CONF)
OURS = [
    "/e/demo/agenda/7/ticket",
    "/e/demo/live",
    "/e/demo/live/state",
    "/hooks/zoom/Tok-en_1",
    "/healthz",
    "/readyz",
]
OTHERS = [
    "/",
    "/e/demo/",
    "/e/demo/agenda/7",
    "/e/demo/agenda/7/join",
    "/e/demo/live-music",
    "/app/live/",
    "/accounts/login/",
    "/static/zoom/join.js",
]


@pytest.fixture(scope="module")
def router() -> Router:
    return Router()


@pytest.mark.parametrize("path", OURS)
def test_nginx_sends_the_doors_addresses_to_the_door(router, path):
    assert router._find({"path": path}, None, None)
    assert re.search(DOOR, path)


@pytest.mark.parametrize("path", OTHERS)
def test_nginx_sends_all_others_to_the_pages(router, path):
    assert not router._find({"path": path}, None, None)
    assert not re.search(DOOR, path)
