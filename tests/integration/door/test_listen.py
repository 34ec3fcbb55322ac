"""What a listener hears of the real database, also when it goes away for a while."""

import asyncio
import queue
import threading

import pytest
from django.db import connection, transaction

from tests.waiting import until
from virtualcrowd.common import bus
from virtualcrowd.common.models import BusMessage
from virtualcrowd.door import listen
from virtualcrowd.door.listen import News


class Ears:
    def __init__(self):
        self.heard = queue.Queue()
        self.missed_at = []

    def hear(self, news):
        self.heard.put(news)

    def missed(self):
        self.missed_at.append(self.heard.qsize())

    def next(self):
        return self.heard.get(timeout=10)


@pytest.fixture
def loop(transactional_db):
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def ears(loop):
    """Somebody who listens to the test's database."""
    ears = Ears()

    async def begin():
        listener = listen.listener(ears)
        listener.start()
        return listener

    listener = asyncio.run_coroutine_threadsafe(begin(), loop).result(10)
    until(lambda: ears.missed_at)
    yield ears
    asyncio.run_coroutine_threadsafe(listener.stop(), loop).result(10)


def test_news_is_heard_in_order_with_all_that_it_says(ears):
    bus.publish("live", {"session": 1, "state": "live", "rev": 2}, event_id=7)
    bus.publish("facts", {})

    assert [ears.next(), ears.next()] == [
        News("live", 7, {"session": 1, "state": "live", "rev": 2}),
        News("facts", None, {}),
    ]


def test_news_of_what_was_rolled_back_is_never_heard(ears):
    with transaction.atomic():
        bus.publish("first", {})
        transaction.set_rollback(True)
    bus.publish("second", {})

    assert ears.next().topic == "second"


def test_many_news_at_once_are_all_heard(ears):
    with transaction.atomic():
        for number in range(200):
            bus.publish("live", {"rev": number}, event_id=1)

    assert [ears.next().body["rev"] for _ in range(200)] == list(range(200))


def test_news_from_before_is_not_heard_again(transactional_db, request):
    bus.publish("old", {})
    ears = request.getfixturevalue("ears")

    bus.publish("new", {})

    assert ears.next().topic == "new"


def test_swept_outbox_is_no_news(ears):
    bus.publish("first", {})
    assert ears.next().topic == "first"
    BusMessage.objects.all().delete()

    bus.publish("second", {})

    assert ears.next().topic == "second"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connections to cut")
def test_cut_connection_is_made_again_and_tells_that_news_was_missed(ears, monkeypatch):
    monkeypatch.setattr(listen, "AGAIN", 0.01)
    before = len(ears.missed_at)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE query ILIKE 'LISTEN%' AND datname = current_database()"
        )

    until(lambda: len(ears.missed_at) > before)
    bus.publish("after", {})
    assert ears.next().topic == "after"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="how SQLite's listener waits")
def test_database_that_is_not_there_yet_is_waited_for(loop, tmp_path, monkeypatch):
    monkeypatch.setattr(listen, "AGAIN", 0.01)
    ears, path = Ears(), tmp_path / "late.sqlite3"

    async def begin():
        listener = listen.SqliteListener(ears, str(path))
        listener.start()
        return listener

    listener = asyncio.run_coroutine_threadsafe(begin(), loop).result(10)
    assert ears.missed_at == []
    assert not path.exists()

    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])

    until(lambda: ears.missed_at)
    asyncio.run_coroutine_threadsafe(listener.stop(), loop).result(10)
