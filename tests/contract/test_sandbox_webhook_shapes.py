"""Every event that the sandbox sends, held against what Zoom publishes about it."""

import base64
import json

import pytest

from tests.contract import published
from tests.contract.driver import DEBATE, OYSTER

pytestmark = pytest.mark.contract
DAILY, REGISTERED, WAITING_ROOM = 85920317764, 86699132054, 80466211190
# Where Zoom's schema and its own example differ, the sandbox follows the example.
KNOWN = {
    "meeting.participant_joined": [
        ".payload.object.participant.join_time is missing",
        ".payload.object.participant.date_time is not published",
    ],
    "meeting.participant_left": [".payload.object.participant.date_time is not published"],
    "meeting.participant_admitted": [
        f".payload.{name} is not published" for name in ("operator", "operator_id", "operation")
    ],
}


def told(receiver, count):
    return [json.loads(body) for _, body in receiver.wait(count)]


def names(receiver, count):
    return [one["event"].partition(".")[2] for one in told(receiver, count)]


def life_of_a_meeting(sandbox, number):
    """Everything that can happen to one, in an order in which it does."""
    sandbox.act(number, "update", settings={"waiting_room": False})
    sandbox.act(number, "update", topic="Another name", duration=50)
    sandbox.act(number, "start")
    sandbox.act(number, "join", name="Bea", email="bea@x.example", customer_key="k1")
    for step in ("started", "paused", "resumed", "stopped"):
        sandbox.act(number, "record", step=step)
    sandbox.act(number, "hold", name="Bea")
    sandbox.act(number, "admit", name="Bea")
    sandbox.act(number, "leave", name="Bea")
    sandbox.act(number, "update", settings={"waiting_room": True})
    sandbox.act(number, "join", name="Cem")
    sandbox.act(number, "remove", name="Cem")
    sandbox.act(number, "end")
    sandbox.act(number, "delete")
    sandbox.act(number, "recover")
    sandbox.act(number, "delete")
    sandbox.act(number, "purge")


@pytest.mark.parametrize("number", [OYSTER, DEBATE, DAILY], ids=["meeting", "webinar", "daily"])
def test_shapes_are_the_published_ones(sandbox, listening, number):
    schemas = published.webhooks()
    life_of_a_meeting(sandbox, number)
    last = "permanently_deleted"
    count = 1
    while (bodies := told(listening, count))[-1]["event"].partition(".")[2] != last:
        count = len(bodies) + 1
    found = []
    for body in bodies:
        known = KNOWN.get(body["event"], [])
        lines = published.differences(body, schemas[body["event"]])
        found += [f"{body['event']} {line}" for line in lines if line not in known]
    assert found == []


def test_registrations_are_the_published_ones(sandbox, listening, token):
    schemas = published.webhooks()
    path = f"/meetings/{REGISTERED}/registrants"
    asked = {"email": "ana@x.example", "first_name": "Ana", "last_name": "Ito"}
    sandbox.api("POST", path, token, json=asked)
    body = told(listening, 1)[0]
    assert body["event"] == "meeting.registration_created"
    assert published.differences(body, schemas[body["event"]]) == []


def test_examples_have_the_same_members(sandbox, listening):
    """A joined and a left as in Zoom's examples, member for member."""
    sandbox.act(OYSTER, "start")
    sandbox.act(OYSTER, "join", name="Bea")
    sandbox.act(OYSTER, "leave", name="Bea")
    for body in told(listening, 3):
        example = published.examples()[body["event"]]["payload"]["object"]
        ours = body["payload"]["object"]
        assert ours.keys() == example.keys()
        assert ours.get("participant", {}).keys() == example.get("participant", {}).keys()


def test_waiting_room_from_entering_to_the_meeting(sandbox, listening):
    sandbox.act(WAITING_ROOM, "start")
    sandbox.act(WAITING_ROOM, "join", name="Bea", customer_key="k1")
    sandbox.act(WAITING_ROOM, "admit", name="Bea")
    sandbox.act(WAITING_ROOM, "hold", name="Bea")
    assert names(listening, 5) == [
        "started",
        "participant_joined_waiting_room",
        "participant_admitted",
        "participant_joined",
        "participant_put_in_waiting_room",
    ]
    assert told(listening, 5)[2]["payload"]["operator"] == "olive.host@demo.example"


