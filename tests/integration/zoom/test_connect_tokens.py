"""Tokens: renewed in time, by one at a time, and given up when Zoom no longer takes them."""

import threading
from datetime import timedelta

import pytest
from django.db import connection as database
from django.utils import timezone

from tests.factories import core
from tests.integration.zoom.conftest import GENERAL
from tests.integration.zoom.connecting import round_trip, stored
from virtualcrowd.common.models import AuditEntry, Heartbeat
from virtualcrowd.zoom import oauth, parting, tasks, tokens
from virtualcrowd.zoom.client import Client
from virtualcrowd.zoom.doctor import checkup
from virtualcrowd.zoom.errors import ZoomRateLimited, ZoomUnauthorized, ZoomUnreachable
from virtualcrowd.zoom.models import Connection


@pytest.fixture
def connected(window, zoom):
    round_trip(window, zoom)
    zoom.mark()
    return stored()


def let_expire(row):
    Connection.objects.filter(pk=row.pk).update(token_expires_at=timezone.now())


def test_token_with_time_left_is_used_as_it_is(connected, zoom):
    assert tokens.fresh_token(connected) == connected.access_token
    assert zoom.asked("/oauth/token") == 0


def test_token_near_its_end_is_renewed_and_the_new_pair_stored(connected, zoom):
    let_expire(connected)

    token = tokens.fresh_token(connected)

    row = stored()
    assert token == row.access_token != connected.access_token
    assert row.refresh_token != connected.refresh_token
    assert row.token_expires_at > timezone.now() + timedelta(minutes=55)
    assert row.refresh_lease_until is None
    assert row.scopes == connected.scopes


def test_token_that_zoom_refuses_is_renewed_within_the_call(connected, zoom):
    Connection.objects.update(access_token="not a token")

    with Client(connected) as client:
        assert client.me().email == "olive.host@demo.example"
    assert stored().is_connected
    assert stored().last_ok_at is not None


@pytest.mark.django_db(transaction=True)
def test_many_at_once_spend_the_refresh_token_once(window, zoom):
    round_trip(window, zoom)
    row = stored()
    let_expire(row)
    zoom.fault("/oauth/token", delay_s=0.4)
    zoom.mark()
    got, together = [], threading.Barrier(4)

    def work():
        try:
            together.wait()
            got.append(tokens.fresh_token(row))
        finally:
            database.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 4
    assert set(got) == {stored().access_token}
    assert zoom.asked("/oauth/token") == 1


def test_lease_of_a_process_that_died_runs_out(connected):
    Connection.objects.update(
        token_expires_at=timezone.now(), refresh_lease_until=timezone.now() - timedelta(seconds=1)
    )

    assert tokens.fresh_token(connected) == stored().access_token


def test_while_another_renews_a_token_with_minutes_left_is_used(connected, zoom):
    Connection.objects.update(
        token_expires_at=timezone.now() + timedelta(minutes=2),
        refresh_lease_until=timezone.now() + timedelta(seconds=20),
    )

    assert tokens.fresh_token(connected) == connected.access_token
    assert zoom.asked("/oauth/token") == 0


def test_lease_that_never_ends_is_not_waited_for_for_ever(connected, monkeypatch):
    monkeypatch.setattr(tokens, "WAIT_S", 0.0)
    Connection.objects.update(
        token_expires_at=timezone.now(),
        refresh_lease_until=timezone.now() + timedelta(seconds=20),
    )

    with pytest.raises(ZoomUnreachable, match="Another process"):
        tokens.fresh_token(connected)


def test_dead_grant_breaks_the_connection_and_keeps_the_keys(connected, zoom):
    zoom.tell("/reset", apps=True)  # every token dies
    let_expire(connected)

    with pytest.raises(ZoomUnauthorized):
        tokens.fresh_token(connected)

    row = stored()
    assert (row.status, row.failure) == (Connection.Status.BROKEN, "grant_dead")
    assert row.oauth_client_secret == GENERAL[1]
    assert AuditEntry.objects.filter(action="Lost the connection to Zoom", failed=True).exists()
    with pytest.raises(ZoomUnauthorized):
        tokens.fresh_token(row)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"status": 503, "body": "down"}, ZoomUnreachable),
        ({"status": 429, "body": {"message": "slow"}}, ZoomRateLimited),
        ({"status": 400, "body": {"error": "odd"}}, oauth.OAuthRefused),
    ],
)
def test_passing_failure_keeps_everything(connected, zoom, fault, error):
    let_expire(connected)
    zoom.fault("/oauth/token", **fault)

    with pytest.raises(error):
        tokens.fresh_token(connected)

    row = stored()
    assert (row.status, row.failure) == (Connection.Status.CONNECTED, "")
    assert row.refresh_token == connected.refresh_token
    assert row.refresh_lease_until is None


