"""What anybody may send, and how long the site waits for it."""

import asyncio

import pytest
from django.test import Client

from virtualcrowd.common import uploads
from virtualcrowd.door import bodies

BOUNDARY = "multipart/form-data; boundary=x"


def announced(client: Client, size: int):
    """Post a form that says it is `size` bytes; a byte more than is read would be missed."""
    return client.post(
        "/accounts/login/", b"--x--\r\n", content_type=BOUNDARY, CONTENT_LENGTH=str(size)
    )


def test_what_is_larger_than_any_form_is_refused_unread(db, settings):
    answer = announced(Client(enforce_csrf_checks=True), settings.REQUEST_MAX_BYTES + 1)

    assert answer.status_code == 413
    assert "a picture may have 8 MB" in answer.text


@pytest.mark.parametrize("size", ["-1", "many", "1_000"])
def test_length_that_is_no_number_is_refused(rf, settings, size):
    request = rf.post("/", CONTENT_LENGTH=size)

    answer = uploads.LimitBody(lambda _: None).process_view(request)

    assert answer is not None
    assert answer.status_code == 413


def test_what_forms_take_reaches_them(rf, settings):
    request = rf.post("/", CONTENT_LENGTH=str(settings.REQUEST_MAX_BYTES))

    assert uploads.LimitBody(lambda _: None).process_view(request) is None


def sender(*parts: bytes, then=None):
    """A browser that sends its body in these parts; then `then`, or nothing more ever."""
    messages = [
        {"type": "http.request", "body": part, "more_body": then is not None or n < len(parts) - 1}
        for n, part in enumerate(parts)
    ]

    async def receive():
        if messages:
            return messages.pop(0)
        return await (then() if then else asyncio.Event().wait())

    return receive


def taken(receive, *, most=10_000_000, patience=5.0):
    async def read():
        give = await bodies.taken_in(receive, most=most, patience=patience)
        body, more = b"", True
        while more:
            message = await give()
            body, more = body + message["body"], message["more_body"]
        return body

    return asyncio.run(read())


@pytest.mark.parametrize("parts", [[b""], [b"a=1"], [b"a" * 300_000, b"b" * 300_000, b"", b"c"]])
def test_body_comes_whole(parts):
    assert taken(sender(*parts)) == b"".join(parts)


def test_body_beyond_the_limit_is_read_but_not_kept():
    assert taken(sender(b"a" * 8, b"b" * 8, b"c" * 8), most=10) == b"a" * 8 + b"b" * 2


def test_sender_who_trickles_is_not_waited_for():
    never = asyncio.Event

    with pytest.raises(TimeoutError):
        taken(sender(b"a", then=lambda: never().wait()), patience=0.01)


def test_sender_who_leaves_costs_nothing_more():
    async def leaves():
        return {"type": "http.disconnect"}

    with pytest.raises(bodies.Gone):
        taken(sender(b"a", then=leaves))


def test_requests_without_a_body_are_not_waited_for():
    assert not bodies.has_body({"headers": [(b"host", b"x")]})
    assert bodies.has_body({"headers": [(b"content-length", b"3")]})
    assert bodies.has_body({"headers": [(b"transfer-encoding", b"chunked")]})
