"""A day that the sandbox plays by itself."""

import time

import pytest

from tests.contract.driver import OYSTER

pytestmark = pytest.mark.contract


@pytest.fixture
def day(sandbox):
    """Two meetings on a day of their own, far away."""
    sandbox.client.post("/sandbox/reset", json={"seed": "empty"})
    sandbox.post(
        "seed",
        meetings=[
            {"id": 81, "topic": "One", "start_time": "2030-05-02T09:00:00Z", "duration": 30},
            {"id": 82, "topic": "Two", "start_time": "2030-05-02T10:00:00Z", "duration": 30},
        ],
    )
    return "2030-05-02"


def rehearse(sandbox, day, **more):
    told = sandbox.post("rehearsal", day=day, speed=60, **more)
    assert told.status_code == 200, told.text
    return told.json()


def play_on(sandbox, until):
    """Turn the clock on by minutes until something is so; each step follows at once."""
    for _ in range(60):
        told = sandbox.client.get("/sandbox/rehearsal").json()
        if until(told):
            return told
        sandbox.post("clock", advance_s=180)
        time.sleep(0.15)
    raise AssertionError(told)


def over(told):
    return told["state"] == "over"


def words(told):
    return [row["what"] for row in told["done"]]


def test_clock_goes_to_the_day_and_everything_is_held(sandbox, day):
    told = rehearse(sandbox, day, crowd=5)
    assert told["state"] == "playing"
    assert sandbox.world.clock.now().isoformat().startswith("2030-05-02T08:55")
    assert sandbox.world.clock.rate == 60
    told = play_on(sandbox, over)
    assert told["percent"] == 100
    assert sandbox.world.clock.rate == 1
    for number in (81, 82):
        run = sandbox.world.items[number].runs[0]
        assert run.ended_at is not None
        assert len(run.participants) == 5
    early = [what for what in words(told) if what.endswith(" leaves")]
    assert len(early) == 2


def test_mishaps_happen(sandbox, day):
    rehearse(sandbox, day, crowd=0, mishaps=["deleted_meeting", "revoked_token", "rate_limit"])
    token = sandbox.connect()["access_token"]
    told = play_on(sandbox, lambda told: "The next 20 API calls are answered 429" in words(told))
    assert sandbox.api("GET", "/users/me", token).status_code == 429
    sandbox.post("faults", clear=True)
    assert sandbox.api("GET", "/users/me", token).status_code == 200
    told = play_on(sandbox, over)
    grants = sandbox.client.get("/sandbox/state").json()["grants"]
    assert [grant["access_dead"] for grant in grants] == [True]
    assert "Two: the host deletes it" in words(told)
    assert "Two: the host starts" not in words(told)
    assert sandbox.world.items[82].runs == []


def test_late_host(sandbox, day):
    rehearse(sandbox, day, crowd=0, mishaps=["late_host"])
    told = play_on(sandbox, over)
    assert "Two: the host starts, 7 minutes late" in words(told)
    assert sandbox.world.items[82].runs[0].started_at.strftime("%H:%M") >= "10:07"


def test_it_can_be_stopped(sandbox, day):
    rehearse(sandbox, day)
    told = sandbox.client.delete("/sandbox/rehearsal").json()
    assert told["state"] == "stopped"
    assert sandbox.world.clock.rate == 1
    done = len(told["done"])
    sandbox.post("clock", advance_s=7200)
    time.sleep(0.3)
    assert len(sandbox.client.get("/sandbox/rehearsal").json()["done"]) == done


def test_reset_ends_it(sandbox, day):
    rehearse(sandbox, day)
    sandbox.post("reset", seed="demo")
    assert sandbox.client.get("/sandbox/rehearsal").json() == {"state": "none"}
    assert sandbox.world.clock.rate == 1
    assert not sandbox.world.items[OYSTER].is_started


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": "2031-01-01"},
        {"day": "never"},
        {"speed": 7},
        {"crowd": 5000},
        {"mishaps": ["earthquake"]},
    ],
)
def test_nonsense_is_refused(sandbox, day, wrong):
    told = sandbox.post("rehearsal", **({"day": day} | wrong))
    assert told.status_code == 400
    assert told.json()["error"]
