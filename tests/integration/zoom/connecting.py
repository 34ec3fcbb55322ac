"""Connecting as an organiser does: the pairs typed, Authorize, and Allow in Zoom's window."""

from tests.integration.zoom.conftest import GENERAL, SDK
from virtualcrowd.common.models import AuditEntry
from virtualcrowd.zoom.models import Connection

CALLBACK = "/cms/integrations/zoom/redirect-callback/"
PAGE = "/app/demo/integrations/zoom"
PAIRS = {
    "sdk_client_id": SDK[0],
    "sdk_client_secret": SDK[1],
    "oauth_client_id": GENERAL[0],
    "oauth_client_secret": GENERAL[1],
}


def authorize(browser, *, page=PAGE, mode="popup", **fields):
    """Press Authorize; returns the answer."""
    return browser.post(f"{page}/authorize", PAIRS | {"mode": mode} | fields)


def round_trip(browser, zoom, **fields):
    """Press Authorize, then Allow; returns what our callback answers."""
    sent = authorize(browser, **fields)
    assert sent.status_code == 302, sent.content
    return browser.get(CALLBACK, zoom.consent(sent["Location"]))


def stored():
    return Connection.objects.get(event__shortcode="demo")


def assert_failed(key, answer=None, *, detail=None):
    row = stored()
    assert (row.failure, row.status) == (key, Connection.Status.DRAFT)
    assert row.failed_at is not None
    assert (row.access_token, row.refresh_token, row.zoom_user_email) == ("", "", "")
    entry = AuditEntry.objects.filter(action="Could not connect Zoom").first()
    assert entry is not None
    assert entry.failed is True
    if detail:
        assert detail in row.failure_detail
    if answer is not None:
        assert answer.status_code == 400
        assert b'data-zoom-window="failed"' in answer.content
