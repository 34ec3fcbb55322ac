"""How fast an account may be asked, counted with a clock that stands still until it is moved."""

from itertools import pairwise

import pytest

from virtualcrowd.zoom.client import Client
from virtualcrowd.zoom.errors import ZoomRateLimited
from virtualcrowd.zoom.models import Connection, RateGate
from virtualcrowd.zoom.pace import SHARE, Pace

pytestmark = pytest.mark.django_db
MIDNIGHT = 1_795_651_200.0  # 00:00 UTC


class Clock:
    def __init__(self, now=MIDNIGHT + 3600):
        self.now = now

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


def pace(clock, *, plan="Pro", account="account-1"):
    row = Connection(pk=1, account_id=account, plan=plan)
    return Pace(row, clock=clock, sleep=clock.sleep)


def pass_through(gates, clock, count, label="light"):
    """Let `count` calls through the gates in turns; return the time that it took."""
    began = clock.now
    for index in range(count):
        gates[index % len(gates)].wait(label)
    return clock.now - began


@pytest.mark.parametrize(
    ("plan", "label", "limit"),
    [("Pro", "light", 30), ("Pro", "medium", 20), ("Basic", "light", 4), ("", "heavy", 10)],
)
def test_calls_come_a_little_slower_than_the_limit(plan, label, limit):
    clock = Clock()

    took = pass_through([pace(clock, plan=plan)], clock, 91, label)

    assert took == pytest.approx(90 / (limit * SHARE), rel=1e-4)


def test_processes_share_one_accounts_gate_and_no_other():
    clock = Clock()

    together = pass_through([pace(clock), pace(clock)], clock, 91)
    apart = pass_through([pace(clock, account="a"), pace(clock, account="b")], clock, 90)

    assert together == pytest.approx(90 / (30 * SHARE), rel=1e-4)
    assert apart == pytest.approx(45 / (30 * SHARE), rel=0.1)


def test_moments_taken_ahead_are_not_closer_together():
    clock, moments = Clock(), []
    gate = pace(clock)
    for _ in range(60):
        clock.now += gate.delay("light", many=True)
        gate.take("light")
        moments.append(clock.now)

    gaps = [after - before for before, after in pairwise(moments)]
    assert min(gaps) == pytest.approx(1 / (30 * SHARE), rel=0.01)


def test_a_pause_is_not_made_up_for_with_a_burst():
    clock = Clock()
    gate = pace(clock)
    gate.delay("light", many=True)
    clock.now += 60

    assert pass_through([gate], clock, 28) == pytest.approx(27 / (30 * SHARE), rel=0.01)


def test_what_zoom_tells_of_its_limit_counts_for_everybody():
    clock = Clock()
    told, other = pace(clock), pace(clock)
    told.learn("light", 80)
    told.wait("light")

    assert pass_through([other], clock, 73) == pytest.approx(72 / (80 * SHARE), rel=0.03)
    assert RateGate.objects.get(label="light").limit == 80


def test_429_closes_the_gate_for_everybody():
    clock = Clock()
    one, other = pace(clock), pace(clock)

    assert one.hit("light", ZoomRateLimited("slow", retry_after=7)) == 7
    assert other.delay("light") == pytest.approx(7)
    assert other.delay("medium") == 0


def test_without_retry_after_the_pause_doubles_until_it_goes_well():
    clock, pauses = Clock(), []
    gate = pace(clock)
    for _ in range(3):
        pauses.append(gate.hit("light", ZoomRateLimited("slow")))
        clock.now += pauses[-1]
    gate.went_well("light")
    clock.now += 1

    assert pauses == [1, 2, 4]
    assert gate.hit("light", ZoomRateLimited("slow")) == 1


def test_calls_of_one_burst_that_are_refused_together_count_once():
    clock = Clock()
    gate = pace(clock)

    assert [gate.hit("light", ZoomRateLimited("slow")) for _ in range(5)] == [1] * 5


def test_a_daily_limit_ends_at_midnight_utc():
    clock = Clock()
    gate = pace(clock)
    gate.hit("light", ZoomRateLimited("daily", daily=True))

    with pytest.raises(ZoomRateLimited) as caught:
        pace(clock).wait("light")

    assert caught.value.daily
    assert caught.value.retry_after == pytest.approx(23 * 3600)
    clock.now = MIDNIGHT + 24 * 3600 + 1
    assert pace(clock).delay("light") == 0


SLOW = {"status": 429, "body": {"code": 429, "message": "slow"}, "headers": {"Retry-After": "20"}}


@pytest.mark.parametrize("retrying", [False, True])
def test_429_for_a_page_or_a_task_closes_the_gate_for_every_process(zoom, connected, retrying):
    zoom.fault("/v2/users/me", **SLOW, times=1)
    with Client(connected) as page, pytest.raises(ZoomRateLimited):
        page.me()

    with Client(connected, retrying=retrying) as other:
        assert other.pace.delay("light") == pytest.approx(20, abs=5)
        assert other.pace.delay("medium") == 0


def test_a_posted_request_that_is_refused_closes_its_own_gate(zoom, connected):
    zoom.fault("/v2/meetings/1/batch_registrants", **SLOW)
    with Client(connected) as task, pytest.raises(ZoomRateLimited):
        task.add_registrants("meeting", "1", [])

    assert Pace(connected).delay("heavy") == pytest.approx(20, abs=5)
    assert Pace(connected).delay("light") == 0


def test_one_person_registered_too_often_stops_nobody_else(zoom, connected):
    words = "You have exceeded the daily rate limit (3) of requests permitted for the registrant"
    body = {"code": 429, "message": words}
    zoom.fault("/v2/webinars/1/registrants", status=429, body=body)
    with Client(connected) as task, pytest.raises(ZoomRateLimited):
        task.add_registrant("webinar", "1", {"email": "ann@demo.example"})

    assert Pace(connected).delay("light") == 0


def test_before_anything_is_stored_nobody_waits():
    assert Pace(Connection()).delay("light") == 0
