"""The two pairs, the webhook secret, disconnecting, and finding out why nothing came back."""

import pytest
from django.db import connection as database
from django.utils import timezone

from tests.factories import core
from tests.factories import zoom as make
from tests.integration.zoom.conftest import GENERAL, SDK
from tests.integration.zoom.connecting import PAGE, PAIRS, round_trip, stored
from virtualcrowd.agenda.models import JoinEntry
from virtualcrowd.common.models import AuditEntry, BusMessage
from virtualcrowd.zoom.client import Client
from virtualcrowd.zoom.errors import ZoomUnauthorized
from virtualcrowd.zoom.inside.models import Run, Stay
from virtualcrowd.zoom.models import Connection, LibraryItem


@pytest.fixture
def connected(window, zoom):
    round_trip(window, zoom)
    return stored()


def last_entry():
    return AuditEntry.objects.first()


def test_secrets_are_encrypted_and_not_in_the_audit_log(window, zoom):
    window.post(f"{PAGE}/save", PAIRS)

    with database.cursor() as cursor:
        cursor.execute("SELECT sdk_client_secret, oauth_client_secret FROM zoom_connection")
        kept = cursor.fetchone()
    assert all(value.startswith("enc:") for value in kept)
    assert last_entry().action == "Changed the Zoom keys"
    assert last_entry().changes["OAuth Client Secret"] == ["none", "replaced"]
    assert last_entry().changes["OAuth Client ID"] == ["", f"…{GENERAL[0][-4:]}"]
    assert GENERAL[1] not in str(last_entry().changes)


def test_secret_pasted_as_an_id_is_not_in_the_audit_log(window, zoom):
    turned = {"oauth_client_id": GENERAL[1], "oauth_client_secret": GENERAL[0]}

    window.post(f"{PAGE}/save", PAIRS | turned)
    window.post(f"{PAGE}/mend", {"how": "turn_oauth", "mode": "tab"})

    assert stored().oauth_client_secret == GENERAL[1]
    assert GENERAL[1] not in str([entry.changes for entry in AuditEntry.objects.all()])


@pytest.mark.parametrize(("how", "name"), [("turn_oauth", "oauth"), ("turn_sdk", "sdk")])
def test_stored_secret_cannot_be_turned_into_the_field_that_is_shown(window, zoom, how, name):
    window.post(f"{PAGE}/save", PAIRS)

    window.post(f"{PAGE}/mend", {"how": how, "mode": "tab"})

    secret = PAIRS[f"{name}_client_secret"]
    assert getattr(stored(), f"{name}_client_secret") == secret
    assert secret not in window.get(PAGE).text


def test_half_typed_pairs_are_kept(window, zoom):
    window.post(f"{PAGE}/save", {"sdk_client_id": SDK[0], "sdk_client_secret": SDK[1]})

    assert (stored().sdk_client_id, stored().sdk_client_secret) == SDK
    assert stored().oauth_client_id == ""


def test_empty_secret_keeps_the_stored_one(window, zoom):
    window.post(f"{PAGE}/save", PAIRS)

    window.post(f"{PAGE}/save", PAIRS | {"oauth_client_secret": "", "sdk_client_secret": ""})

    assert (stored().oauth_client_secret, stored().sdk_client_secret) == (GENERAL[1], SDK[1])


def test_emptied_client_id_takes_its_secret_along(window, zoom):
    window.post(f"{PAGE}/save", PAIRS)

    window.post(f"{PAGE}/save", PAIRS | {"sdk_client_id": "", "sdk_client_secret": ""})

    assert (stored().sdk_client_id, stored().sdk_client_secret) == ("", "")


def test_saving_the_same_again_is_no_change(window, zoom, connected):
    before = AuditEntry.objects.count()

    window.post(f"{PAGE}/save", PAIRS | {"oauth_client_secret": "", "sdk_client_secret": ""})

    assert AuditEntry.objects.count() == before
    assert stored().is_connected


def test_another_oauth_app_asks_for_another_authorization(window, zoom, connected):
    window.post(
        f"{PAGE}/save", PAIRS | {"oauth_client_id": "anotherApp", "oauth_client_secret": "x"}
    )

    row = stored()
    assert (row.status, row.failure) == (Connection.Status.DRAFT, "keys_changed")
    assert (row.access_token, row.refresh_token, row.zoom_user_email) == ("", "", "")


