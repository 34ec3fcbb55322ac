"""The whole state as one JSON: what happened can be put into another sandbox and happens again."""

import json

import pytest
from starlette.testclient import TestClient

from tests.contract.driver import DEBATE, OYSTER, Driver
from zoomsandbox.app import create_app

pytestmark = pytest.mark.contract


@pytest.fixture
def other():
    """Another sandbox, of another seed."""
    with TestClient(
        create_app("empty"), base_url="http://localhost:9400", follow_redirects=False
    ) as client:
        yield Driver(client)


def export(sandbox):
    return sandbox.client.get("/sandbox/export").content


def put(sandbox, text):
    return sandbox.client.put("/sandbox/state", content=text)


def live(sandbox, token):
    """Let many kinds of things happen."""
    sandbox.post("clock", rate=0)
    sandbox.world.items[OYSTER].settings["approval_type"] = 0
    asked = {"email": "ana@demo.example", "first_name": "Ana"}
    sandbox.api("POST", f"/meetings/{OYSTER}/registrants", token, json=asked)
    sandbox.act(OYSTER, "start")
    sandbox.act(OYSTER, "join", name="Ana", customer_key="k1")
    sandbox.act(DEBATE, "start")
    sandbox.act(DEBATE, "end")
    rule = {"type": 1, "end_times": 3}
    sandbox.api("POST", "/users/me/meetings", token, json={"type": 8, "recurrence": rule})
    panel = {"panelists": [{"email": "cy@demo.example", "name": "Cy"}]}
    sandbox.api("POST", f"/webinars/{DEBATE}/panelists", token, json=panel)
    sandbox.api("GET", "/users/me/meetings?page_size=1", token)
    sandbox.post("faults", match={"path": "/v2/nothing"}, status=503, times=None)
    sandbox.post("limits", on=True)
    sandbox.post("limits", on=False)


QUESTIONS = [
    ("GET", "/users/me/meetings?type=upcoming&page_size=2", {}),
    ("GET", f"/meetings/{OYSTER}", {}),
    ("POST", "/users/me/meetings", {"topic": "New"}),
    ("POST", f"/meetings/{OYSTER}/registrants", {"email": "b@b.example", "first_name": "B"}),
    ("GET", f"/past_webinars/{DEBATE}/instances", {}),
    ("GET", "/users/nobody", {}),
]


def ask(sandbox, token):
    told = [sandbox.api(method, path, token, json=body) for method, path, body in QUESTIONS]
    return [(one.status_code, one.content) for one in told]


def test_a_replay_answers_byte_for_byte(sandbox, token, other):
    live(sandbox, token)
    text = export(sandbox)
    first = ask(sandbox, token)
    assert put(other, text).status_code == 200
    assert export(other) == text
    assert ask(other, token) == first


def test_the_clock_goes_back_to_the_moment_of_the_export(sandbox, token, other):
    sandbox.post("clock", offset_s=86_400 * 300)
    text = export(sandbox)
    put(other, text)
    assert abs(other.world.clock.timestamp() - sandbox.world.clock.timestamp()) < 60


def test_the_seed_of_5000_can_be_written_and_read(sandbox, other):
    sandbox.post("reset", seed="big")
    assert put(other, export(sandbox)).json()["meetings"] == 5000


@pytest.mark.parametrize(
    "text",
    [
        b"{}",
        b'{"format": 2, "state": {}}',
        b'{"format": 1, "state": {}}',
        b'{"format": 1, "state": {"items": {"$": "os:system"}}, "clock": {}, "ids": {}}',
        b'{"format": 1, "state": {"users": {"$": "models:User", "id": "x"}}}',
        b"[]",
    ],
)
def test_what_is_no_state_is_refused_and_changes_nothing(sandbox, text):
    before = json.loads(export(sandbox))["state"]["items"]
    told = put(sandbox, text)
    assert told.status_code == 400
    assert told.json()["error"]
    assert json.loads(export(sandbox))["state"]["items"] == before


def test_every_record_of_every_seed_can_be_written(sandbox, token):
    for seed in ("demo", "empty", "medium"):
        sandbox.post("reset", seed=seed, apps=True)
        assert sandbox.client.get("/sandbox/export").status_code == 200
