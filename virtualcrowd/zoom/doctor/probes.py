"""Questions to Zoom's sign-in that change nothing there and tell one mistake from another.

The token endpoint judges the client before the code, so a code that cannot be right tells whether
the pair is: https://developers.zoom.us/docs/integrations/oauth-error-messages/. The consent page
refuses an unknown Client ID (4702) and an address that is not registered (4700) without signing
in. Whatever is neither counts as unclear: a probe never guesses.
"""

import re
from http import HTTPStatus
from typing import Any, Literal
from urllib.parse import urlencode

import httpx2
from django.conf import settings

from virtualcrowd.common import tls
from virtualcrowd.zoom import oauth
from virtualcrowd.zoom.errors import Silence, ZoomRateLimited, ZoomUnreachable
from virtualcrowd.zoom.models import Connection

TIMEOUT_S = 6.0
NO_CODE = "virtualcrowd-asks-whether-this-pair-is-known"
NO_ACCOUNT = "virtualcrowdNoAccount0"

type Network = Silence | Literal["rate_limited"]
type Pair = Literal["accepted", "unknown", "other_type", "other_account", "disabled", "unclear"]
type Consent = Literal["known", "unknown", "redirect", "approval", "disabled", "unclear"]


class NoAnswer(Exception):
    """Zoom gave no answer of its own; `key` is a cause of the table."""

    def __init__(self, key: Network, detail: str) -> None:
        super().__init__(detail)
        self.key, self.detail = key, detail


def ask_pair(client_id: str, secret: str) -> Pair:
    """Is this the pair of a General app? "other_type": Zoom knows it, as another kind of app.

    Raises:
        NoAnswer: Zoom could not be asked.
    """
    asked = {
        "grant_type": "authorization_code",
        "code": NO_CODE,
        "redirect_uri": oauth.redirect_url(),
    }
    return _ask_token(client_id, secret, asked)


def ask_server(client_id: str, secret: str, account: str = NO_ACCOUNT) -> Pair:
    """Is this the pair of a Server-to-Server app, and is `account` its Account ID?

    "accepted" gives a token, which is dropped: asking again does not end others.

    Raises:
        NoAnswer: Zoom could not be asked.
    """
    return _ask_token(
        client_id, secret, {"grant_type": "account_credentials", "account_id": account}
    )


def is_server_app(client_id: str, secret: str) -> bool:
    """Is it a Server-to-Server app, whatever its account?

    Raises:
        NoAnswer: Zoom could not be asked.
    """
    return ask_server(client_id, secret) in ("accepted", "other_account")


def _ask_token(client_id: str, secret: str, asked: dict[str, str]) -> Pair:
    if not client_id or not secret:
        return "unclear"
    url = f"{settings.ZOOM_OAUTH_URL}/oauth/token"
    answer = send("POST", url, data=asked, auth=(client_id, secret))
    try:
        oauth.judge(answer, "exchange" if "code" in asked else "server")
    except oauth.OAuthRefused as refused:
        return _PAIRS.get(refused.reason, "unclear")
    except ZoomRateLimited as error:
        raise NoAnswer("rate_limited", str(error)) from error
    except ZoomUnreachable as error:
        raise NoAnswer(error.kind, str(error)) from error
    return "accepted"


# What the token endpoint's reason says of the pair.
_PAIRS: dict[str, Pair] = {
    "code_used": "accepted",
    "code_expired": "accepted",
    "redirect_changed": "accepted",
    "wrong_secret": "unknown",
    "wrong_app_type": "other_type",
    "wrong_account_id": "other_account",
    "app_disabled": "disabled",
}


def ask_consent(client_id: str, redirect: str = "") -> Consent:
    """Ask the consent page, as nobody, whether it knows this Client ID and address (ours).

    Raises:
        NoAnswer: Zoom could not be asked.
    """
    query = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect or oauth.redirect_url(),
    }
    url = f"{settings.ZOOM_OAUTH_URL}/oauth/authorize?{urlencode(query)}"
    answer = send("GET", url)
    if answer.is_success or answer.is_redirect:
        return "known"
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise NoAnswer("zoom_down", f"Zoom's consent page: {answer.status_code}")
    return _read_refusal(answer.text)


def _read_refusal(text: str) -> Consent:
    for pattern, consent in _REFUSALS:
        if re.search(pattern, text, re.IGNORECASE):
            return consent
    return "unclear"


_REFUSALS: list[tuple[str, Consent]] = [
    (r"4,?702|4,?704|invalid client_id", "unknown"),
    (r"4,?717|4,?738|disabled|deactivated", "disabled"),
    (r"invalid redirect", "redirect"),
    (r"approv|cannot authorize", "approval"),
    (r"4,?700", "redirect"),
]


def send(method: str, url: str, **options: Any) -> httpx2.Response:
    asked: dict[str, Any] = {
        "headers": {"Accept": "application/json"},
        "verify": tls.trusted(),
    } | options
    try:
        return httpx2.request(method, url, timeout=TIMEOUT_S, **asked)
    except httpx2.ConnectTimeout as error:
        raise NoAnswer("no_network", _unreachable(error)) from error
    except httpx2.TimeoutException as error:
        raise NoAnswer("zoom_slow", f"No answer within {TIMEOUT_S:.0f} seconds.") from error
    except httpx2.HTTPError as error:
        raise NoAnswer("no_network", _unreachable(error)) from error


def _unreachable(error: Exception) -> str:
    return f"This server cannot reach {settings.ZOOM_OAUTH_URL} ({type(error).__name__})."


def signing_verdict(row: Connection) -> Pair:
    """What Zoom's sign-in says of the JWT pair.

    Raises:
        NoAnswer: Zoom could not be asked.
    """
    return ask_pair(row.sdk_client_id, row.sdk_client_secret)
