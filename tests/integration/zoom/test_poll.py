"""Where no webhook tells, we ask: for whom somebody may be waiting, and not too often."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.factories import core
from tests.factories import zoom as factory
from virtualcrowd.agenda.live import set_live_state
from virtualcrowd.agenda.models import LiveState, Session
from virtualcrowd.common.models import Heartbeat
from virtualcrowd.events.models import Event
from virtualcrowd.zoom import poll
from virtualcrowd.zoom.models import Connection, LibraryItem

MINUTE = timedelta(minutes=1)


@pytest.fixture
def meeting(zoom) -> str:
    """The number of a meeting that the stand-in knows."""
    made = zoom.tell("/seed", meetings=[{"topic": "Seagrass", "start_in_s": 60, "duration": 45}])
    return str(made["meetings"][0]["id"])


@pytest.fixture
def session(connected, demo, meeting) -> Session:
    session = core.session(demo, starts_at=timezone.now() + MINUTE)
    factory.embed(session, factory.item(demo, zoom_id=meeting))
    return session


def tick(schedule: poll.Schedule | None = None, now=None) -> int:
    return poll.tick(schedule=schedule or poll.Schedule(), now=now or timezone.now())


def state_of(session) -> str:
    session.refresh_from_db()
    return session.live_state


def test_hosts_start_and_end_are_noticed(zoom, session, meeting):
    tick()
    assert state_of(session) == LiveState.UNKNOWN

    zoom.tell(f"/meetings/{meeting}/start")
    tick()
    assert state_of(session) == LiveState.LIVE
    assert LibraryItem.objects.get().is_started

    zoom.tell(f"/meetings/{meeting}/end")
    tick()
    assert state_of(session) == LiveState.ENDED
    assert not LibraryItem.objects.get().is_started


def test_what_did_not_change_is_not_told_again(zoom, session, meeting):
    zoom.tell(f"/meetings/{meeting}/start")
    tick()
    session.refresh_from_db()
    told_at = session.live_changed_at

    tick()

    session.refresh_from_db()
    assert session.live_changed_at == told_at


def test_answer_older_than_a_webhook_changes_nothing(zoom, session, meeting):
    zoom.tell(f"/meetings/{meeting}/start")
    set_live_state(session, LiveState.ENDED, timezone.now() + MINUTE)

    tick()

    assert state_of(session) == LiveState.ENDED


def test_webinars_are_not_asked_for_as_they_have_no_status(session):
    LibraryItem.objects.update(kind="webinar")

    assert tick() == 0


@pytest.mark.parametrize(
    ("start_in", "expected"),
    [
        (timedelta(minutes=9), 1),  # the lobby opened a minute ago
        (timedelta(minutes=11), 0),
        (timedelta(minutes=-100), 1),  # ended 55 minutes ago by plan, may run late
        (timedelta(minutes=-110), 0),
    ],
)
def test_only_sessions_around_now_are_asked_for(session, start_in, expected):
    begins = timezone.now() + start_in
    Session.objects.update(starts_at=begins, ends_at=begins + timedelta(minutes=45))

    assert tick() == expected


def test_live_session_is_asked_for_until_it_ends(session):
    begins = timezone.now() - timedelta(hours=5)
    Session.objects.update(
        starts_at=begins, ends_at=begins + timedelta(minutes=45), live_state="live"
    )

    assert tick() == 1
    assert state_of(session) == LiveState.ENDED


@pytest.mark.parametrize("hidden", ["session", "event", "connection", "gone"])
def test_what_nobody_waits_for_is_not_asked_for(session, hidden):
    match hidden:
        case "session":
            Session.objects.update(is_published=False)
        case "event":
            Event.objects.update(is_published=False)
        case "connection":
            Connection.objects.update(status="broken")
        case "gone":
            LibraryItem.objects.update(gone_at=timezone.now())

    assert tick() == 0


def test_meeting_that_zoom_no_longer_has_stops_nothing(zoom, session, meeting, demo):
    other = core.session(demo, starts_at=timezone.now() + MINUTE)
    made = zoom.tell("/seed", meetings=[{"topic": "Kelp", "started": True}])["meetings"][0]
    factory.embed(other, factory.item(demo, zoom_id=str(made["id"])))
    zoom.tell(f"/meetings/{meeting}/delete")

    assert tick() == 2

    assert (state_of(session), state_of(other)) == (LiveState.UNKNOWN, LiveState.LIVE)


def test_connection_without_webhooks_is_asked_at_each_round(session, settings):
    settings.ZOOM_STATUS_POLL_SECONDS = 15
    schedule, now = poll.Schedule(), timezone.now()

    asked = [tick(schedule, now + timedelta(seconds=s)) for s in (0, 14, 15, 30)]

    assert asked == [1, 0, 1, 1]


def test_connection_that_hears_webhooks_is_asked_once_a_minute(session, settings):
    settings.ZOOM_STATUS_POLL_SECONDS = 15
    Connection.objects.update(webhook_secret="tok", webhook_validated_at=timezone.now())
    schedule, now = poll.Schedule(), timezone.now()

    asked = [tick(schedule, now + timedelta(seconds=s)) for s in (0, 15, 59, 60)]

    assert asked == [1, 0, 0, 1]


def test_rate_limit_pauses_the_connection_for_as_long_as_zoom_says(zoom, session, meeting):
    zoom.fault(f"/v2/meetings/{meeting}", status=429, headers={"Retry-After": "90"}, times=1)
    schedule, now, asked = poll.Schedule(), timezone.now(), []

    for seconds in (0, 60, 91):
        with time_machine.travel(now + timedelta(seconds=seconds)):
            asked.append(tick(schedule, timezone.now()))

    assert asked == [0, 0, 1]


def test_zoom_in_trouble_is_left_alone_for_half_a_minute(zoom, session, meeting):
    zoom.fault(f"/v2/meetings/{meeting}", status=503, times=1)
    schedule, now = poll.Schedule(), timezone.now()

    asked = [tick(schedule, now + timedelta(seconds=s)) for s in (0, 20, 31)]

    assert asked == [0, 0, 1]


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = timezone.now()

    def __call__(self):
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def test_run_asks_in_rounds_until_its_time_is_over(session, settings):
    settings.ZOOM_STATUS_POLL_SECONDS = 15
    clock = Clock()
    end = clock.now + timedelta(seconds=56)

    assert poll.run(56, clock=clock, sleep=clock.sleep) == 4
    assert clock.now == end


def test_only_one_process_polls(session):
    clock = Clock()
    Heartbeat.objects.create(name="zoom-poll", at=clock.now - timedelta(seconds=5))

    assert poll.run(56, clock=clock, sleep=clock.sleep) == 0


def test_another_takes_over_when_the_one_that_polled_died(session, settings):
    settings.ZOOM_STATUS_POLL_SECONDS = 15
    clock = Clock()
    Heartbeat.objects.create(name="zoom-poll", at=clock.now - timedelta(seconds=31))

    assert poll.run(30, clock=clock, sleep=clock.sleep) == 2


def test_next_run_follows_at_once(session, settings):
    settings.ZOOM_STATUS_POLL_SECONDS = 15
    clock = Clock()

    rounds = [poll.run(15, clock=clock, sleep=clock.sleep) for _ in range(2)]

    assert rounds == [1, 1]
