"""Whatever an endpoint of the REST API is asked: an answer or Zoom's error, never a traceback."""

import json
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from starlette.testclient import TestClient

from tests.contract.driver import DEBATE, OYSTER, Driver
from zoomsandbox.app import create_app
from zoomsandbox.rest.routes import ROUTES

pytestmark = pytest.mark.contract
NAMES = [
    "action",
    "agenda",
    "alternative_hosts",
    "assistants",
    "attendees",
    "auto_approve",
    "breakout_room",
    "custom_questions",
    "duration",
    "email",
    "end_date_time",
    "end_times",
    "enforce_login_domains",
    "field",
    "field_name",
    "first_name",
    "monthly_day",
    "monthly_week",
    "monthly_week_day",
    "name",
    "panelists",
    "password",
    "questions",
    "recommended_values",
    "recurrence",
    "registrants",
    "registrants_restrict_number",
    "repeat_interval",
    "required",
    "rooms",
    "schedule_for",
    "settings",
    "share_recording",
    "start_time",
    "timezone",
    "title",
    "topic",
    "tracking_fields",
    "ttl",
    "type",
    "waiting_room_options",
    "weekly_days",
]
WORDS = some.sampled_from(
    ["", "a@b.example", "2031-05-01T10:00:00Z", "approve", "end", "recover", "UTC", "1,3", "trash"]
)
LEAVES = (
    some.none()
    | some.booleans()
    | some.integers(-(10**20), 10**20)
    | some.sampled_from([0, 1, 2, 3, 8, 9, 10])
    | some.floats(allow_nan=False, allow_infinity=False)
    | some.text(max_size=12)
    | WORDS
)
JUNK = some.recursive(
    LEAVES,
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(some.sampled_from(NAMES), inner, max_size=4)
    ),
    max_leaves=12,
)
BODIES = some.dictionaries(some.sampled_from(NAMES), JUNK, max_size=5)
QUERIES = some.dictionaries(
    some.sampled_from(
        ["page_size", "page_number", "next_page_token", "type", "from", "to", "status", "ttl",
         "occurrence_id", "occurrence_ids", "year", "month", "action", "option", "trash"]
    ),
    some.text(max_size=12) | some.integers().map(str) | WORDS,
    max_size=3,
)  # fmt: skip
VALUES = some.sampled_from(
    ["me", str(OYSTER), str(DEBATE), "unknown", "%", "/a//b=", "٣"]
) | some.text(min_size=1, max_size=8)


@pytest.fixture(scope="module")
def driver():
    with TestClient(
        create_app("demo"), base_url="http://localhost:9400", follow_redirects=False
    ) as client:
        found = Driver(client)
        for number in (OYSTER, DEBATE):
            found.world.items[number].settings |= {"approval_type": 0, "auto_recording": "cloud"}
            found.act(number, "start")
            found.act(number, "end")
        yield found


@pytest.fixture(scope="module")
def access(driver):
    return driver.connect()["access_token"]


@settings(max_examples=400, suppress_health_check=list(HealthCheck))
@given(route=some.sampled_from(ROUTES), value=VALUES, body=BODIES, query=QUERIES)
def test_junk(driver, access, route, value, body, query):
    path = route.path.removeprefix("/v2").replace(":path", "")
    while "{" in path:
        name = path[path.index("{") : path.index("}") + 1]
        wanted = str(OYSTER) if name == "{item}" and "/webinars" not in path else str(DEBATE)
        path = path.replace(name, quote(value if name != "{item}" else wanted, safe=""), 1)
    answer = driver.api(route.method, path, access, params=query, content=json.dumps(body))
    assert answer.status_code < 500
    if answer.status_code >= 400:
        assert {"code", "message"} <= set(answer.json())


def test_what_junk_left_behind_can_be_written(driver):
    assert driver.client.get("/sandbox/export").status_code == 200
    assert driver.client.get("/").status_code == 200


def test_huge_bodies(driver, access):
    told = driver.api("POST", "/users/me/meetings", access, content=b'{"a":"' + b"x" * 2_000_000)
    assert told.status_code == 413
    assert told.json()["code"] == 300


@pytest.mark.parametrize("deep", [b"[" * 100_000, b'{"a":' * 100_000])
def test_deep_bodies(driver, access, deep):
    told = driver.api("POST", "/users/me/meetings", access, content=deep)
    assert (told.status_code, told.json()["code"]) == (400, 300)