def test_another_secret_of_the_same_app_keeps_the_connection(window, zoom, connected):
    window.post(f"{PAGE}/save", PAIRS | {"oauth_client_secret": "rotated"})

    assert stored().is_connected
    assert stored().oauth_client_secret == "rotated"


def test_new_keys_drop_what_the_door_remembers(window, zoom):
    BusMessage.objects.all().delete()

    window.post(f"{PAGE}/save", PAIRS)

    assert BusMessage.objects.get().topic == "facts"


# --- disconnect -------------------------------------------------------------------------------


def test_disconnect_revokes_forgets_and_keeps_the_library(window, zoom, connected, demo):
    make.item(demo)

    answer = window.post(f"{PAGE}/disconnect")

    row = stored()
    assert answer["Location"] == PAGE
    assert (row.status, row.access_token, row.refresh_token) == (Connection.Status.DRAFT, "", "")
    assert row.zoom_user_email == ""
    assert row.oauth_client_secret == GENERAL[1]
    assert zoom.asked("/oauth/revoke") == 1
    with pytest.raises(ZoomUnauthorized), Client(row, token=lambda _: connected.access_token) as z:
        z.me()
    assert LibraryItem.objects.count() == 1
    assert last_entry().action == "Disconnected Zoom"
    assert last_entry().changes == {"Zoom account": ["olive.host@demo.example", "none"]}


def test_disconnect_works_when_zoom_does_not(window, zoom, connected):
    zoom.fault("/oauth/revoke", status=500, body="down")

    window.post(f"{PAGE}/disconnect")

    assert (stored().status, stored().refresh_token) == (Connection.Status.DRAFT, "")


def test_disconnect_says_when_zoom_did_not_confirm(window, zoom, connected):
    zoom.fault("/oauth/revoke", status=500, body="down")

    answer = window.post(f"{PAGE}/disconnect", follow=True)

    assert "Zoom did not confirm: remove the app there yourself" in answer.content.decode()


def test_disconnect_takes_the_library_along_when_asked(window, zoom, connected, demo):
    session = core.session(demo)
    make.embed(session, make.item(demo))
    other = make.item(core.event("other"))

    window.post(f"{PAGE}/disconnect", {"drop_library": "on"})

    session.refresh_from_db()
    assert list(LibraryItem.objects.all()) == [other]
    assert session.provider == ""
    assert stored().former_account_id == ""
    assert last_entry().changes["Library"] == ["1 imported", "removed"]


def stay(event):
    run = Run.objects.create(event=event, item=make.item(event), uuid="run1==")
    return run.stays.create(who="a", person="k1")


def test_disconnect_keeps_who_was_inside_when_only_the_library_goes(window, zoom, connected, demo):
    kept = stay(demo)
    item_id = kept.run.item_id

    window.post(f"{PAGE}/disconnect", {"drop_library": "on"})

    assert Stay.objects.get().run.item_id == item_id
    window.post(f"{PAGE}/disconnect", {"drop_attendance": "on"})
    assert not Stay.objects.exists()


def test_disconnect_takes_attendance_along_only_when_asked(window, zoom, connected, demo, ana):
    session = core.session(demo)
    theirs = core.session(core.event("other"))
    for one in (session, theirs):
        JoinEntry.objects.create(session=one, attendee=ana, at=timezone.now())
    window.post(f"{PAGE}/disconnect")
    assert JoinEntry.objects.filter(session=session).exists()

    stay(demo)
    window.post(f"{PAGE}/disconnect", {"drop_attendance": "on"})

    assert [entry.session for entry in JoinEntry.objects.all()] == [theirs]
    assert last_entry().changes["Attendance"] == ["1 entries", "removed"]
    assert not Stay.objects.exists()


def test_disconnect_dialog_asks_what_goes(window, connected, demo):
    make.item(demo)

    page = window.get(PAGE).content.decode()

    assert 'name="drop_library"' in page
    assert 'name="drop_attendance"' in page
    assert "1 imported. Left alone" in page


# --- nothing came back ------------------------------------------------------------------------


def close_window(window):
    assert window.post(f"{PAGE}/closed")["Location"] == PAGE
    return stored().failure


def test_closed_window_with_good_settings_asks_to_compare(window, zoom):
    window.post(f"{PAGE}/save", PAIRS)

    assert close_window(window) == "popup_closed"


def test_closed_window_with_an_unknown_client_id_says_so(window, zoom):
    window.post(f"{PAGE}/save", PAIRS | {"oauth_client_id": "nobodyKnows"})

    assert close_window(window) == "unknown_client"


