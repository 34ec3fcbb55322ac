"""Olive in front of the Zoom page, and the stand-in of Zoom that she has to do with."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client as Browser
from django.utils import timezone

from tests.integration.zoom.conftest import GENERAL, SDK, Zoom
from virtualcrowd.door import hooks as door
from virtualcrowd.events.models import Attendee, Event
from virtualcrowd.zoom import webhooks
from virtualcrowd.zoom.models import Connection

CALLBACK = "/cms/integrations/zoom/redirect-callback/"
PAGE = "/app/demo/integrations/zoom"
SERVER = ("sandboxS2SApp000000001", "sandboxS2SSecret0000000000000001")
ACCOUNT = "sandboxAccount00000001"
USER_APP = ("sandboxUserApp00000001", "sandboxUserSecret000000000000001")
DISABLED = ("sandboxDisabledApp0001", "sandboxDisabledSecret00000000001")
APPROVAL = ("sandboxApprovalApp0001", "sandboxApprovalSecret00000000001")
FOREIGN = ("sandboxForeignApp00001", "sandboxForeignSecret000000000001")
HOOK_SECRET = "sandboxWebhookTok00001"


@dataclass
class Organiser:
    """What she can do; each step is a request that her browser sends."""

    browser: Browser
    zoom: Zoom
    event: Event
    ana: Attendee
    settings: Any
    signed_in: Callable[..., Browser]
    time_machine: Any
    monkeypatch: Any

    def paste(
        self,
        oauth: tuple[str, str] = GENERAL,
        jwt: tuple[str, str] = SDK,
        *,
        way: str = "pairs",
        account: str = "",
    ) -> dict[str, str]:
        return {
            "oauth_client_id": oauth[0],
            "oauth_client_secret": oauth[1],
            "sdk_client_id": jwt[0],
            "sdk_client_secret": jwt[1],
            "way": way,
            "server_account_id": account,
        }

    def save(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.browser.post(f"{PAGE}/save", self.paste(*args, **kwargs))

    def authorize(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Press Authorize with these keys."""
        return self.browser.post(
            f"{PAGE}/authorize", self.paste(*args, **kwargs) | {"mode": "popup"}
        )

    def allow(self, sent: HttpResponse, **more: str) -> HttpResponse:
        """Press Allow in Zoom's window (or what `more` says); returns what our callback answers."""
        assert sent.status_code == 302, sent.content
        return self.browser.get(CALLBACK, self.zoom.consent(sent["Location"], **more))

    def connect(self, *args: Any, **kwargs: Any) -> Connection:
        self.allow(self.authorize(*args, **kwargs))
        row = self.row()
        assert row.is_connected, row.failure
        return row

    def close_window(self) -> HttpResponse:
        return self.browser.post(f"{PAGE}/closed")

    def tell(self, picture: str) -> HttpResponse:
        """Say that Zoom's window showed this."""
        self.close_window()
        assert self.row().failure == "popup_closed"
        return self.browser.post(f"{PAGE}/shown", {"picture": picture})

    def test_now(self) -> HttpResponse:
        return self.browser.post(f"{PAGE}/test")

    def let_expire(self) -> None:
        Connection.objects.update(token_expires_at=timezone.now() - timedelta(seconds=1))

    def row(self) -> Connection:
        return Connection.objects.get(event=self.event)

    def app(self, client_id: str = GENERAL[0], **fields: Any) -> None:
        """Change an app on the Marketplace."""
        self.zoom.tell(f"/apps/{client_id}", **fields)

    def hook(self, body: dict[str, Any], secret: str = HOOK_SECRET) -> int:
        """Zoom calls our address; returns the status that it gets."""
        raw, now = json.dumps(body).encode(), time.time()
        stamp = f"{now:.0f}"
        signed = f"v0:{stamp}:".encode() + raw
        proof = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        headers = {webhooks.TIMESTAMP: stamp, webhooks.SIGNATURE: f"v0={proof}"}
        key = webhooks.load_hook(self.row().hook_token)
        assert key is not None
        answer = webhooks.judge(key, raw, headers, now)
        if answer.kind:
            door.store_and_tell([door._arrival("zoom", key, answer, raw, now)])
        return answer.status
