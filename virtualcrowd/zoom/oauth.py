"""Zoom's OAuth: where to send the organiser, and what the token endpoint says.

https://developers.zoom.us/docs/integrations/oauth/ and, for the codes,
https://developers.zoom.us/docs/integrations/oauth-error-messages/
"""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

import httpx2
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from django.conf import settings
from pydantic import ValidationError

from virtualcrowd.common import tls
from virtualcrowd.zoom.errors import Silence, ZoomError, ZoomRateLimited, ZoomUnreachable
from virtualcrowd.zoom.models import Connection
from virtualcrowd.zoom.payloads import Token
from virtualcrowd.zoom.support import calls

TIMEOUT_S = 8.0
CALLBACK = "/cms/integrations/zoom/redirect-callback/"

type Step = Literal["exchange", "refresh", "server", "revoke"]


class OAuthRefused(ZoomError):
    """The token endpoint said no; `reason` is a key of `advice.CONNECT`."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class GrantDead(OAuthRefused):
    """The refresh token opens nothing any more: somebody must authorize again."""


def redirect_url() -> str:
    """The address that the organiser's Zoom app must have, letter by letter."""
    return f"{settings.PUBLIC_URL}{CALLBACK}"


def allow_list_url() -> str:
    """The address that the app's allow list must have: all of this site."""
    return f"{settings.PUBLIC_URL}/"


def authorize_url(client_id: str, *, state: str, verifier: str) -> str:
    """Return Zoom's consent page for this app. No scope is asked: the app's own are granted."""
    query = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_url(),
        "state": state,
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
    }
    return f"{settings.ZOOM_OAUTH_URL}/oauth/authorize?{urlencode(query)}"


def exchange(connection: Connection, *, code: str, verifier: str) -> Token:
    """Turn a code into the pair of tokens.

    Raises:
        OAuthRefused: with the reason.
        ZoomUnreachable, ZoomRateLimited: no answer worth the name.
    """
    return _token(
        connection,
        "exchange",
        lambda http, url: http.fetch_token(
            url, code=code, code_verifier=verifier, redirect_uri=redirect_url()
        ),
    )


def refresh(connection: Connection) -> Token:
    """Spend the refresh token for a new pair.

    Raises:
        GrantDead: it opens nothing any more.
        OAuthRefused, ZoomUnreachable, ZoomRateLimited: as in `exchange`.
    """
    return _token(
        connection,
        "refresh",
        lambda http, url: http.refresh_token(url, refresh_token=connection.refresh_token),
    )


def revoke(connection: Connection) -> None:
    """Tell Zoom to forget the grant. https://developers.zoom.us/docs/integrations/oauth/#revoke.

    Raises:
        ZoomError: it did not work; what we hold must go all the same.
    """
    _call(
        connection,
        "revoke",
        lambda http, url: http.revoke_token(url, token=connection.access_token),
    )


def server_token(connection: Connection) -> Token:
    """Ask for a Server-to-Server token; earlier ones stay good, and there is no refresh token.

    https://developers.zoom.us/docs/internal-apps/s2s-oauth/

    Raises:
        OAuthRefused, ZoomUnreachable, ZoomRateLimited: as in `exchange`.
    """
    account = connection.server_account_id
    return _token(
        connection,
        "server",
        lambda http, url: http.fetch_token(
            url, grant_type="account_credentials", account_id=account
        ),
    )


def _token(connection: Connection, step: Step, act: Callable[[OAuth2Client, str], Any]) -> Token:
    try:
        return Token.model_validate(dict(_call(connection, step, act)))
    except ValidationError as error:
        raise ZoomUnreachable("Zoom's answer holds no token.", "not_zoom") from error


def _call(connection: Connection, step: Step, act: Callable[[OAuth2Client, str], Any]) -> Any:
    """Run one request of Authlib; its hook sees the answer first, as Zoom's reasons are its own."""
    url = f"{settings.ZOOM_OAUTH_URL}/oauth/{'revoke' if step == 'revoke' else 'token'}"
    keys = connection.oauth_client_id, connection.oauth_client_secret
    log = calls.Recorder(connection)
    with OAuth2Client(*keys, timeout=TIMEOUT_S, verify=tls.trusted()) as http:
        for hook in ("access_token_response", "refresh_token_response"):
            http.register_compliance_hook(hook, lambda answer: judge(answer, step))
        try:
            with log.call("POST", urlsplit(url).path) as seen:
                http.event_hooks = {"response": [seen.take_unread]}
                told = act(http, url)
        except httpx2.TimeoutException as error:
            raise ZoomUnreachable("Zoom took too long to answer.", "zoom_slow") from error
        except httpx2.HTTPError as error:
            name = type(error).__name__
            raise ZoomUnreachable(f"Zoom could not be reached ({name}).", "no_network") from error
        finally:
            log.write()
    return judge(told, step) if isinstance(told, httpx2.Response) else told


def judge(answer: httpx2.Response, step: Step) -> httpx2.Response:
    """Return a good answer.

    Raises:
        ZoomError: of the right kind.
    """
    status = answer.status_code
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise ZoomRateLimited(f"{status} · Zoom asks for a pause.")
    try:
        body = answer.json()
    except ValueError:
        body = None
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or not isinstance(body, dict):
        kind: Silence = "zoom_down" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "not_zoom"
        words = f"Something that is not Zoom's sign-in answered: {status}."
        raise ZoomUnreachable(words, kind)
    if answer.is_success and "error" not in body:
        return answer
    said = [str(body[key]) for key in _WORDS if body.get(key)]
    detail = f"{status} · {' · '.join(said)}"[:400]
    reason = _reason(" ".join(said).lower(), step)
    raise (GrantDead if reason in DEAD else OAuthRefused)(reason, detail)


DEAD = {"grant_dead", "authorized_elsewhere", "owner_gone"}
_WORDS = ("error", "reason", "error_description", "errorCode", "errorMessage", "message")

# Zoom says the same thing as OAuth's word, as a code or as a sentence: the first match counts.
_REASONS: list[tuple[str, str, Step | None]] = [
    (r"47(17|38)\b|app.{0,20}disabled", "app_disabled", None),
    (r"\b4709\b|redirect.?uri|redirect url", "redirect_changed", "exchange"),
    (r"\b4733\b|code.{0,12}expired", "code_expired", "exchange"),
    (r"\b4735\b|owner.{0,30}exist", "owner_gone", None),
    (r"\b4734\b|invalid_grant|authorization code", "code_used", "exchange"),
    (r"\b470[246]\b|invalid_client|client_secret", "wrong_secret", None),
    (r"\b4705\b|unsupported.grant", "wrong_app_type", None),
    (r"invalid_request|bad request|account", "wrong_account_id", "server"),
    (r"\b4741\b|token.{0,8}revoked", "authorized_elsewhere", "refresh"),
    (r"\b47(11|37)\b|invalid_grant|invalid token", "grant_dead", "refresh"),
]


def _reason(said: str, step: Step) -> str:
    for pattern, reason, only in _REASONS:
        if only in (None, step) and re.search(pattern, said):
            return reason
    return "refused"
