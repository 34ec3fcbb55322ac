"""What the Zoom page says of a connection's health: looked at behind, with its time, told once."""

from datetime import timedelta

import httpx2
import pytest
from django.core import mail
from django.utils import timezone

from tests.factories import core
from tests.factories import zoom as make
from tests.integration.zoom.conftest import GENERAL
from tests.integration.zoom.connecting import PAGE, authorize, round_trip, stored
from virtualcrowd.common.models import AuditEntry
from virtualcrowd.events.models import Role
from virtualcrowd.zoom import tasks
from virtualcrowd.zoom.client import Client
from virtualcrowd.zoom.doctor import alarm, checkup, health
from virtualcrowd.zoom.models import Connection, LibraryItem


@pytest.fixture
def connected(window, zoom):
    round_trip(window, zoom)
    return stored()


def let_be_due():
    Connection.objects.update(checked_at=timezone.now() - checkup.EVERY - timedelta(minutes=1))


def page(window):
    return window.get(PAGE).content.decode()


def remove_app(zoom):
    zoom.tell(f"/apps/{GENERAL[0]}/uninstall")


def test_live_updates_are_not_green_before_the_connection_is(demo):
    heard = {"webhook_secret": "s", "webhook_validated_at": timezone.now()}
    row = make.connection(demo, status=Connection.Status.DRAFT, **heard)
    assert health.live_updates(row).level == "none"
    row.status = Connection.Status.CONNECTED
    assert health.live_updates(row).level == "ok"


def test_worker_looks_when_it_is_due_and_notes_when(connected, zoom):
    let_be_due()
    zoom.mark()

    tasks.look_at_connections()

    row = stored()
    assert zoom.asked("/v2/users/me") == 1
    assert row.checked_at > timezone.now() - timedelta(minutes=1)


def test_worker_leaves_alone_what_was_just_looked_at_or_never_connected(connected, zoom):
    make.connection(core.event("draft"), status="draft", oauth_client_id="x")
    zoom.mark()

    tasks.look_at_connections()

    assert zoom.asked("/v2/users/me") == 0


def test_page_shows_the_time_of_the_check_and_what_is_old_as_old(connected, window):
    assert "That is old" not in page(window)
    Connection.objects.update(checked_at=timezone.now() - checkup.STALE - timedelta(minutes=1))

    assert "That is old: the background worker may not be running" in page(window)


def test_page_says_who_what_until_when_and_what_is_not_checked(connected, window):
    told = page(window)

    for words in (
        "Atlantic Coast Forum",
        "Licensed, up to 300 people",
        "Renewed just now",
        "Unused, it would last until",
        "Not checked whether Zoom still accepts it: a test join tells",
        "Only a test join proves it",
        "Zoom’s answers do not tell how much is left",
    ):
        assert words in told, words


def test_headroom_is_what_zoom_told(connected, zoom, window):
    zoom.tell("/limits", on=True, plan="business")

    with Client(connected) as client:
        client.me()

    known = stored().rate_limits["light, a second"]
    assert (known["limit"], known["remaining"]) == (80, 79)
    assert "light, a second: 79 of 80 left" in page(window)


def test_plan_that_changed_in_zoom_is_found(connected, zoom):
    Connection.objects.update(plan="Basic", findings=[{"key": "basic_plan", "detail": ""}])
    let_be_due()

    tasks.look_at_connections()

    assert stored().plan == "Licensed, up to 300 people"
    assert stored().findings == []


def test_break_is_mailed_to_owners_once(connected, zoom, window, demo, stan):
    core.staff(demo, core.user("second@demo.example"), Role.OWNER)
    remove_app(zoom)
    let_be_due()

    tasks.look_at_connections()
    let_be_due()
    tasks.look_at_connections()

    assert sorted(one.to[0] for one in mail.outbox) == [
        "olive@demo.example",
        "second@demo.example",
    ]
    told = mail.outbox[0]
    assert "Zoom needs you" in told.subject
    assert f"http://localhost:8000{PAGE}" in told.body
    assert "&#" not in told.body
    for secret in (connected.access_token, GENERAL[1]):
        assert secret not in told.body


def test_break_turns_the_event_home_red_and_attendees_are_not_bothered(
    connected, zoom, window, demo, ana, signed_in
):
    session = core.session(demo)
    make.embed(session, make.item(demo))
    remove_app(zoom)
    let_be_due()

    tasks.look_at_connections()

    assert stored().status == Connection.Status.BROKEN
    home = window.get("/app/demo/").content.decode()
    assert "Zoom no longer accepts the connection" in home
    assert "Authorize again" in home
    seen = signed_in(ana.user).get(f"/e/demo/agenda/{session.pk}")
    assert seen.status_code == 200
    assert "no longer accepts" not in seen.content.decode()


