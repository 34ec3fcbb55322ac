"""Whatever is sent: Zoom's error or a plain one, never a traceback."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from starlette.testclient import TestClient

from tests.contract.driver import APP, OYSTER, Driver
from zoomsandbox.app import create_app

pytestmark = pytest.mark.contract
NAMES = [
    "topic",
    "type",
    "start_time",
    "duration",
    "timezone",
    "password",
    "settings",
    "recurrence",
    "email",
    "first_name",
    "action",
    "users",
    "meetings",
    "match",
    "status",
    "times",
    "offset_s",
    "outcome",
    "name",
    "host",
    "id",
    "plan",
    "anchor",
    "client_id",
    "kind",
    "redirect_url",
    "scopes",
    "subscription",
    "enabled",
    "what",
    "user",
    "api_url",
    "refresh_grace_s",
]
JUNK = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=30),
    lambda inner: some.lists(inner, max_size=2) | some.dictionaries(some.text(), inner, max_size=2),
    max_leaves=4,
)
BODIES = some.dictionaries(some.sampled_from(NAMES), JUNK, max_size=4)
PLACES = some.sampled_from(
    [
        ("POST", "/v2/users/me/meetings"),
        ("POST", "/v2/users/me/webinars"),
        ("PATCH", f"/v2/meetings/{OYSTER}"),
        ("PUT", f"/v2/meetings/{OYSTER}/status"),
        ("POST", "/v2/meetings/86699132054/registrants"),
        ("POST", "/oauth/token"),
        ("POST", "/oauth/authorize"),
        ("POST", "/sandbox/seed"),
        ("POST", "/sandbox/clock"),
        ("POST", "/sandbox/apps"),
        ("POST", f"/sandbox/apps/{APP[0]}"),
        ("POST", f"/sandbox/apps/{APP[0]}/rotate"),
        ("POST", f"/sandbox/apps/{APP[0]}/uninstall"),
        ("POST", f"/sandbox/apps/{APP[0]}/token"),
        ("POST", "/sandbox/oauth"),
        ("POST", f"/sandbox/meetings/{OYSTER}/update"),
        ("POST", f"/sandbox/meetings/{OYSTER}/web"),
    ]
)


@pytest.fixture(scope="module")
def driver():
    with TestClient(
        create_app("demo"), base_url="http://localhost:9400", follow_redirects=False
    ) as client:
        yield Driver(client)


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(place=PLACES, body=BODIES)
def test_bad_bodies(driver, place, body):
    driver.post("reset", seed="demo", apps=True)
    headers = {
        "authorization": f"Bearer {driver.connect()['access_token']}",
        "content-type": "application/json",
    }
    answer = driver.client.request(*place, content=json.dumps(body), headers=headers)
    assert answer.status_code < 500
    assert driver.client.get("/").status_code == 200
    assert driver.client.get("/sandbox/state").status_code == 200


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"[", b'"x"', b"[]", b"NaN", b"1" * 5000])
@pytest.mark.parametrize("path", ["/v2/users/me/meetings", "/sandbox/seed", "/oauth/token"])
def test_bodies_that_are_no_objects(sandbox, token, path, raw):
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    assert sandbox.client.post(path, content=raw, headers=headers).status_code == 400