@pytest.mark.parametrize("error", ["invalid_grant", "invalid_request"])
def test_both_spellings_of_a_dead_grant_are_known(connected, zoom, error):
    let_expire(connected)
    zoom.fault("/oauth/token", status=401, body={"reason": "Invalid Token!", "error": error})

    with pytest.raises(ZoomUnauthorized):
        tokens.fresh_token(connected)
    assert stored().failure == "grant_dead"


def test_secret_changed_in_zoom_breaks_but_can_heal(connected, zoom, app, olive, demo):
    app(secret="freshSecret00000000000000000001")
    let_expire(connected)

    with pytest.raises(ZoomUnauthorized):
        tokens.fresh_token(connected)
    assert (stored().status, stored().failure) == (Connection.Status.BROKEN, "secret_rotated")

    app(secret=GENERAL[1])
    checkup.test(row=stored(), by=olive, now=timezone.now())
    assert (stored().status, stored().failure) == (Connection.Status.CONNECTED, "")


@pytest.mark.django_db(transaction=True)
def test_disconnect_during_a_refresh_is_not_undone(window, zoom, olive, demo):
    round_trip(window, zoom)
    row = stored()
    let_expire(row)
    zoom.fault("/oauth/token", delay_s=2)
    caught = []

    def work():
        try:
            tokens.fresh_token(row)
        except ZoomUnauthorized as error:
            caught.append(error)
        finally:
            database.close()

    refreshing = threading.Thread(target=work)
    refreshing.start()
    while stored().refresh_lease_until is None:
        assert refreshing.is_alive()
    parting.disconnect(event=demo, by=olive)
    refreshing.join()

    assert len(caught) == 1
    assert (stored().status, stored().refresh_token) == (Connection.Status.DRAFT, "")


def test_disconnect_before_a_refresh_sends_nothing(connected, zoom):
    Connection.objects.filter(pk=connected.pk).update(access_token="", refresh_token="")

    with pytest.raises(ZoomUnauthorized):
        tokens._renew(connected.pk, "", timezone.now())  # the lease was claimed just before

    assert zoom.asked("/oauth/token") == 0


def test_sleeping_events_are_kept_alive(connected, zoom, time_machine):
    Connection.objects.update(token_expires_at=timezone.now() - timedelta(days=7))

    tasks.refresh_tokens()

    assert stored().access_token != connected.access_token
    assert Heartbeat.objects.filter(name="zoom-refresh").exists()


def test_recent_and_broken_ones_are_left_alone_by_the_keeper(connected, zoom):
    tasks.refresh_tokens()
    Connection.objects.update(
        token_expires_at=timezone.now() - timedelta(days=7), status=Connection.Status.BROKEN
    )
    tasks.refresh_tokens()

    assert zoom.asked("/oauth/token") == 0


def test_one_dead_connection_does_not_stop_the_keeper(connected, zoom):
    dead = Connection.objects.create(
        event=core.event("dead"),
        oauth_client_id="gone",
        oauth_client_secret="gone",
        refresh_token="gone",
        status=Connection.Status.CONNECTED,
    )
    week_ago = timezone.now() - timedelta(days=7)
    Connection.objects.update(token_expires_at=week_ago)
    Connection.objects.filter(pk=dead.pk).update(token_expires_at=week_ago - timedelta(days=1))

    tasks.refresh_tokens()

    dead.refresh_from_db()
    assert dead.status == Connection.Status.BROKEN
    assert stored().is_connected


def test_secrets_are_not_in_the_log(connected, zoom, caplog):
    caplog.set_level("DEBUG")
    caplog.set_level("DEBUG", "virtualcrowd.zoom.wire")
    let_expire(connected)

    with Client(connected) as client:
        list(client.meetings())

    row = stored()
    for secret in (row.access_token, row.refresh_token, connected.refresh_token, GENERAL[1]):
        assert secret not in caplog.text
