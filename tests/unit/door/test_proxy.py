"""What docs/nginx.conf sends to the door is what the door answers."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from virtualcrowd.door.router import Router

CONF = (Path(__file__).parents[3] / "docs/nginx.conf").read_text()
(DOOR,) = re.findall(r"location ~ (\S+) \{\s+proxy_pass http://door;", CONF)
(KEYS,) = re.findall(r"location ~ (\S+) \{\s+access_log off;\s+error_log /dev/null crit;", CONF)
(NOT_ASCII,) = re.findall(r'"~(\S.*)" "\$before\$after";', CONF)
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
    assert router._find(path)
    assert re.search(DOOR, path)


@pytest.mark.parametrize("path", OTHERS)
def test_nginx_sends_all_others_to_the_pages(router, path):
    assert not router._find(path)
    assert not re.search(DOOR, path)


@pytest.mark.parametrize(
    "address",
    [
        reverse("events:link", args=["demo", "7-1.seal"]),
        reverse("front:feed", args=["demo", "1f-seal"]),
        reverse("account_reset_password_from_key", args=["2b", "seal"]),
    ],
)
def test_nginx_logs_no_address_that_is_a_key(address):
    assert re.search(KEYS, address)


def test_nginx_redirects_to_its_own_name_and_logs_nothing_of_it():
    (plain,) = re.findall(r"listen 80;(.*?)\n    \}", CONF, re.DOTALL)

    assert "access_log off;" in plain
    assert "return 301 https://events.example.org$request_uri;" in plain


@pytest.mark.parametrize(
    ("sent", "passed_on"),
    [
        ("sessionid=1; vc_pass=2", "sessionid=1; vc_pass=2"),
        ("sessionid=1; name=Jos\xc3\xa9; vc_pass=2", "sessionid=1; vc_pass=2"),
        ("name=\xe9; sessionid=1", "sessionid=1"),
        ("sessionid=1; \xe9=x", "sessionid=1;"),
        ("sessionid=1; a=\xe9;b=\xe9\xe9; c=3; d=\xe9d; vc_pass=2", "sessionid=1; vc_pass=2"),
        ("\xe9" * 4000, ""),
        ("\xe9;" * 4000 + "a=1", "a=1"),
    ],
)
def test_nginx_leaves_out_cookies_that_would_take_ours_with_them(sent, passed_on):
    found = re.search(NOT_ASCII.replace("(?<", "(?P<"), sent)

    parts = found.group("before", "after") if found else [sent]
    assert "".join(part or "" for part in parts).strip() == passed_on
