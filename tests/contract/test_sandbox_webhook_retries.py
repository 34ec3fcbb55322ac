"""What Zoom does when an address does not take an event, all by the sandbox's clock."""

import json
import time

import pytest

from tests.contract import receivers
from tests.contract.driver import OYSTER
from zoomsandbox import webhook_http

pytestmark = pytest.mark.contract
MINUTE, HOUR = 60, 3600


def until(sandbox, wanted, within_s=5):
    """Wait until the newest delivery is as wanted, and return it."""
    end = time.monotonic() + within_s
    line = None
    while time.monotonic() < end:
        lines = sandbox.client.get("/sandbox/deliveries").json()
        line = lines[-1] if lines else None
        if line and wanted(line):
            return line
        time.sleep(0.02)
    raise AssertionError(line)


def attempts(count):
    return lambda line: len(line["tries"]) == count


def subscription(sandbox):
    return sandbox.client.get("/sandbox/state").json()["apps"][0]["subscription"]


def test_failure_is_tried_again_after_5_20_and_60_minutes_then_lost(sandbox, listening):
    listening.answer = receivers.broken
    sandbox.act(OYSTER, "start")
    line = until(sandbox, attempts(1))
    for count, minutes in ((2, 5), (3, 20), (4, 60)):
        assert line["outcome"] == "tried again later"
        sandbox.post("clock", advance_s=minutes * MINUTE + 1)
        line = until(sandbox, attempts(count))
    assert (line["outcome"], line["status"], line["next_at"]) == ("lost", 500, None)
    assert len({body for _, body in listening.got}) == 1


def test_nothing_is_tried_before_its_time(sandbox, listening):
    listening.answer = receivers.broken
    sandbox.act(OYSTER, "start")
    line = until(sandbox, attempts(1))
    assert line["next_at"] - sandbox.world.clock.timestamp() == pytest.approx(5 * MINUTE, abs=20)
    sandbox.post("clock", advance_s=4 * MINUTE)
    listening.answer = receivers.good
    sandbox.act(OYSTER, "end")
    until(sandbox, lambda newest: newest["outcome"] == "delivered")
    assert len(sandbox.client.get("/sandbox/deliveries").json()[0]["tries"]) == 1


def test_a_retry_that_arrives_ends_it(sandbox, listening):
    listening.answer = receivers.broken
    sandbox.act(OYSTER, "start")
    until(sandbox, attempts(1))
    listening.answer = receivers.good
    sandbox.post("clock", advance_s=6 * MINUTE)
    line = until(sandbox, lambda line: line["outcome"] == "delivered")
    assert [one["status"] for one in line["tries"]] == [500, 204]


@pytest.mark.parametrize("status", [201, 302, 400, 404])
def test_other_answers_are_not_tried_again(sandbox, listening, status):
    listening.answer = lambda _body: (status, b"no")
    sandbox.act(OYSTER, "start")
    line = until(sandbox, attempts(1))
    assert (line["outcome"], line["next_at"]) == ("refused", None)
    assert line["tries"][0]["answer"] == "no"


def test_an_address_has_three_seconds(sandbox, listening, monkeypatch):
    assert webhook_http.DEADLINE_S == 3
    monkeypatch.setattr(webhook_http, "DEADLINE_S", 0.2)

    def slow(body):
        time.sleep(1)
        return 200, b""

    listening.answer = slow
    sandbox.act(OYSTER, "start")
    line = until(sandbox, attempts(1))
    assert (line["outcome"], line["status"]) == ("tried again later", None)


def test_send_again_from_the_console(sandbox, listening):
    sandbox.act(OYSTER, "start")
    line = until(sandbox, attempts(1))
    pressed = sandbox.client.post(f"/console/deliveries/{line['id']}/again")
    assert pressed.status_code == 303
    first, second = listening.wait(2)
    assert first[1] == second[1]
    assert first[0]["x-zm-trackingid"] != second[0]["x-zm-trackingid"]


def test_address_is_validated_again_every_72_hours(sandbox, listening):
    sandbox.post("clock", advance_s=71 * HOUR)
    sandbox.act(OYSTER, "start")
    assert json.loads(listening.wait(1)[0][1])["event"] == "meeting.started"
    sandbox.post("clock", advance_s=2 * HOUR)
    assert json.loads(listening.wait(2)[1][1])["event"] == "endpoint.url_validation"


def test_six_failed_validations_in_a_row_disable_it(sandbox, listening):
    listening.answer = receivers.wrong_secret
    for count in range(1, 7):
        assert subscription(sandbox)["validated"] is True
        sandbox.post("clock", advance_s=73 * HOUR)
        end = time.monotonic() + 5
        while len(sandbox.world.mails) < count and time.monotonic() < end:
            time.sleep(0.02)
    assert subscription(sandbox)["validated"] is False
    assert subscription(sandbox)["detail"].startswith("Disabled after 6 failed validations.")
    mails = sandbox.client.get("/sandbox/mails").json()
    assert len(mails) == 6
    assert mails[-1]["subject"].endswith("Your event subscription was disabled")
    before = len(sandbox.world.deliveries)
    sandbox.act(OYSTER, "start")
    assert len(sandbox.world.deliveries) == before


def test_one_good_validation_forgives_the_failures(sandbox, listening):
    listening.answer = receivers.wrong_secret
    sandbox.post("clock", advance_s=73 * HOUR)
    listening.wait(1)
    listening.answer = receivers.good
    sandbox.post("clock", advance_s=73 * HOUR)
    listening.wait(2)
    end = time.monotonic() + 5
    while subscription(sandbox)["detail"] != "Validated." and time.monotonic() < end:
        time.sleep(0.02)
    assert subscription(sandbox)["detail"] == "Validated."
