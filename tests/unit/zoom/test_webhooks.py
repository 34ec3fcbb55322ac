"""Only what Zoom signed, lately, over these very bytes, is taken for Zoom's."""

import hashlib
import hmac
import json

import pytest

from virtualcrowd.agenda.providers import HookKey
from virtualcrowd.door import hooks
from virtualcrowd.zoom import webhooks

NOW = 1_795_000_000.0
KEY = HookKey(source_id=1, secret=b"sandboxWebhookTok00001")
BODY = b'{"event":"meeting.started","event_ts":1,"payload":{}}'


def signed(body: bytes, at: int = int(NOW), secret: bytes = KEY.secret) -> dict[str, str]:
    proof = hmac.new(secret, b"v0:%d:" % at + body, hashlib.sha256).hexdigest()
    return {
        "x-zm-request-timestamp": str(at),
        "x-zm-signature": f"v0={proof}",
    }


def test_good_delivery_is_stored_and_answered_with_nothing():
    answer = webhooks.judge(KEY, BODY, signed(BODY), NOW)

    assert (answer.status, answer.body, answer.kind) == (204, b"", "meeting.started")


@pytest.mark.parametrize("late", [-300, 300])
def test_delivery_within_five_minutes_is_good(late):
    assert webhooks.judge(KEY, BODY, signed(BODY, int(NOW) + late), NOW).status == 204


@pytest.mark.parametrize("late", [-301, 301])
def test_stale_or_future_delivery_is_refused(late):
    answer = webhooks.judge(KEY, BODY, signed(BODY, int(NOW) + late), NOW)

    assert (answer.status, answer.kind) == (401, "")


def test_signature_of_other_bytes_is_refused():
    answer = webhooks.judge(KEY, BODY + b" ", signed(BODY), NOW)

    assert answer.status == 401


def test_call_that_another_secret_signed_is_noted_now_and_then():
    key = HookKey(source_id=77, secret=b"sandboxWebhookTok00001")
    strange = signed(BODY, secret=b"wrong")
    later = signed(BODY, int(NOW) + 601, secret=b"wrong")

    kinds = [
        webhooks.judge(key, BODY, strange, NOW).kind,
        webhooks.judge(key, BODY, strange, NOW + 1).kind,
        webhooks.judge(key, BODY, later, NOW + 601).kind,
    ]

    assert kinds == [webhooks.REFUSED, "", webhooks.REFUSED]


def test_note_of_a_stranger_is_not_taken_for_the_body_that_may_come_again():
    key = HookKey(source_id=78, secret=b"sandboxWebhookTok00001")
    refused = webhooks.judge(key, BODY, signed(BODY, secret=b"wrong"), NOW)

    note = hooks._arrival("zoom", key, refused, BODY, NOW)
    good = hooks._arrival("zoom", key, webhooks.judge(key, BODY, signed(BODY), NOW), BODY, NOW)

    assert note.key != good.key
    assert BODY not in note.body


def test_signature_of_another_secret_is_refused():
    assert webhooks.judge(KEY, BODY, signed(BODY, secret=b"wrong"), NOW).status == 401


@pytest.mark.parametrize("missing", ["x-zm-request-timestamp", "x-zm-signature"])
def test_missing_header_is_refused(missing):
    headers = signed(BODY)
    del headers[missing]

    assert webhooks.judge(KEY, BODY, headers, NOW).status == 401


@pytest.mark.parametrize("stamp", ["", "soon", "-1", "1" * 40, "²"])
def test_nonsense_timestamp_is_refused(stamp):
    headers = signed(BODY) | {"x-zm-request-timestamp": stamp}

    assert webhooks.judge(KEY, BODY, headers, NOW).status == 401


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"event":7}', b'{"event":""}', b'{"a":1}'])
def test_signed_nonsense_is_a_bad_request(body):
    answer = webhooks.judge(KEY, body, signed(body), NOW)

    assert (answer.status, answer.kind) == (400, "")


def test_validation_is_answered_with_the_proof_and_stored():
    body = b'{"event":"endpoint.url_validation","payload":{"plainToken":"q9ibPhGeRZ6ayx5WTrXjRw"}}'

    answer = webhooks.judge(KEY, body, signed(body), NOW)

    proof = hmac.new(KEY.secret, b"q9ibPhGeRZ6ayx5WTrXjRw", hashlib.sha256).hexdigest()
    assert (answer.status, answer.kind) == (200, "endpoint.url_validation")
    assert json.loads(answer.body) == {
        "plainToken": "q9ibPhGeRZ6ayx5WTrXjRw",
        "encryptedToken": proof,
    }


@pytest.mark.parametrize("payload", [b"{}", b'{"plainToken":7}', b"[]", b"null"])
def test_validation_without_a_token_is_a_bad_request(payload):
    body = b'{"event":"endpoint.url_validation","payload":%b}' % payload

    assert webhooks.judge(KEY, body, signed(body), NOW).status == 400


def test_kind_is_cut_to_what_is_stored():
    body = b'{"event":"%b"}' % (b"x" * 200)

    assert webhooks.judge(KEY, body, signed(body), NOW).kind == "x" * 80
