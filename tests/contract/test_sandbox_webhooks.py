import hashlib
import hmac
import json
import time

import pytest

from tests.contract import receivers
from tests.contract.driver import DEBATE, OYSTER, Receiver

pytestmark = pytest.mark.contract


@pytest.fixture
def listening(sandbox):
    """A validated subscription of all events."""
    with Receiver(receivers.good) as receiver:
        told = sandbox.post("webhooks", url=receiver.url).json()
        assert told["validated"] is True
        receiver.got.clear()
        yield receiver


def events(receiver, count):
    return [json.loads(body) for _, body in receiver.wait(count)]


def test_challenge_is_asked_and_judged(sandbox):
    with Receiver(receivers.good) as receiver:
        told = sandbox.post("webhooks", url=receiver.url).json()
        assert told["detail"] == "Validated."
        challenge = json.loads(receiver.got[0][1])
        assert challenge["event"] == "endpoint.url_validation"
        assert sandbox.client.get("/sandbox/state").json()["apps"][0]["subscription"]["validated"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (receivers.wrong_secret, "encryptedToken is wrong"),
        (receivers.echo_nothing, "plainToken is not"),
        (receivers.no_json, "not JSON"),
        (receivers.broken, "answered 500"),
    ],
)
def test_failed_challenge_means_silence(sandbox, answer, words):
    with Receiver(answer) as receiver:
        told = sandbox.post("webhooks", url=receiver.url).json()
        assert told["validated"] is False
        assert words in told["detail"]
        sandbox.act(OYSTER, "start")
        assert sandbox.client.get("/sandbox/deliveries").json() == []


def test_nobody_listens(sandbox):
    told = sandbox.post("webhooks", url="http://127.0.0.1:9/none").json()
    assert told["validated"] is False
    assert "no answer" in told["detail"]


def test_signature_is_over_the_raw_body_with_real_time(sandbox, listening):
    sandbox.post("clock", offset_s=86400)
    sandbox.act(OYSTER, "start")
    headers, body = listening.wait(1)[0]
    stamp = headers["x-zm-request-timestamp"]
    message = b"v0:" + stamp.encode() + b":" + body
    digest = hmac.new(receivers.SECRET.encode(), message, hashlib.sha256).hexdigest()
    assert headers["x-zm-signature"] == f"v0={digest}"
    assert abs(int(stamp) - time.time()) < 60


def test_started_and_ended(sandbox, listening):
    sandbox.act(OYSTER, "start")
    sandbox.act(OYSTER, "end")
    started, ended = events(listening, 2)
    assert (started["event"], ended["event"]) == ("meeting.started", "meeting.ended")
    assert started["payload"]["account_id"] == sandbox.world.account.id
    assert started["event_ts"] > 1_000_000_000_000
    assert started["payload"]["object"]["id"] == str(OYSTER)
    assert started["payload"]["object"]["host_email"] == "habitats@demo.example"
    assert ended["payload"]["object"]["duration"] == 60
    assert "end_time" in ended["payload"]["object"]
    assert ended["payload"]["object"]["uuid"] == started["payload"]["object"]["uuid"]


def test_start_twice_is_told_once(sandbox, listening):
    sandbox.act(OYSTER, "start")
    sandbox.act(OYSTER, "start")
    sandbox.act(OYSTER, "end")
    names = [told["event"] for told in events(listening, 2)]
    assert names == ["meeting.started", "meeting.ended"]


def test_webinars_say_so(sandbox, listening):
    sandbox.act(DEBATE, "start")
    sandbox.act(DEBATE, "end")
    started, ended = events(listening, 2)
    assert started["event"] == "webinar.started"
    assert ended["payload"]["object"]["practice_session"] is False


def test_updated_carries_only_what_changed(sandbox, listening):
    body = {"topic": "New name", "settings": {"meeting_authentication": True}}
    sandbox.act(OYSTER, "update", **body)
    told = events(listening, 1)[0]
    new, old = told["payload"]["object"], told["payload"]["old_object"]
    assert told["event"] == "meeting.updated"
    assert new["id"] == OYSTER
    assert new["topic"] == "New name"
    assert new["settings"] == {"meeting_authentication": True}
    assert old["topic"] == "Oyster reefs as breakwaters"
    assert "duration" not in new


def test_update_without_change_is_silent(sandbox, listening):
    sandbox.act(OYSTER, "update", topic="Oyster reefs as breakwaters")
    sandbox.act(OYSTER, "delete")
    assert [told["event"] for told in events(listening, 1)] == ["meeting.deleted"]


def test_created_by_api_and_deleted(sandbox, listening):
    token = sandbox.connect()["access_token"]
    made = sandbox.api("POST", "/users/me/webinars", token, json={"topic": "W"}).json()
    sandbox.api("DELETE", f"/webinars/{made['id']}", token)
    created, deleted = events(listening, 2)
    assert (created["event"], deleted["event"]) == ("webinar.created", "webinar.deleted")
    assert created["payload"]["object"]["id"] == made["id"]
    assert created["payload"]["operator"] == "olive.host@demo.example"


def test_participants(sandbox, listening):
    sandbox.act(OYSTER, "start")
    sandbox.act(OYSTER, "join", name="Bea", email="bea@x.example", customer_key="k1")
    sandbox.act(OYSTER, "leave", customer_key="k1")
    _, joined, left = events(listening, 3)
    who = joined["payload"]["object"]["participant"]
    assert joined["event"] == "meeting.participant_joined"
    assert (who["customer_key"], who["user_name"], who["email"]) == ("k1", "Bea", "")
    assert left["payload"]["object"]["participant"]["leave_reason"] == "Bea left the meeting."
    assert left["payload"]["object"]["participant"]["participant_uuid"] == who["participant_uuid"]


def test_end_sends_everybody_home_first(sandbox, listening):
    sandbox.act(OYSTER, "start")
    sandbox.act(OYSTER, "join", name="Bea")
    sandbox.act(OYSTER, "end")
    told = events(listening, 4)
    assert [one["event"] for one in told][2:] == ["meeting.participant_left", "meeting.ended"]
    reason = told[2]["payload"]["object"]["participant"]["leave_reason"]
    assert reason.endswith("<br>Reason: Host ended the meeting.")


def test_only_chosen_events(sandbox):
    with Receiver(receivers.good) as receiver:
        sandbox.post("webhooks", url=receiver.url, events=["meeting.ended"])
        receiver.got.clear()
        sandbox.act(OYSTER, "start")
        sandbox.act(OYSTER, "end")
        assert [told["event"] for told in events(receiver, 1)] == ["meeting.ended"]


def test_duplicate(sandbox, listening):
    sandbox.post("webhooks", duplicate=1)
    sandbox.act(OYSTER, "start")
    first, second = listening.wait(2)
    assert first[1] == second[1]


def test_drop(sandbox, listening):
    sandbox.post("webhooks", drop=1)
    sandbox.act(OYSTER, "start")
    sandbox.act(OYSTER, "end")
    assert [told["event"] for told in events(listening, 1)] == ["meeting.ended"]


def test_shuffle_turns_the_order_round(sandbox, listening):
    sandbox.post("webhooks", shuffle=True)
    sandbox.act(OYSTER, "start")
    sandbox.act(OYSTER, "end")
    names = [told["event"] for told in events(listening, 2)]
    assert names == ["meeting.ended", "meeting.started"]


def test_delay(sandbox, listening):
    sandbox.post("webhooks", delay_s=0.3)
    began = time.monotonic()
    sandbox.act(OYSTER, "start")
    listening.wait(1)
    assert time.monotonic() - began >= 0.3
