from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.factories import core
from tests.fakes.provider import FakeProvider, use_fake_provider
from tests.fakes.rsgi import Driver
from tests.waiting import until
from virtualcrowd.agenda import passes
from virtualcrowd.agenda.models import LiveState, Session
from virtualcrowd.door.router import Router
from virtualcrowd.events.models import Attendee

NOW = core.NOON.timestamp() - 300  # five minutes before the sessions of the factory start


@dataclass
class Clock:
    now: float = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fake() -> Iterator[FakeProvider]:
    with use_fake_provider() as provider:
        yield provider


@pytest.fixture
def talk(demo) -> Session:
    """A session whose meeting the host has started."""
    return core.session(demo, title="Talk", provider="fake", live_state=LiveState.LIVE)


@pytest.fixture
def door(transactional_db, fake: FakeProvider, clock: Clock) -> Iterator[Driver]:
    with Driver(Router(clock=clock)) as driver:
        until(lambda: driver.app.memory.counters.get("vc_news_total", "missed"))  # it listens
        yield driver


@pytest.fixture
def cookie(clock: Clock) -> Callable[[Attendee], str]:
    """The Cookie header of somebody's browser."""

    def make(attendee: Attendee) -> str:
        return f"csrftoken=x; {passes.COOKIE}={passes.mint(attendee, clock.now)}"

    return make


@pytest.fixture
def ask(door: Driver, cookie) -> Callable[..., object]:
    """Ask for a ticket, as the event's page would."""

    def post(attendee: Attendee, session: Session, **headers: str):
        path = f"/e/{attendee.event.shortcode}/agenda/{session.pk}/ticket"
        return door.post(
            path, **{"origin": "http://testserver", "cookie": cookie(attendee)} | headers
        )

    return post
