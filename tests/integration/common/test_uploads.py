"""What anybody may send, and how long the site waits for it."""

import pytest
from django.test import Client

from virtualcrowd.common import uploads

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