def test_closed_window_with_a_wrong_redirect_says_so(window, zoom, app):
    app(redirect_url="https://elsewhere.example/", allow_list="https://elsewhere.example/")
    window.post(f"{PAGE}/save", PAIRS)

    assert close_window(window) == "redirect_mismatch"


def test_swapped_pairs_are_seen_and_one_click_mends_them(window, zoom):
    swapped = dict(zip(PAIRS, [*GENERAL, *SDK], strict=True))
    window.post(f"{PAGE}/save", swapped)

    assert close_window(window) == "swapped"

    sent = window.post(f"{PAGE}/mend", {"how": "swap", "mode": "popup"})
    window.get("/cms/integrations/zoom/redirect-callback/", zoom.consent(sent["Location"]))
    assert stored().is_connected
    assert stored().signing_pair == SDK


def test_closed_window_while_zoom_is_down_says_so(window, zoom):
    window.post(f"{PAGE}/save", PAIRS)
    zoom.fault("/oauth/authorize", status=503, body="down")

    assert close_window(window) == "zoom_down"


def test_closed_window_while_zoom_cannot_be_reached_says_so(window, zoom, settings):
    window.post(f"{PAGE}/save", PAIRS)
    settings.ZOOM_OAUTH_URL = "http://127.0.0.1:1"

    assert close_window(window) == "no_network"
    assert "cannot reach http://127.0.0.1:1 (ConnectError)" in stored().failure_detail


# --- test now ---------------------------------------------------------------------------------


def test_test_now_remembers_that_it_worked(window, zoom, connected):
    Connection.objects.update(last_ok_at=None, failure="zoom_down")

    window.post(f"{PAGE}/test")

    assert stored().last_ok_at is not None
    assert stored().failure == ""


def test_test_now_without_zoom_says_so_and_breaks_nothing(window, zoom, connected):
    zoom.fault("/v2/users/me", status=503, body="down")

    window.post(f"{PAGE}/test")

    assert (stored().status, stored().failure) == (Connection.Status.CONNECTED, "zoom_down")


def test_test_now_finds_a_dead_grant(window, zoom, connected):
    zoom.tell("/reset", apps=True)

    window.post(f"{PAGE}/test")

    assert (stored().status, stored().failure) == (Connection.Status.BROKEN, "grant_dead")


# --- webhook secret ---------------------------------------------------------------------------


def test_webhook_secret_is_stored_encrypted_and_asks_for_validation_again(window, zoom, connected):
    Connection.objects.update(webhook_validated_at=connected.authorized_at)

    window.post(f"{PAGE}/webhook", {"webhook_secret": " sandboxWebhookTok00001\n"})

    assert stored().webhook_secret == "sandboxWebhookTok00001"
    assert stored().webhook_validated_at is None
    assert last_entry().changes == {"Secret Token": ["none", "replaced"]}


def test_empty_webhook_secret_keeps_the_stored_one(window, zoom, connected):
    window.post(f"{PAGE}/webhook", {"webhook_secret": "one"})
    window.post(f"{PAGE}/webhook", {"webhook_secret": ""})

    assert stored().webhook_secret == "one"


# --- who may ----------------------------------------------------------------------------------

ACTS = ["save", "authorize", "mend", "closed", "shown", "test", "disconnect", "webhook"]


@pytest.mark.parametrize("act", ACTS)
def test_only_owners_change_anything(act, stan, vera, rival, ana, demo, signed_in, client):
    make.connection(demo)

    assert signed_in(stan).post(f"{PAGE}/{act}", PAIRS).status_code == 403
    assert signed_in(vera).post(f"{PAGE}/{act}", PAIRS).status_code == 403
    assert signed_in(ana.user).post(f"{PAGE}/{act}", PAIRS).status_code == 403
    assert signed_in(rival).post(f"{PAGE}/{act}", PAIRS).status_code == 404
    assert client.post(f"{PAGE}/{act}", PAIRS)["Location"].startswith("/accounts/login/")
    assert stored().is_connected


@pytest.mark.parametrize("act", ACTS)
def test_nothing_changes_by_a_link(act, window, demo):
    make.connection(demo)

    assert window.get(f"{PAGE}/{act}").status_code == 405


def test_each_event_has_its_own_webhook_address(demo):
    one, other = make.connection(demo), make.connection(core.event("x"), status="draft")

    assert one.hook_token != other.hook_token
    assert len(one.hook_token) >= 32
