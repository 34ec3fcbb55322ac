"""Keeping the library true: what changed in Zoom, was deleted, or answers no more."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.factories import core
from tests.factories import zoom as factory
from virtualcrowd.agenda.models import LiveState, Session
from virtualcrowd.common.models import BusMessage
from virtualcrowd.zoom import library, sync, tasks
from virtualcrowd.zoom.client import Client
from virtualcrowd.zoom.models import LibraryItem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("impatient")]
URL = "/app/demo/libraries/zoom"
CABLES = "87133084426"
MINUTE = timedelta(minutes=1)


def topics():
    return list(BusMessage.objects.values_list("topic", flat=True))


@pytest.fixture
def cables(connected, demo):
    """An item of the stand-in, as it was at the first import, with words of ours."""
    with Client(connected) as zoom:
        detail = zoom.meeting(CABLES)
    item = library.add(event=demo, zoom_id=CABLES, detail=detail, now=timezone.now())
    LibraryItem.objects.update(title="Ours", description="Ours", image="library/a.webp")
    item.refresh_from_db()
    return item


def refreshed(item, connected):
    with Client(connected) as zoom:
        changed = sync.refresh(item=item, zoom=zoom, now=timezone.now())
    item.refresh_from_db()
    return changed


def test_refresh_takes_over_what_zoom_changed_and_nothing_else(cables, connected, zoom):
    zoom.tell(f"/meetings/{CABLES}/update", topic="Cleaner cables", password="fresh1")

    changed = refreshed(cables, connected)

    assert changed >= {"topic", "passcode"}
    assert (cables.topic, cables.passcode) == ("Cleaner cables", "fresh1")
    assert (cables.title, cables.description, cables.image.name) == (
        "Ours",
        "Ours",
        "library/a.webp",
    )
    assert refreshed(cables, connected) == set()


def test_the_door_hears_of_a_new_passcode(cables, connected, zoom, demo):
    factory.embed(core.session(demo), cables)
    zoom.tell(f"/meetings/{CABLES}/update", password="fresh1")

    refreshed(cables, connected)

    assert topics() == ["facts"]


def test_open_pages_hear_that_it_was_deleted_and_the_item_stays(cables, connected, zoom, demo):
    factory.embed(core.session(demo), cables)
    zoom.tell(f"/meetings/{CABLES}/delete")
    now = timezone.now()

    assert refreshed(cables, connected) == set()
    assert (cables.missing_since is None, cables.gone_at, topics()) == (False, None, [])
    with time_machine.travel(now + library.CONFIRM / 2, tick=False):
        assert refreshed(cables, connected) == set()
    with time_machine.travel(now + library.CONFIRM + MINUTE, tick=False):
        assert refreshed(cables, connected) == {"gone_at"}
    assert cables.gone_at == cables.missing_since
    assert sorted(topics()) == ["facts", "live"]
    first = cables.gone_at
    with time_machine.travel(now + 2 * library.CONFIRM + MINUTE, tick=False):
        assert refreshed(cables, connected) == set()
    assert cables.gone_at == first


def test_what_zoom_told_was_deleted_and_does_not_know_is_gone_at_once(cables, connected, zoom):
    tasks.refresh_item.call_local(cables.pk, is_told=True)
    cables.refresh_from_db()
    assert cables.gone_at is None  # of a series, only a date was deleted
    zoom.tell(f"/meetings/{CABLES}/delete")

    tasks.refresh_item.call_local(cables.pk, is_told=True)

    cables.refresh_from_db()
    assert cables.gone_at is not None


def test_each_look_is_one_call(cables, connected, zoom):
    zoom.tell(f"/meetings/{CABLES}/delete")
    before = zoom.asked(f"/v2/meetings/{CABLES}")

    refreshed(cables, connected)

    assert zoom.asked(f"/v2/meetings/{CABLES}") == before + 1


def test_one_404_can_be_wrong(cables, connected, zoom):
    body = {"code": 3001, "message": "Meeting does not exist."}
    zoom.fault(f"/v2/meetings/{CABLES}", status=404, body=body)

    assert refreshed(cables, connected) == set()
    assert cables.gone_at is None
    refreshed(cables, connected)
    assert (cables.missing_since, cables.gone_at) == (None, None)


def test_what_is_back_in_zoom_is_back_here(cables, connected, zoom):
    LibraryItem.objects.update(gone_at=timezone.now())
    cables.refresh_from_db()

    assert refreshed(cables, connected) == {"gone_at"}
    assert cables.gone_at is None


def test_nobody_hears_of_items_that_stand_behind_nothing(cables, connected, zoom):
    zoom.tell(f"/meetings/{CABLES}/update", topic="Cleaner cables", password="fresh1")

    refreshed(cables, connected)

    assert topics() == []


def test_a_start_that_no_webhook_told_is_noticed(cables, connected, zoom, demo):
    session = core.session(demo, starts_at=timezone.now() - MINUTE)
    factory.embed(session, cables)
    zoom.tell(f"/meetings/{CABLES}/start")

    refreshed(cables, connected)

    session.refresh_from_db()
    assert (cables.is_started, session.live_state) == (True, LiveState.LIVE)


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("starts_in", "fields", "every"),
    [
        (HOUR / 2, {}, 5 * MINUTE),
        (-HOUR / 2, {}, 5 * MINUTE),
        (-3 * HOUR, {"live_state": LiveState.LIVE}, 5 * MINUTE),
        (23 * HOUR, {}, 15 * MINUTE),
        (25 * HOUR, {}, 6 * HOUR),
        (8 * 24 * HOUR, {}, 24 * HOUR),
        (-3 * HOUR, {}, None),
    ],
)
def test_nearer_sessions_are_looked_after_more_often(demo, starts_in, fields, every):
    now = core.NOON
    connected = factory.connection(demo)
    item = factory.item(demo, synced_at=now)
    factory.embed(core.session(demo, starts_at=now + starts_in, **fields), item)
    factory.item(demo, synced_at=now - 99 * HOUR)  # in the library only

    def is_due(after):
        LibraryItem.objects.filter(pk=item.pk).update(synced_at=now - after)
        return sync.due(connected, now) == [item]

    if every is None:
        assert not is_due(99 * HOUR)
        return
    assert is_due(every)
    assert not is_due(every - MINUTE)
    connected.webhook_secret, connected.webhook_received_at = "secret", now
    assert not is_due(every)
    assert is_due(3 * every)


def test_a_round_takes_its_share_of_the_account_and_the_nearest_first(demo):
    now = core.NOON
    connected = factory.connection(demo, plan="Basic")
    for n in range(8):
        item = factory.item(demo, topic=str(n), synced_at=now - HOUR)
        factory.embed(core.session(demo, starts_at=now + (2 if n < 7 else 0) * HOUR), item)

    found = sync.due(connected, now)

    assert len(found) == 5
    assert found[0].topic == "7"


def test_sync_due_asks_once_for_each(cables, connected, zoom, demo):
    for _ in range(2):
        factory.embed(core.session(demo, starts_at=timezone.now()), cables)
    zoom.tell(f"/meetings/{CABLES}/update", topic="Cleaner cables")
    LibraryItem.objects.update(synced_at=timezone.now() - HOUR)
    before = zoom.asked(f"/v2/meetings/{CABLES}")

    assert sync.run_due(now=timezone.now()) == 1

    cables.refresh_from_db()
    assert cables.topic == "Cleaner cables"
    assert zoom.asked(f"/v2/meetings/{CABLES}") == before + 1


def test_refresh_now_updates_the_library(cables, connected, zoom, window):
    zoom.tell(f"/meetings/{CABLES}/update", topic="Cleaner cables")

    window.post(f"{URL}/refresh")

    cables.refresh_from_db()
    assert cables.topic == "Cleaner cables"


def test_when_zoom_is_down_the_list_says_so_until_it_answers(cables, connected, zoom, window):
    zoom.fault(f"/v2/meetings/{CABLES}", status=503, body={}, times=4)

    window.post(f"{URL}/refresh")
    assert "Zoom is not answering" in window.get(URL).content.decode()

    window.post(f"{URL}/refresh")
    assert "Zoom is not answering" not in window.get(URL).content.decode()


def test_what_is_long_over_and_unused_is_not_asked_for(cables, connected, zoom, demo):
    with time_machine.travel(timezone.now() + timedelta(days=30), tick=False):
        assert sync.run_event(demo, now=timezone.now()) == 0


def test_refresh_of_one_item_by_task(cables, connected, zoom):
    zoom.tell(f"/meetings/{CABLES}/update", topic="Cleaner cables")

    tasks.refresh_item(cables.pk)
    tasks.refresh_item(0)

    cables.refresh_from_db()
    assert cables.topic == "Cleaner cables"
    assert Session.objects.count() == 0
