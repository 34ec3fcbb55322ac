"""Reading whom this machine trusts takes longer than a request: it is done once."""

import ssl
from datetime import UTC, datetime

import pytest

from virtualcrowd.common import tls
from virtualcrowd.zoom import oauth
from virtualcrowd.zoom.board import headers
from virtualcrowd.zoom.client import Client
from virtualcrowd.zoom.doctor import probes


@pytest.fixture
def read(connected, monkeypatch) -> list:
    """Collects what is read of certificates once the first request is over."""
    tls.trusted()
    found: list = []
    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", lambda *what: found.append(what))
    return found


def test_calls_read_no_certificates(connected, read):
    with Client(connected) as zoom:
        assert zoom.me().email == "olive.host@demo.example"

    assert read == []


def test_tokens_read_no_certificates(connected, read):
    assert oauth.refresh(connected).access_token

    assert read == []


def test_probes_read_no_certificates(connected, read):
    assert probes.ask_consent(connected.oauth_client_id) == "known"

    assert read == []


def test_the_look_at_our_own_headers_reads_no_certificates(live_server, settings, read):
    settings.PUBLIC_URL = live_server.url

    assert headers.look(datetime.now(UTC)).value is not None
    assert read == []
