import logging
from datetime import UTC, datetime

import httpx2
import pytest
import stamina

from virtualcrowd.zoom.answers import _pause
from virtualcrowd.zoom.client import Client
from virtualcrowd.zoom.errors import (
    ZoomMissingScopes,
    ZoomNotFound,
    ZoomRateLimited,
    ZoomRefused,
    ZoomUnauthorized,
    ZoomUnreachable,
)
from virtualcrowd.zoom.models import Connection


class Wire:
    """Answers in turn and remembers what was asked."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def __call__(self, request):
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def client(wire, *, tokens=("token-1", "token-2"), retrying=False):
    left = list(tokens)
    return Client(
        Connection(),
        token=lambda _refused: left.pop(0),
        retrying=retrying,
        transport=httpx2.MockTransport(wire),
    )


def no(status, code=0, message="", **extra):
    return httpx2.Response(status, json={"code": code, "message": message}, **extra)


def test_lists_follow_every_page():
    wire = Wire(
        httpx2.Response(200, json={"meetings": [{"id": 1}, {"id": 2}], "next_page_token": "p2"}),
        httpx2.Response(200, json={"meetings": [{"id": 3}], "next_page_token": ""}),
    )

    rows = list(client(wire).meetings())

    assert [row.id for row in rows] == ["1", "2", "3"]
    assert wire.asked[0].url.params["page_size"] == "300"
    assert wire.asked[1].url.params["next_page_token"] == "p2"
    assert wire.asked[1].headers["Authorization"] == "Bearer token-1"


def test_list_stops_when_a_page_token_comes_again():
    wire = Wire(httpx2.Response(200, json={"webinars": [{"id": 1}], "next_page_token": "same"}))

    assert len(list(client(wire).webinars())) == 2


def test_refused_token_is_renewed_and_asked_with_once():
    wire = Wire(no(401, 124, "Access token is expired."), httpx2.Response(200, json={"id": "me"}))

    assert client(wire).me().id == "me"
    assert [r.headers["Authorization"] for r in wire.asked] == ["Bearer token-1", "Bearer token-2"]


def test_token_refused_twice_is_dead():
    wire = Wire(no(401, 124, "Invalid access token."))

    with pytest.raises(ZoomUnauthorized):
        client(wire).me()
    assert len(wire.asked) == 2


def test_missing_scopes_are_named():
    wire = Wire(
        no(400, 4711, "Invalid access token, does not contain scopes:[user:read:user, a:b:admin].")
    )

    with pytest.raises(ZoomMissingScopes) as caught:
        client(wire).me()
    assert caught.value.scopes == ("user:read:user", "a:b:admin")


@pytest.mark.parametrize(("status", "code"), [(404, 3001), (404, 1001)])
def test_gone_is_not_found(status, code):
    with pytest.raises(ZoomNotFound) as caught:
        client(Wire(no(status, code, "Meeting does not exist: 1."))).meeting("1")
    assert caught.value.code == code


def test_other_no_carries_code_and_words():
    with pytest.raises(ZoomRefused) as caught:
        list(client(Wire(no(400, 200, "Webinar plan is missing."))).webinars())
    assert (caught.value.code, caught.value.status) == (200, 400)
    assert caught.value.message == "Webinar plan is missing."


@pytest.mark.parametrize("status", [200, 403, 502])
def test_html_is_not_zoom(status):
    wire = Wire(httpx2.Response(status, html="<h1>Please sign in to the WiFi</h1>"))

    with pytest.raises(ZoomUnreachable, match="not Zoom's API"):
        client(wire).me()


def test_json_of_another_shape_is_not_zoom():
    with pytest.raises(ZoomUnreachable, match="unknown shape"):
        client(Wire(httpx2.Response(200, json=["hello"]))).me()


def test_timeout_in_a_page_is_not_tried_again():
    wire = Wire(httpx2.ReadTimeout("slow"))

    with pytest.raises(ZoomUnreachable, match="took too long"):
        client(wire).me()
    assert len(wire.asked) == 1


@pytest.fixture
def no_waiting():
    stamina.set_testing(True, attempts=3)
    yield
    stamina.set_testing(False)


@pytest.mark.usefixtures("no_waiting")
def test_task_tries_network_failures_again():
    wire = Wire(
        httpx2.ConnectError("down"), no(503, 0, "busy"), httpx2.Response(200, json={"id": "me"})
    )

    assert client(wire, retrying=True).me().id == "me"


@pytest.mark.usefixtures("no_waiting")
def test_task_waits_out_a_second_but_not_a_day():
    daily = "You have reached the maximum daily rate limit for this API."
    short = Wire(no(429, 429, "per-second"), httpx2.Response(200, json={"id": "me"}))
    long = Wire(no(429, 429, daily, headers={"Retry-After": "2026-11-26T00:00:00Z"}))

    assert client(short, retrying=True).me().id == "me"
    with pytest.raises(ZoomRateLimited) as caught:
        client(long, retrying=True).me()
    assert caught.value.daily is True
    assert len(long.asked) == 1


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("7", 7.0),
        ("2026-11-25T10:01:00Z", 60.0),
        ("Wed, 25 Nov 2026 10:02:00 GMT", 120.0),
        ("2020-01-01T00:00:00Z", 0.0),
        ("soon", None),
        ("", None),
    ],
)
def test_pause_is_read_in_every_way_zoom_writes_it(told, seconds):
    assert _pause(told, datetime(2026, 11, 25, 10, tzinfo=UTC)) == seconds


def test_uuid_with_slashes_is_encoded_twice():
    wire = Wire(httpx2.Response(200, json={"id": 1}))

    client(wire).meeting("/abc//d==")
    client(wire).meeting("abc/d==")

    assert wire.asked[0].url.raw_path == b"/v2/meetings/%252Fabc%252F%252Fd%253D%253D"
    assert wire.asked[1].url.raw_path == b"/v2/meetings/abc%2Fd%3D%3D"


def test_log_has_the_tracking_id_and_no_token(caplog):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "virtualcrowd.zoom.wire")
    wire = Wire(httpx2.Response(200, json={"id": "me"}, headers={"x-zm-trackingid": "WEB_abc"}))

    zoom = client(wire)
    zoom.me()

    assert "WEB_abc" in caplog.text
    assert "token-1" not in caplog.text + repr(zoom)


def test_what_zoom_refuses_is_logged_with_its_tracking_id(caplog):
    with pytest.raises(ZoomRefused):
        client(Wire(no(400, 300, "no", headers={"x-zm-trackingid": "WEB_no"}))).meeting("1")

    assert [(r.levelname, "WEB_no" in r.message) for r in caplog.records] == [("WARNING", True)]


@pytest.mark.parametrize("code", [1001, 3001])
def test_what_is_gone_is_told_to_organisers_and_is_no_warning(caplog, code):
    with pytest.raises(ZoomNotFound):
        client(Wire(no(404, code, "gone"))).meeting("1")

    assert caplog.records == []


def test_a_host_without_webinars_is_no_warning(caplog):
    with pytest.raises(ZoomRefused):
        client(Wire(no(400, 200, "Webinar plan is missing."))).webinar("1")

    assert caplog.records == []