def test_break_that_a_call_finds_first_is_mailed_too(connected, zoom):
    remove_app(zoom)
    with pytest.raises(Exception, match="Invalid Token"), Client(connected) as client:
        client.me()

    tasks.look_at_connections()

    assert len(mail.outbox) == 1


def test_authorizing_again_heals_without_another_import(connected, zoom, window, demo):
    item = make.item(demo)
    make.embed(core.session(demo), item)
    remove_app(zoom)
    let_be_due()
    tasks.look_at_connections()

    round_trip(window, zoom, oauth_client_secret="", sdk_client_secret="")

    row = stored()
    assert (row.status, row.failure, row.owner_told_at) == ("connected", "", None)
    assert LibraryItem.objects.get() == item
    assert item.embeds.count() == 1


def test_second_break_after_healing_is_mailed_again(connected, zoom, window):
    for _ in range(2):
        remove_app(zoom)
        let_be_due()
        tasks.look_at_connections()
        round_trip(window, zoom, oauth_client_secret="", sdk_client_secret="")

    assert len(mail.outbox) == 2


def test_passing_failure_breaks_nothing_and_passes_by_itself(connected, zoom):
    zoom.fault("/v2/users/me", status=503, body="down", times=1)
    let_be_due()
    tasks.look_at_connections()
    assert (stored().status, stored().failure) == ("connected", "zoom_down")
    assert mail.outbox == []

    let_be_due()
    tasks.look_at_connections()

    assert stored().failure == ""


def test_mail_that_cannot_be_sent_is_sent_later(connected, zoom, settings):
    remove_app(zoom)
    let_be_due()
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 1},
        }
    }

    tasks.look_at_connections()

    assert stored().owner_told_at is None


def test_app_deleted_in_zoom_is_told_from_one_that_was_removed(connected, zoom):
    httpx2.delete(f"{zoom.base}/sandbox/apps/{GENERAL[0]}").raise_for_status()
    let_be_due()

    tasks.look_at_connections()

    assert stored().failure == "app_removed"


def test_owner_is_told_by_one_of_two_workers(connected, zoom):
    remove_app(zoom)
    let_be_due()
    tasks.look_at_connections()

    assert alarm.tell_owners(stored(), now=timezone.now()) is False


# --- server to server -------------------------------------------------------------------------

SERVER = {
    "way": "server",
    "oauth_client_id": "sandboxS2SApp000000001",
    "oauth_client_secret": "sandboxS2SSecret0000000000000001",
    "server_account_id": "sandboxAccount00000001",
}


def test_server_app_connects_without_a_window(window, zoom):
    answer = authorize(window, mode="tab", **SERVER)

    row = stored()
    assert answer["Location"] == PAGE
    assert (row.status, row.zoom_user_email) == ("connected", "olive.host@demo.example")
    assert (row.refresh_token, row.signing_pair[0]) == ("", "sandboxSdkApp000000001")


def test_server_token_is_asked_for_anew_and_survives_its_end(window, zoom):
    authorize(window, mode="tab", **SERVER)
    first = stored().access_token
    Connection.objects.update(token_expires_at=timezone.now())

    with Client(stored()) as client:
        assert client.me().email == "olive.host@demo.example"

    assert stored().access_token != first


def test_server_app_that_is_switched_off_breaks_the_connection(window, zoom):
    authorize(window, mode="tab", **SERVER)
    zoom.tell(f"/apps/{SERVER['oauth_client_id']}", enabled=False)
    let_be_due()

    tasks.look_at_connections()

    assert (stored().status, stored().failure) == ("broken", "app_disabled")


def test_switching_the_way_keeps_library_and_embeds(connected, window, zoom, demo):
    item = make.item(demo)
    make.embed(core.session(demo), item)

    authorize(window, mode="tab", **SERVER)

    assert (stored().status, stored().way) == ("connected", "server")
    assert item.embeds.count() == 1

    round_trip(window, zoom, way="one_app")

    assert (stored().status, stored().way) == ("connected", "one_app")
    assert item.embeds.count() == 1
    assert AuditEntry.objects.filter(changes__has_key="Way to connect").count() == 2


def test_server_app_of_another_event_is_refused(window, zoom):
    make.connection(core.event("other"), oauth_client_id=SERVER["oauth_client_id"], way="server")

    authorize(window, mode="tab", **SERVER)

    assert stored().failure == "app_in_use"
