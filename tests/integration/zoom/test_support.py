"""What Zoom answered: kept without secrets, in one INSERT, for a while; shown and copied."""

import logging
import re
from datetime import timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import core
from tests.factories import zoom as factory
from virtualcrowd.zoom import tasks, tokens
from virtualcrowd.zoom.client import Client
from virtualcrowd.zoom.errors import ZoomError, ZoomUnreachable
from virtualcrowd.zoom.models import Connection
from virtualcrowd.zoom.setup_models import ApiCall
from virtualcrowd.zoom.support import calls, job, report

PAGE = "/app/demo/integrations/zoom/answered"


def call(connection: Connection, **fields) -> ApiCall:
    plain = {
        "connection": connection,
        "at": timezone.now(),
        "method": "GET",
        "path": "/users/me",
        "status": 200,
        "duration_ms": 12,
        "failed": False,
    }
    return ApiCall.objects.create(**plain | fields)


def written(queries: CaptureQueriesContext) -> list[str]:
    return [one["sql"] for one in queries if "zoom_apicall" in one["sql"].lower()]


def test_calls_of_one_client_are_one_insert(connected):
    with CaptureQueriesContext(database) as queries, Client(connected) as zoom:
        zoom.me()
        list(zoom.meetings())
        assert written(queries) == []

    assert len(written(queries)) == 1
    kept = ApiCall.objects.order_by("pk").values_list("method", "path", "status", "failed")
    assert list(kept) == [
        ("GET", "/users/me", 200, False),
        ("GET", "/users/me/meetings", 200, False),
    ]


def test_refusal_keeps_zooms_code_and_words_but_no_number_and_nobody(connected, zoom):
    body = {"code": 1001, "message": "User does not exist: ana@demo.example."}
    zoom.fault("/v2/users/me", status=404, body=body)

    with Client(connected) as asking, pytest.raises(ZoomError):
        asking.me()

    kept = ApiCall.objects.get()
    assert (kept.status, kept.code, kept.failed) == (404, 1001, True)
    assert kept.message.startswith("User does not exist: ")
    assert "@" not in kept.message
    assert kept.tracking_id.startswith("v=2.0;")


def test_no_answer_is_kept_as_such(connected, settings):
    settings.ZOOM_API_URL = "http://127.0.0.1:9"

    with Client(connected) as asking, pytest.raises(ZoomUnreachable):
        asking.me()

    kept = ApiCall.objects.get()
    assert (kept.status, kept.failed) == (0, True)
    assert kept.message.startswith("No answer")


def test_no_webinar_licence_is_no_error(connected, zoom):
    body = {"code": 200, "message": "Webinar plan is missing."}
    zoom.fault("/v2/users/me/webinars", status=400, body=body)

    with Client(connected) as asking, pytest.raises(ZoomError):
        asking.probe_webinars()

    kept = ApiCall.objects.get()
    assert (kept.code, kept.failed) == (200, False)


def test_renewal_of_the_authorization_is_kept_without_a_token(connected):
    Connection.objects.update(token_expires_at=timezone.now())
    before = connected.refresh_token

    tokens.fresh_token(connected)

    kept = ApiCall.objects.get()
    assert (kept.method, kept.path, kept.status) == ("POST", "/oauth/token", 200)
    connected.refresh_from_db()
    everything = str(ApiCall.objects.values().get())
    assert before not in everything
    assert connected.refresh_token not in everything


def test_refused_renewal_says_why(connected, zoom, app):
    app(secret="another")
    Connection.objects.update(token_expires_at=timezone.now())

    with pytest.raises(ZoomError):
        tokens.fresh_token(connected)

    kept = ApiCall.objects.get(failed=True)
    assert kept.path == "/oauth/token"
    assert "invalid_client" in kept.message


def test_job_is_named_while_it_runs_and_not_after(connected):
    item = factory.item(connected.event)

    tasks.refresh_item(item.pk)
    with Client(connected) as asking:
        asking.me()

    assert set(ApiCall.objects.values_list("path", "job")) == {
        ("/meetings/{id}", "refresh_item"),
        ("/users/me", ""),
    }


def test_status_check_keeps_only_what_failed(connected, zoom):
    held = job.current.set("poll_status")
    try:
        with Client(connected) as asking:
            asking.me()
        assert not ApiCall.objects.exists()
        zoom.fault("/v2/users/me", status=500, body={})
        with Client(connected) as asking, pytest.raises(ZoomError):
            asking.me()
    finally:
        job.current.reset(held)

    assert ApiCall.objects.get().job == "poll_status"


def test_log_that_cannot_be_written_stops_nobody(connected, caplog):
    with Client(connected) as asking, caplog.at_level(logging.WARNING):
        asking.me()
        asking._log._fine[0].path = None  # what no column takes

    assert not ApiCall.objects.exists()
    assert "was not written down" in caplog.text


