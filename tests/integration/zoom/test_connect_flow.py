"""Authorizing, from the click to the stored connection, against the stand-in over real HTTP."""

import httpx2
import pytest

from tests.integration.zoom.conftest import GENERAL, SDK
from tests.integration.zoom.connecting import (
    CALLBACK,
    PAGE,
    assert_failed,
    authorize,
    round_trip,
    stored,
)
from virtualcrowd.common.models import AuditEntry, BusMessage
from virtualcrowd.zoom.models import Connection


def test_authorizing_connects_and_tells_who(window, zoom, olive):
    answer = round_trip(window, zoom)

    row = stored()
    assert answer.status_code == 200
    assert "Authorization successful" in answer.content.decode()
    assert "Atlantic Coast Forum" in answer.content.decode()
    assert row.status == Connection.Status.CONNECTED
    assert row.zoom_user_email == "olive.host@demo.example"
    assert row.account_name == "Atlantic Coast Forum"
    assert row.plan == "Licensed, up to 300 people"
    assert row.has_webinars is True
    assert row.access_token
    assert row.refresh_token
    assert (row.authorized_by, row.failure) == (olive, "")
    assert "meeting:read:list_meetings:admin" in row.scopes.split()
    assert AuditEntry.objects.filter(action="Connected Zoom", actor=olive).count() == 1
    assert BusMessage.objects.filter(topic="facts", event_id=row.event_id).exists()


def test_in_this_tab_it_ends_on_the_zoom_page(window, zoom):
    answer = round_trip(window, zoom, mode="tab")

    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert stored().is_connected


def test_window_keeps_its_opener_and_may_run_only_our_script(window, zoom):
    answer = round_trip(window, zoom)

    assert answer["Cross-Origin-Opener-Policy"] == "unsafe-none"
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert b'data-zoom-window="done"' in answer.content


def test_scopes_are_not_asked_for_and_pkce_is(window, zoom):
    address = httpx2.URL(authorize(window)["Location"])

    assert "scope" not in address.params
    assert address.params["code_challenge_method"] == "S256"
    assert address.params["redirect_uri"] == f"http://localhost:8000{CALLBACK}"


def test_pasted_blanks_and_invisible_characters_are_dropped(window, zoom):
    round_trip(
        window,
        zoom,
        oauth_client_id=f" \u200b{GENERAL[0]}\n",
        oauth_client_secret=f"\ufeff{GENERAL[1][:5]} {GENERAL[1][5:]}\t",
    )

    assert stored().is_connected


def test_classic_scopes_are_enough(window, zoom, app):
    app(scopes="user:read:admin meeting:write:admin webinar:read:admin")

    round_trip(window, zoom)

    assert stored().is_connected


def test_basic_account_is_connected_and_named_so(window, zoom):
    users = zoom.tell("/seed", users=[{"email": "b@demo.example", "type": 1, "role": "Admin"}])
    sent = authorize(window)

    window.get(CALLBACK, zoom.consent(sent["Location"], user=users["users"][0]["id"]))

    row = stored()
    assert (row.is_connected, row.plan, row.has_webinars) == (True, "Basic", False)


# --- what Zoom refuses ------------------------------------------------------------------------


def test_wrong_secret_is_told(window, zoom):
    answer = authorize(window, oauth_client_secret="wrongSecret000000000000000000001")

    assert_failed("mixed_pair", answer, detail="invalid_client")
    assert b"does not accept the OAuth Client Secret" in answer.content
    assert b"wrongSecret" not in answer.content


def test_declined_is_told(window, zoom):
    sent = authorize(window)

    answer = window.get(CALLBACK, zoom.consent(sent["Location"], decision="decline"))

    assert_failed("declined", answer)


def test_missing_scopes_are_named_and_nothing_is_kept(window, zoom, app):
    app(scopes="user:read:user:admin meeting:read:list_meetings:admin meeting:read:meeting:admin")

    answer = round_trip(window, zoom)

    assert_failed("missing_scopes", answer, detail="webinar:read:list_webinars")
    assert b"webinar:read:webinar" in answer.content


