"""The token endpoint and revocation.

https://developers.zoom.us/docs/integrations/oauth/#request-access-token and the codes of
https://developers.zoom.us/docs/integrations/oauth-error-messages/
"""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from zoomsandbox.oauth import grants
from zoomsandbox.oauth.params import basic_credentials, parameters

if TYPE_CHECKING:
    from starlette.requests import Request

    from zoomsandbox.apps import App
    from zoomsandbox.world import World


class OAuthError(Exception):
    """A refusal of the token endpoint: OAuth's word and Zoom's reason."""

    def __init__(self, error: str, reason: str) -> None:
        super().__init__(reason)
        self.error, self.reason = error, reason


async def token(request: Request) -> Response:
    """POST /oauth/token."""
    world: World = request.app.state.world
    asked = await parameters(request)
    try:
        app = _client(world, request, asked)
        grant = _grant(world, app, asked)
    except OAuthError as refusal:
        body = {"reason": refusal.reason, "error": refusal.error}
        return JSONResponse(body, HTTPStatus.BAD_REQUEST)
    return JSONResponse(_answer(grant, str(request.base_url).rstrip("/")))


async def revoke(request: Request) -> Response:
    """POST /oauth/revoke."""
    world: World = request.app.state.world
    asked = await parameters(request)
    try:
        app = _client(world, request, asked)
    except OAuthError as refusal:
        body = {"reason": refusal.reason, "error": refusal.error}
        return JSONResponse(body, HTTPStatus.BAD_REQUEST)
    value = asked.get("token", "")
    grant = grants.by_access(world, value) or grants.by_refresh(world, value)
    if grant is None or grant.client_id != app.client_id:
        body = {"reason": "Invalid Token!", "error": "invalid_request"}
        return JSONResponse(body, HTTPStatus.BAD_REQUEST)
    grants.kill_others(world, app, world.users[grant.user_id])
    world.touch()
    return JSONResponse({"status": "success"})


def _client(world: World, request: Request, asked: dict[str, str]) -> App:
    """Return the app that asks, known by its Basic header; raises OAuthError."""
    credentials = basic_credentials(request)
    if credentials is None:
        reason = "Invalid client credentials" if "client_secret" in asked else "No client (4706)"
        raise OAuthError("invalid_client", reason)
    client_id, secret = credentials
    app = world.apps.get(client_id)
    if app is None or not secrets.compare_digest(app.secret.encode(), secret.encode()):
        raise OAuthError("invalid_client", "Invalid client_id or client_secret")
    return app


def _grant(world: World, app: App, asked: dict[str, str]) -> grants.Grant:
    kind = asked.get("grant_type", "")
    if kind == "account_credentials" and app.kind == "s2s":
        return _for_account(world, app, asked)
    if kind == "authorization_code" and app.kind == "general":
        return _for_code(world, app, asked)
    if kind == "refresh_token" and app.kind == "general":
        return _for_refresh(world, app, asked)
    raise OAuthError("unsupported_grant_type", "unsupported grant type")


def _for_account(world: World, app: App, asked: dict[str, str]) -> grants.Grant:
    """Server-to-Server: https://developers.zoom.us/docs/internal-apps/s2s-oauth/."""
    if asked.get("account_id") != app.account_id:
        raise OAuthError("invalid_request", "Bad Request")
    return grants.new_grant(world, app, world.owner)


def _for_code(world: World, app: App, asked: dict[str, str]) -> grants.Grant:
    code = world.codes.get(asked.get("code", ""))
    if code is None or code.client_id != app.client_id:
        raise OAuthError("invalid_grant", "Invalid authorization code (4734)")
    if world.clock.timestamp() - code.born > grants.CODE_LIFE_S:
        raise OAuthError("invalid_grant", "Authorization code expired (4733)")
    if asked.get("redirect_uri", "") != code.redirect_uri:
        raise OAuthError("invalid_request", "Redirect URI mismatch (4709)")
    if not code.proves(asked.get("code_verifier", "")):
        raise OAuthError("invalid_grant", "Invalid code verifier")
    user = world.users.get(code.user_id)
    if user is None:
        raise OAuthError("invalid_grant", "Token's owner no longer exists (4735)")
    del world.codes[code.value]
    grants.kill_others(world, app, user)
    return grants.new_grant(world, app, user)


def _for_refresh(world: World, app: App, asked: dict[str, str]) -> grants.Grant:
    """Give a new pair; the old refresh token is dead, the old access token lives out its hour."""
    old = grants.by_refresh(world, asked.get("refresh_token", ""))
    is_good = (
        old is not None
        and old.client_id == app.client_id
        and not old.refresh_dead
        and old.refresh_until > world.clock.timestamp()
        and old.user_id in world.users
    )
    if old is None or not is_good:
        raise OAuthError("invalid_grant", "Invalid Token!")
    old.refresh_dead = True
    return grants.new_grant(world, app, world.users[old.user_id])


def _answer(grant: grants.Grant, base: str) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "access_token": grant.access,
        "token_type": "bearer",
        "expires_in": grants.ACCESS_LIFE_S,
        "scope": " ".join(grant.scopes),
        "api_url": base,
    }
    if grant.refresh:
        answer["refresh_token"] = grant.refresh
    return answer
