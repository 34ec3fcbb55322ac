import hashlib
import hmac

import pytest

from virtualcrowd.common.mac import Mac


@pytest.mark.parametrize("key", [b"", b"short", b"k" * 64, b"longer than a block" * 9])
def test_digests_are_those_of_hmac_sha256_however_often_asked(key):
    mac = Mac(key)

    for message in (b"", b"one", b"another" * 500, b"one"):
        assert mac.digest(message) == hmac.digest(key, message, hashlib.sha256)
