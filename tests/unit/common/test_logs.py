import logging

import pytest

from virtualcrowd.common.logs import MaskSecrets

SECRET = "s3cr3t-t0k3n"


def written(record):
    MaskSecrets().filter(record)
    return logging.Formatter("%(message)s").format(record)


def record_of(message, *args, exc_info=None):
    return logging.LogRecord("any", logging.ERROR, "here", 1, message, args, exc_info)


def test_secret_in_a_message_is_masked():
    line = written(record_of("Zoom said access_token=%s&x=1", SECRET))

    assert line == "Zoom said access_token=***&x=1"


@pytest.mark.parametrize(
    "address",
    ["/e/demo/in/7-1.", "/e/demo/calendar/1f-", "/accounts/password/reset/key/2b-"],
)
def test_addresses_that_are_keys_are_masked(address):
    line = written(record_of("Internal Server Error: %s", f"{address}{SECRET}"))

    assert SECRET not in line
    assert line.startswith(f"Internal Server Error: {address.rpartition('/')[0]}/")


def test_secret_in_an_exception_is_masked_and_the_rest_stays():
    error = ValueError(f"refused: {{'refresh_token': '{SECRET}', 'scope': 'user:read'}}")

    line = written(record_of("It broke", exc_info=(ValueError, error, None)))

    assert SECRET not in line
    assert "ValueError: refused: {'refresh_token': '***', 'scope': 'user:read'}" in line
