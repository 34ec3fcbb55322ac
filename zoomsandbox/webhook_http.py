"""The wire of webhooks: signature, deadline, and what an answer means.

https://developers.zoom.us/docs/api/webhooks/
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus

import httpx2

DEADLINE_S = 3.0
ACCEPTED = (HTTPStatus.OK, HTTPStatus.NO_CONTENT)
SHOWN_ANSWER = 300
# Reading whom this machine trusts takes longer than a delivery.
_trusted = cache(httpx2.create_ssl_context)


@dataclass
class Answer:
    """What an address said: no status means that nothing came within three seconds."""

    status: int | None
    text: str
    took_ms: int

    @property
    def is_accepted(self) -> bool:
        """Whether Zoom is content: 200 or 204, nothing else."""
        return self.status in ACCEPTED

    @property
    def is_worth_a_retry(self) -> bool:
        """Whether Zoom tries again: no answer or 5xx, never after 3xx and 4xx."""
        return self.status is None or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR


def signed_headers(secret_token: str, body: bytes, timestamp: int) -> dict[str, str]:
    """Sign `v0:timestamp:raw body` with the app's secret token."""
    message = b"v0:%d:" % timestamp + body
    digest = hmac.new(secret_token.encode(), message, hashlib.sha256).hexdigest()
    return {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "Zoom Marketplace/1.0a",
        "x-zm-request-timestamp": str(timestamp),
        "x-zm-signature": f"v0={digest}",
        "x-zm-trackingid": f"v=2.0;clid=us04;rid=WEB_{secrets.token_hex(16)}",
    }


async def post(url: str, secret_token: str, body: bytes) -> Answer:
    """Send a signed body and return the answer; redirects are not followed.

    The timestamp is real time, always: receivers judge its age by their own clock.
    """
    headers = signed_headers(secret_token, body, int(time.time()))
    began = time.perf_counter()
    status, text = None, ""
    try:
        async with httpx2.AsyncClient(
            timeout=DEADLINE_S, trust_env=False, verify=_trusted()
        ) as client:
            told = await client.post(url, content=body, headers=headers)
        status, text = told.status_code, told.text
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        text = type(error).__name__
    return Answer(status, text, round((time.perf_counter() - began) * 1000))
