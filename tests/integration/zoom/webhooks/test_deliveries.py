"""Webhooks as Zoom really sends them: twice, late, out of order, for somebody else."""

import json
from datetime import datetime, timedelta

from django.utils import timezone

from tests.factories import core
from tests.factories import zoom as factory
from tests.integration.zoom.webhooks.news import NOW, apply, stored, told, zoom_time
from virtualcrowd.agenda.models import LiveState
from virtualcrowd.common.models import BusMessage, Delivery
from virtualcrowd.zoom import tasks
from virtualcrowd.zoom.models import Connection, LibraryItem


def clock(minute: float) -> datetime:
    return core.NOON + timedelta(minutes=minute)


def delivery(connection, kind, item, minute=0.0, *, run_minute=None, account="", **thing):
    """What Zoom sends at `minute` about the run that began at `run_minute`."""
    began = zoom_time(clock(minute if run_minute is None else run_minute))
    body = {"id": item.zoom_id, "uuid": "u==", "start_time": began} | thing
    if kind.endswith(".ended"):
        body = {"end_time": zoom_time(clock(minute))} | body
    return told(connection, kind, clock(minute), body, account)


def state_of(session) -> str:
    session.refresh_from_db()
    return session.live_state


def test_started_makes_the_session_live_at_zooms_time(connection, session, item):
    row = delivery(connection, "meeting.started", item, 1)

    assert apply() == 1

    row.refresh_from_db()
    item.refresh_from_db()
    assert state_of(session) == LiveState.LIVE
    assert session.live_changed_at == clock(1)
    assert (row.applied_at, row.error) == (NOW, "")
    assert item.is_started


def test_ended_ends_it(connection, session, item):
    delivery(connection, "meeting.started", item, 1)
    delivery(connection, "meeting.ended", item, 40, run_minute=1)

    assert apply() == 2

    item.refresh_from_db()
    assert state_of(session) == LiveState.ENDED
    assert not item.is_started


def test_webinar_speaks_the_same_way(connection, session, item):
    LibraryItem.objects.update(kind="webinar")
    delivery(connection, "webinar.started", item, 1)

    apply()

    assert state_of(session) == LiveState.LIVE


def test_same_news_twice_tells_open_pages_once(connection, session, item):
    delivery(connection, "meeting.started", item, 1)
    delivery(connection, "meeting.started", item, 1)

    assert apply() == 2
    assert apply() == 0

    assert BusMessage.objects.filter(topic="live").count() == 1


def test_deliveries_apply_in_zooms_order_not_in_ours(connection, session, item):
    delivery(connection, "meeting.ended", item, 40, run_minute=1)
    delivery(connection, "meeting.started", item, 1)

    apply()

    assert state_of(session) == LiveState.ENDED


def test_late_start_does_not_open_a_meeting_that_is_over(connection, session, item):
    delivery(connection, "meeting.ended", item, 40, run_minute=1)
    apply()

    delivery(connection, "meeting.started", item, 1)
    apply()

    item.refresh_from_db()
    assert state_of(session) == LiveState.ENDED
    assert not item.is_started


def test_late_end_of_an_older_run_does_not_close_the_newer(connection, session, item):
    delivery(connection, "meeting.started", item, 1)
    delivery(connection, "meeting.started", item, 20)
    apply()

    delivery(connection, "meeting.ended", item, 15, run_minute=1)
    apply()

    item.refresh_from_db()
    assert state_of(session) == LiveState.LIVE
    assert item.is_started


def test_start_and_end_within_one_second_keep_their_order(connection, session, item):
    delivery(connection, "meeting.ended", item, 1 + 0.9 / 60)
    delivery(connection, "meeting.started", item, 1 + 0.1 / 60)

    apply()

    assert state_of(session) == LiveState.ENDED


def test_rehearsal_before_the_lobby_opens_leaves_the_session_to_come(connection, session, item):
    delivery(connection, "meeting.started", item, -90)
    apply()
    assert state_of(session) == LiveState.LIVE

    delivery(connection, "meeting.ended", item, -60, run_minute=-90)
    apply()

    assert state_of(session) == LiveState.UNKNOWN


def test_practice_session_of_a_webinar_ends_nothing(connection, session, item):
    delivery(connection, "webinar.started", item, 1)
    delivery(connection, "webinar.ended", item, 2, run_minute=1, practice_session=True)

    apply()

    assert state_of(session) == LiveState.LIVE


def test_meeting_of_two_sessions_opens_the_nearest(demo, connection, session, item):
    later = core.session(demo, starts_at=clock(240))
    factory.embed(later, item)
    delivery(connection, "meeting.started", item, 235)

    apply()

    assert (state_of(session), state_of(later)) == (LiveState.UNKNOWN, LiveState.LIVE)


def test_end_closes_the_session_that_is_live_however_late(demo, connection, session, item):
    later = core.session(demo, starts_at=clock(60))
    factory.embed(later, item)
    delivery(connection, "meeting.started", item, 5)
    delivery(connection, "meeting.ended", item, 65, run_minute=5)

    apply()

    assert (state_of(session), state_of(later)) == (LiveState.ENDED, LiveState.UNKNOWN)


