"""A session with a meeting behind it, of which Zoom tells us."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests.factories import core
from tests.factories import zoom as factory
from tests.integration.zoom.webhooks import news
from virtualcrowd.agenda.models import Session
from virtualcrowd.events.models import Event
from virtualcrowd.zoom.models import Connection, LibraryItem

RUN = "run1=="


@pytest.fixture
def connection(demo: Event) -> Connection:
    return factory.connection(demo, webhook_secret="sandboxWebhookTok00001")


@pytest.fixture
def item(demo: Event) -> LibraryItem:
    return factory.item(demo)


@pytest.fixture
def session(demo: Event, item: LibraryItem) -> Session:
    session = core.session(demo)
    factory.embed(session, item)
    return session


@pytest.fixture
def clock() -> Iterator[None]:
    with time_machine.travel(news.NOW, tick=False):
        yield


@pytest.fixture
def tell(connection, item, session):
    """Have Zoom tell something; `second` is when it happened, counted from the start."""

    def told(kind: str, second: int = 0, *, run: str = RUN, account: str = "", **who: Any):
        at = core.NOON + timedelta(seconds=second)
        text = news.zoom_time(at)
        thing: dict[str, Any] = {"id": item.zoom_id, "uuid": run, "start_time": text}
        if kind.endswith(".ended"):
            thing["end_time"] = text
        if who:
            time = "leave_time" if "_left" in kind else "join_time"
            thing["participant"] = {time: text} | who
        return news.told(connection, kind, at, thing, account)

    return told


@pytest.fixture
def started(tell) -> None:
    tell("meeting.started")
    news.apply()
