"""What was held: who came, what was recorded, who stayed away."""

from datetime import timedelta

import pytest

from tests.contract.driver import DEBATE, OYSTER

pytestmark = pytest.mark.contract
KEY = "k" * 32


@pytest.fixture
def held(sandbox):
    """Two runs of a meeting, ten and twenty minutes long; Ana came to both, Key to the second."""
    sandbox.post("clock", rate=0)
    sandbox.world.items[OYSTER].settings["auto_recording"] = "cloud"
    for minutes in (10, 20):
        sandbox.act(OYSTER, "start")
        sandbox.act(OYSTER, "join", name="Ana")
        if minutes == 20:
            sandbox.act(OYSTER, "join", name="Key", customer_key=KEY)
        sandbox.post("clock", advance_s=minutes * 60)
        sandbox.act(OYSTER, "end")
    return sandbox


def runs(sandbox):
    return [run.uuid.replace("/", "%252F").replace("+", "%252B") for run in
            sandbox.world.items[OYSTER].runs]  # fmt: skip


def test_a_number_gives_the_latest_run_and_a_uuid_its_own(held, token):
    first, second = runs(held)
    for reference, minutes, people in ((OYSTER, 20, 2), (first, 10, 1), (second, 20, 2)):
        told = held.api("GET", f"/past_meetings/{reference}", token).json()
        assert (told["duration"], told["participants_count"]) == (minutes, people)
    told = held.api("GET", f"/past_meetings/{OYSTER}/instances", token).json()["meetings"]
    assert [row["uuid"] for row in told] == [run.uuid for run in held.world.items[OYSTER].runs]


def test_customer_key_is_in_reports_alone(held, token):
    past = held.api("GET", f"/past_meetings/{OYSTER}/participants", token).json()["participants"]
    report = held.api("GET", f"/report/meetings/{OYSTER}/participants", token).json()
    assert all("customer_key" not in row for row in past)
    assert [row["customer_key"] for row in report["participants"]] == ["", KEY]
    assert {row["duration"] for row in report["participants"]} == {1200}
    assert isinstance(past[0]["user_id"], str)


def test_reports_are_for_administrators(held):
    app = held.world.apps["sandboxGeneralApp00001"]
    app.scopes = [
        scope.replace("report:read:meeting:admin", "report:read:x") for scope in app.scopes
    ]
    access = held.connect()["access_token"]
    told = held.api("GET", f"/report/meetings/{OYSTER}", access)
    assert told.json()["code"] == 4711


def test_registrant_id_on_demand(sandbox, token):
    sandbox.act(OYSTER, "start")
    sandbox.act(OYSTER, "join", name="Ana", registrant_id="r1", email="ana@demo.example")
    sandbox.act(OYSTER, "end")
    path = f"/past_meetings/{OYSTER}/participants"
    plain = sandbox.api("GET", path, token).json()["participants"][0]
    asked = {"include_fields": "registrant_id"}
    told = sandbox.api("GET", path, token, params=asked).json()["participants"][0]
    assert "registrant_id" not in plain
    assert (told["registrant_id"], told["user_email"]) == ("r1", "ana@demo.example")


def test_nothing_was_held(sandbox, token):
    for path in (f"/past_meetings/{OYSTER}", f"/report/meetings/{OYSTER}"):
        assert sandbox.api("GET", path, token).json()["code"] == 3001
    assert sandbox.api("GET", f"/meetings/{OYSTER}/recordings", token).json()["code"] == 3301


def test_recordings_go_to_the_trash_and_come_back(held, token):
    path = f"/meetings/{OYSTER}/recordings"
    files = held.api("GET", path, token).json()["recording_files"]
    assert {row["file_type"] for row in files} == {"MP4", "M4A", "CHAT"}
    assert held.api("DELETE", f"{path}/{files[0]['id']}", token).status_code == 204
    assert held.api("GET", path, token).json()["recording_count"] == 2
    again = {"json": {"action": "recover"}}
    back = held.api("PUT", f"{path}/{files[0]['id']}/status", token, **again)
    assert back.status_code == 204
    assert held.api("GET", path, token).json()["recording_count"] == 3
    held.api("DELETE", path, token, params={"action": "delete"})
    latest = held.api("GET", path, token).json()
    first = held.world.items[OYSTER].runs[0].uuid
    assert latest["uuid"] == first


def test_a_users_recordings_by_day(held, token):
    path = "/users/habitats@demo.example/recordings"
    today = held.world.clock.now()
    told = held.api("GET", path, token, params={"from": f"{today - timedelta(days=1):%Y-%m-%d}"})
    assert len(told.json()["meetings"]) == 2
    before = f"{today - timedelta(days=9):%Y-%m-%d}"
    told = held.api("GET", path, token, params={"from": before, "to": before})
    assert told.json()["meetings"] == []


def test_absentees_registered_and_did_not_come(sandbox, token):
    sandbox.world.items[DEBATE].settings["approval_type"] = 0
    ids = {}
    for name in ("ana", "bo"):
        asked = {"email": f"{name}@demo.example", "first_name": name}
        made = sandbox.api("POST", f"/webinars/{DEBATE}/registrants", token, json=asked)
        ids[name] = made.json()["registrant_id"]
    sandbox.act(DEBATE, "start")
    sandbox.act(DEBATE, "join", name="Ana", registrant_id=ids["ana"])
    sandbox.act(DEBATE, "end")
    told = sandbox.api("GET", f"/past_webinars/{DEBATE}/absentees", token).json()["registrants"]
    assert [row["id"] for row in told] == [ids["bo"]]


def test_history_outlives_the_meeting(held, token):
    held.api("DELETE", f"/meetings/{OYSTER}", token)
    assert held.api("GET", f"/past_meetings/{OYSTER}", token).status_code == 200