def test_recovered_meeting_is_there_again(sandbox, listening):
    sandbox.act(OYSTER, "delete")
    assert sandbox.act(OYSTER, "start").status_code == 404
    assert sandbox.act(OYSTER, "recover").json()["id"] == OYSTER
    assert sandbox.act(OYSTER, "recover").status_code == 404
    assert names(listening, 2) == ["deleted", "recovered"]
    sandbox.act(OYSTER, "delete")
    sandbox.act(OYSTER, "purge")
    assert sandbox.act(OYSTER, "recover").status_code == 404


def test_nothing_is_recorded_before_the_start(sandbox):
    assert sandbox.act(OYSTER, "record", step="started").status_code == 409
    assert sandbox.act(OYSTER, "record", step="burnt").status_code == 404


def test_recording_from_its_end_to_the_trash_and_back(sandbox, listening, token):
    schemas = published.webhooks()
    sandbox.act(OYSTER, "start")
    sandbox.act(OYSTER, "record", step="started")
    sandbox.act(OYSTER, "end")
    path = f"/meetings/{OYSTER}/recordings"
    sandbox.api("DELETE", path, token)
    assert sandbox.api("PUT", f"{path}/status", token, json={"action": "recover"}).is_success
    sandbox.api("DELETE", f"{path}?action=delete", token)
    assert names(listening, 7)[3:] == ["completed", "trashed", "recovered", "deleted"]
    bodies = told(listening, 7)[3:]
    assert len(bodies[0]["download_token"]) > 20
    for body in bodies:
        assert body["payload"]["object"]["recording_count"] == 3
        assert published.differences(body, schemas[body["event"]]) == []


def test_decisions_on_registrants_are_the_published_ones(sandbox, listening, token):
    schemas = published.webhooks()
    sandbox.act(REGISTERED, "update", settings={"approval_type": 1})
    path = f"/meetings/{REGISTERED}/registrants"
    for name in ("ana", "ben"):
        asked = {"email": f"{name}@x.example", "first_name": name}
        made = sandbox.api("POST", path, token, json=asked).json()
        row = [{"id": made["registrant_id"], "email": asked["email"]}]
        act = "approve" if name == "ana" else "deny"
        sandbox.api("PUT", f"{path}/status", token, json={"action": act, "registrants": row})
    decided = [
        body for body in told(listening, 5) if body["event"].endswith(("approved", "denied"))
    ]
    assert len(decided) == 2
    for body in decided:
        assert published.differences(body, schemas[body["event"]]) == []


@pytest.fixture
def waiting(sandbox):
    """Somebody's client that waits for the host, with its socket open."""
    key = base64.b64encode(b"k1").decode()
    asked = sandbox.info(OYSTER, passWord=sandbox.passcode(OYSTER), customerKey=key)
    ticket = asked["result"]["track_auth"]
    path = f"/web/rwg1.zoom.us/wc/api/{OYSTER}?trackAuth={ticket}"
    with sandbox.client.websocket_connect(path) as socket:
        assert socket.receive_json()["body"]["status"] == "READY"
        yield socket


def test_who_waits_for_the_host_is_told_after_half_a_minute(sandbox, listening, waiting):
    schemas = published.webhooks()
    sandbox.post("clock", advance_s=31)
    assert names(listening, 1) == ["participant_jbh_waiting"]
    waiting.close()
    assert names(listening, 2)[1] == "participant_jbh_waiting_left"
    for body in told(listening, 2):
        assert body["payload"]["object"]["participant"]["customer_key"] == "k1"
        assert published.differences(body, schemas[body["event"]]) == []


def test_who_comes_in_before_the_host_is_told(sandbox, listening, waiting):
    sandbox.world.items[OYSTER].settings["join_before_host"] = True
    waiting.send_text(json.dumps({"evt": 4301, "body": {}, "seq": 1}))
    assert names(listening, 3) == ["started", "participant_jbh_joined", "participant_joined"]