def test_long_import_keeps_its_newest(connected, monkeypatch):
    monkeypatch.setattr(calls, "AT_ONCE", 3)
    log = calls.Recorder(connected)
    for number in range(5):
        with log.call("GET", "/users/me") as told:
            told.failed, told.status = False, 200 + number

    log.write()

    assert sorted(ApiCall.objects.values_list("status", flat=True)) == [202, 203, 204]


def test_sweep_keeps_the_newest_of_each_kind_and_nothing_old(demo, rival, monkeypatch):
    monkeypatch.setattr(calls, "MOST", 2)
    now = timezone.now()
    mine = factory.connection(demo)
    other = factory.connection(core.event("other"), oauth_client_id="other")
    for minute in range(4):
        call(mine, at=now - timedelta(minutes=minute), status=200 + minute)
        call(mine, at=now - timedelta(minutes=minute), status=500 + minute, failed=True)
    call(other, at=now - timedelta(days=13), status=204)
    call(other, at=now - timedelta(days=15), status=205)

    assert calls.sweep(now=now) == 5

    kept = ApiCall.objects.values_list("status", flat=True)
    assert sorted(kept) == [200, 201, 204, 500, 501]


def test_page_lists_the_newest_first_in_the_events_zone(window, demo):
    at = timezone.now().replace(hour=10, minute=42, second=7)
    row = factory.connection(demo)
    call(row, at=at, path="/users/{id}/meetings", job="sync_due")
    words = "Meeting does not exist."
    call(row, at=at + timedelta(seconds=1), status=404, code=3001, message=words, failed=True)

    text = window.get(PAGE).text

    assert re.search(r"10:42<span[^>]*>:07", text)
    assert text.index(words) < text.index("/users/{id}/meetings")
    assert "Regular update" in text
    assert "Zoom’s code 3001" in text


def test_a_refusal_that_was_to_be_expected_looks_neither_fine_nor_failed(window, demo):
    call(factory.connection(demo), status=400, code=200, message="Webinar plan is missing.")

    row = window.get(PAGE).text.partition("<tbody>")[2].partition("</tbody>")[0]

    assert "expected" in row
    assert "vc-done" not in row
    assert "vc-failed" not in row


def test_errors_alone(window, demo):
    row = factory.connection(demo)
    call(row, path="/users/me")
    call(row, path="/meetings/{id}", status=500, failed=True)

    text = window.get(PAGE, {"show": "errors"}).text.partition('id="report"')[0]

    assert "/meetings/{id}" in text
    assert "<code>GET /users/me</code>" not in text


@pytest.mark.parametrize(
    ("show", "words"), [("", "Zoom was not asked yet"), ("errors", "No errors")]
)
def test_nothing_is_said_so(window, show, words):
    assert words in window.get(PAGE, {"show": show}).text


def test_another_events_answers_are_not_shown(window, rival):
    theirs = rival.staff_roles.get().event
    call(factory.connection(theirs), path="/rivals/{id}")

    assert "/rivals" not in window.get(PAGE).text


def test_page_costs_the_same_however_much_was_answered(window, demo):
    row = factory.connection(demo)
    call(row)
    window.get(PAGE)
    with CaptureQueriesContext(database) as few:
        window.get(PAGE)
    for _ in range(60):
        call(row)

    with CaptureQueriesContext(database) as many:
        window.get(PAGE)

    assert len(many) == len(few)


def test_report_has_versions_health_and_answers_and_no_secret(demo):
    secrets = {
        "sdk_client_secret": "SdkSecret-1",
        "oauth_client_secret": "OauthSecret-1",
        "webhook_secret": "HookSecret-1",
        "access_token": "Access-1",
        "refresh_token": "Refresh-1",
        "zoom_user_email": "zoomuser@demo.example",
        "zoom_user_name": "Zoomie Owner",
    }
    row = factory.connection(
        demo,
        **secrets,
        failure="refused",
        failure_detail="401 · access_token=abc for zoomuser@demo.example",
        failed_at=timezone.now(),
    )
    factory.item(demo, passcode="reef42")
    one = call(row, status=404, code=3001, message="Meeting does not exist.", failed=True)

    told = report.text(row, [one], timezone.now())

    assert "Zoom Meeting SDK 6.2.0" in told
    assert re.search(r"VirtualCrowd \d+\.\d+", told)
    assert "HEALTH" in told
    assert "404 3001 Meeting does not exist." in told
    assert "Test join: not done" in told
    private = [*secrets.values(), row.hook_token, "reef42", "abc"]
    assert [one for one in private if one in told] == []


def test_report_is_copied_from_the_page(window, demo):
    row = factory.connection(demo)
    call(row, path="/users/me")

    text = window.get(PAGE).text

    assert 'data-copy="#report"' in text
    assert "GET /users/me 200" in text.partition('id="report"')[2]