def test_unknown_meeting_is_applied_and_changes_nothing(demo, connection, session):
    other = factory.item(demo, zoom_id="89999999999")
    other.delete()
    row = delivery(connection, "meeting.started", other, 1)

    assert apply() == 1

    row.refresh_from_db()
    assert row.applied_at == NOW
    assert state_of(session) == LiveState.UNKNOWN


def test_same_number_in_another_event_stays_as_it_is(rival, connection, session, item):
    theirs = core.session(rival.staff_roles.get().event)
    factory.embed(theirs, factory.item(theirs.event, zoom_id=item.zoom_id))
    delivery(connection, "meeting.started", item, 1)

    apply()

    assert (state_of(session), state_of(theirs)) == (LiveState.LIVE, LiveState.UNKNOWN)


def test_another_accounts_news_is_ignored(connection, session, item):
    row = delivery(connection, "meeting.started", item, 1, account="somebody-else")

    assert apply() == 1

    row.refresh_from_db()
    connection.refresh_from_db()
    assert state_of(session) == LiveState.UNKNOWN
    assert connection.webhook_received_at is None


def test_event_that_we_do_not_know_is_accepted(connection, session, item):
    row = delivery(connection, "meeting.participant_data_connection_established", item)

    assert apply() == 1

    row.refresh_from_db()
    assert row.applied_at == NOW


def test_first_validation_tells_the_door_that_we_hear(connection):
    stored(connection, "endpoint.url_validation", b'{"event":"endpoint.url_validation"}')

    apply()

    connection.refresh_from_db()
    assert connection.webhook_validated_at == NOW
    assert connection.hears_webhooks
    assert BusMessage.objects.filter(topic="facts", event_id=connection.event_id).count() == 1


def test_news_is_noted_and_the_door_told_only_the_first_time(connection, session, item):
    delivery(connection, "meeting.alert", item)
    delivery(connection, "meeting.alert", item)

    apply()

    connection.refresh_from_db()
    assert connection.webhook_received_at == NOW
    assert BusMessage.objects.filter(topic="facts").count() == 1


def test_removed_app_breaks_the_connection(connection):
    body = {
        "event": "app_deauthorized",
        "event_ts": 1,
        "payload": {"account_id": "account-1", "client_id": "sandboxGeneralApp00001"},
    }
    stored(connection, "app_deauthorized", json.dumps(body).encode())

    apply()

    connection.refresh_from_db()
    assert connection.status == Connection.Status.BROKEN
    assert connection.refresh_token == ""


def test_removal_of_another_app_breaks_nothing(connection):
    body = {"event": "app_deauthorized", "payload": {"account_id": "account-1", "client_id": "x"}}
    stored(connection, "app_deauthorized", json.dumps(body).encode())

    apply()

    connection.refresh_from_db()
    assert connection.is_connected


def test_failure_is_written_down_stops_nothing_and_is_tried_again(connection, session, item):
    bad = stored(connection, "meeting.started", b'{"event": 7, "payload": 3}')
    good = delivery(connection, "meeting.started", item, 1)

    assert apply() == 1

    bad.refresh_from_db()
    good.refresh_from_db()
    assert bad.applied_at is None
    assert bad.error.startswith("ValidationError")
    assert good.applied_at == NOW

    Delivery.objects.filter(pk=bad.pk).update(body=bytes(good.body))
    assert apply() == 1

    bad.refresh_from_db()
    assert (bad.applied_at, bad.error) == (NOW, "")


def test_what_fails_for_hours_is_left(connection):
    stored(connection, "meeting.started", b"{", received_at=NOW - timedelta(hours=3))

    assert apply() == 0
    assert Delivery.objects.get().error == ""


def test_delivery_of_a_connection_that_is_gone_is_applied(connection, item):
    delivery(connection, "meeting.started", item)
    connection.delete()

    assert apply() == 1


def test_other_providers_deliveries_are_theirs(connection, item):
    delivery(connection, "meeting.started", item)
    Delivery.objects.update(provider="other")

    assert apply() == 0


def test_changed_meeting_is_asked_for_after_commit(
    connection, session, item, monkeypatch, django_capture_on_commit_callbacks
):
    asked = []
    monkeypatch.setattr(tasks, "refresh_item", lambda pk, **more: asked.append((pk, more)))
    for happened in ("updated", "deleted", "recovered"):
        delivery(connection, f"meeting.{happened}", item)

    with django_capture_on_commit_callbacks(execute=True):
        apply()

    known = {"is_told": True}  # a deletion that Zoom tells of needs no second question
    assert asked == [(item.pk, {}), (item.pk, known), (item.pk, {})]


def test_sweeper_applies_what_a_lost_task_left(connection, session, item):
    row = delivery(connection, "meeting.started", item, 1)
    Delivery.objects.filter(pk=row.pk).update(received_at=timezone.now())

    tasks.sweep_deliveries.call_local()

    assert state_of(session) == LiveState.LIVE