def test_missing_scope_of_the_first_call_is_named_too(window, zoom, app):
    app(scopes="meeting:read:list_meetings:admin")

    round_trip(window, zoom)

    assert_failed("missing_scopes", detail="user:read:user")


def test_code_that_comes_late_is_told(window, zoom):
    back = zoom.consent(authorize(window)["Location"])
    zoom.tell("/clock", offset_s=6 * 60)

    answer = window.get(CALLBACK, back)

    assert_failed("code_expired", answer)


def test_code_used_twice_is_told(window, zoom):
    first = zoom.consent(authorize(window)["Location"])
    second = zoom.consent(authorize(window)["Location"])
    window.get(CALLBACK, first)

    answer = window.get(CALLBACK, {"code": first["code"], "state": second["state"]})

    row = stored()
    assert row.failure == "code_used"
    assert b"used already" in answer.content


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        ({"status": 503, "body": "<h1>Down</h1>"}, "zoom_down"),
        ({"status": 200, "body": "<h1>Please sign in</h1>"}, "not_zoom"),
        ({"status": 200, "body": {"hello": 1}}, "not_zoom"),
        ({"status": 429, "body": {"code": 429, "message": "slow down"}}, "rate_limited"),
        ({"status": 400, "body": {"reason": "App disabled (4717)", "error": "x"}}, "app_disabled"),
        ({"status": 400, "body": {"errorCode": 4709, "error": "x"}}, "redirect_changed"),
        ({"status": 400, "body": {"error": "unsupported_grant_type"}}, "is_server_app"),
        ({"status": 400, "body": {"error": "odd", "reason": "Something new"}}, "refused"),
    ],
)
def test_token_endpoint_that_says_no(window, zoom, fault, key):
    back = zoom.consent(authorize(window)["Location"])
    zoom.fault("/oauth/token", **fault)

    window.get(CALLBACK, back)

    assert_failed(key)


def test_zoom_that_fails_after_the_exchange_leaves_nothing_behind(window, zoom):
    zoom.fault("/v2/users/me", status=502, body="<html>")

    round_trip(window, zoom)

    assert_failed("zoom_down")
    assert zoom.asked("/oauth/revoke") == 1


# --- authorizing again ------------------------------------------------------------------------


def test_authorizing_again_replaces_the_tokens(window, zoom):
    round_trip(window, zoom)
    first = stored().access_token

    round_trip(window, zoom, sdk_client_secret="", oauth_client_secret="")

    row = stored()
    assert row.is_connected
    assert row.access_token != first
    assert row.oauth_client_secret == GENERAL[1]


def test_failing_again_shows_the_truth_about_the_first(window, zoom, app):
    """Zoom ends the earlier grant when the same person authorizes again."""
    round_trip(window, zoom)
    app(scopes="user:read:user:admin")

    round_trip(window, zoom)

    row = stored()
    assert row.failure == "missing_scopes"
    assert row.status == Connection.Status.BROKEN


def test_declining_later_leaves_the_connection_alone(window, zoom):
    round_trip(window, zoom)
    sent = authorize(window)

    window.get(CALLBACK, zoom.consent(sent["Location"], decision="decline"))

    row = stored()
    assert (row.status, row.failure) == (Connection.Status.CONNECTED, "declined")


# --- incomplete -------------------------------------------------------------------------------


def test_incomplete_pairs_are_saved_and_what_is_missing_is_named(window, zoom):
    answer = authorize(window, oauth_client_secret="", mode="tab")

    row = stored()
    assert answer["Location"] == PAGE
    assert (row.failure, row.failure_detail) == ("incomplete", "OAuth Client Secret")
    assert row.oauth_client_id == GENERAL[0]
    assert row.sdk_client_secret == SDK[1]


def test_one_app_needs_only_the_oauth_pair(window, zoom):
    round_trip(window, zoom, way="one_app", sdk_client_id="", sdk_client_secret="")

    row = stored()
    assert row.is_connected
    assert row.signing_pair == GENERAL
