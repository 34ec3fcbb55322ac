"""The token endpoint and revocation.

https://developers.zoom.us/docs/integrations/oauth/#request-access-token and
https://developers.zoom.us/docs/internal-apps/s2s-oauth/
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.responses import JSONResponse, Response

from zoomsandbox.oauth import grants, refusals
from zoomsandbox.oauth.params import basic_credentials, parameters
from zoomsandbox.oauth.refusals import OAuthError

if TYPE_CHECKING:
    from starlette.requests import Request

    from zoomsandbox.apps import App
    from zoomsandbox.models import User
    from zoomsandbox.world import World


class Caller(NamedTuple):
    """An app, and which of its Client IDs it came with."""

    app: App
    client_id: str


async def token(request: Request) -> Response:
    """POST /oauth/token."""
    world: World = request.app.state.world
    asked = await parameters(request)
    try:
        caller = _caller(world, request, asked)
        grant = _grant(world, caller, asked)
    except OAuthError as refusal:
        return refusal.answer
    world.touch()
    base = world.oauth.api_url or str(request.base_url).rstrip("/")
    return JSONResponse(_answer(grant, base))


async def revoke(request: Request) -> Response:
    """POST /oauth/revoke; https://developers.zoom.us/docs/integrations/oauth/#revoke."""
    world: World = request.app.state.world
    asked = await parameters(request)
    try:
        caller = _caller(world, request, asked)
        grant = _own(world, caller, asked.get("token", ""))
    except OAuthError as refusal:
        return refusal.answer
    grants.kill_others(world, caller.client_id, grant.user_id)
    world.touch()
    return JSONResponse({"status": "success"})


def _own(world: World, caller: Caller, value: str) -> grants.Grant:
    grant = grants.by_access(world, value) or grants.by_refresh(world, value)
    if grant is None or grant.client_id != caller.client_id:
        raise refusals.bad_token()
    return grant


def _caller(world: World, request: Request, asked: dict[str, str]) -> Caller:
    """Return who asks, known by the Basic header; raises OAuthError.

    A public client, which has no secret, names itself in the body and proves itself by PKCE:
    https://developers.zoom.us/blog/public-pkce/.
    """
    credentials = basic_credentials(request)
    client_id, secret = credentials or (asked.get("client_id", ""), "")
    app = world.app(client_id)
    client = app.client(client_id) if app else None
    if credentials is None and not (client and client.environment == "public"):
        raise refusals.secret_in_body() if "client_secret" in asked else refusals.no_client()
    known = client.secret if client else ""
    if app is None or not secrets.compare_digest(known.encode(), secret.encode()):
        raise refusals.wrong_client()
    if not app.enabled:
        raise refusals.app_disabled()
    return Caller(app, client_id)


def _grant(world: World, caller: Caller, asked: dict[str, str]) -> grants.Grant:
    kind = asked.get("grant_type", "")
    if kind == "account_credentials" and caller.app.kind == "s2s":
        return _for_account(world, caller, asked)
    if kind == "authorization_code" and caller.app.kind == "general":
        return _for_code(world, caller, asked)
    if kind == "refresh_token" and caller.app.kind == "general":
        return _for_refresh(world, caller, asked)
    if kind == "client_credentials" and caller.app.kind == "general":
        return _for_app(world, caller)
    raise refusals.unsupported_grant()


def _for_app(world: World, caller: Caller) -> grants.Grant:
    """Give the app-level token: no user's scopes, no refresh token.

    On Zoom's side it opens the event-subscription API, which is not served here.
    """
    owner = world.owner_of(caller.app.account_id) or world.owner
    grant = grants.new_grant(world, caller.client_id, owner, [])
    grant.refresh = ""
    return grant


def _for_account(world: World, caller: Caller, asked: dict[str, str]) -> grants.Grant:
    """Server-to-Server: acts as the account's owner; an earlier token stays alive."""
    owner = world.owner_of(caller.app.account_id)
    if owner is None or asked.get("account_id") != caller.app.account_id:
        raise refusals.wrong_account()
    return grants.new_grant(world, caller.client_id, owner, caller.app.granted_scopes)


def _for_code(world: World, caller: Caller, asked: dict[str, str]) -> grants.Grant:
    code = world.codes.get(asked.get("code", ""))
    if code is None or code.client_id != caller.client_id:
        raise refusals.bad_code()
    if world.clock.timestamp() - code.born > grants.CODE_LIFE_S:
        raise refusals.code_expired()
    if asked.get("redirect_uri", "") != code.redirect_uri:
        raise refusals.redirect_mismatch()
    if not code.proves(asked.get("code_verifier", "")):
        raise refusals.bad_code()
    user = _owner(world, code.user_id)
    del world.codes[code.value]
    grants.kill_others(world, caller.client_id, user.id)
    return grants.new_grant(world, caller.client_id, user, code.scopes)


def _owner(world: World, user_id: str) -> User:
    user = world.anyone(user_id)
    if user is None:
        raise refusals.owner_gone()
    return user


def _for_refresh(world: World, caller: Caller, asked: dict[str, str]) -> grants.Grant:
    """Give a new pair with the same scopes.

    The old refresh token is spent, the old access token lives out its hour. Scopes that the app
    got meanwhile need a new authorization; a scope that it lost makes the token useless (4711).
    """
    now, grace_s = world.clock.timestamp(), world.oauth.refresh_grace_s
    old = grants.by_refresh(world, asked.get("refresh_token", ""))
    if old is None or old.client_id != caller.client_id or not old.may_refresh(now, grace_s):
        raise refusals.dead_token()
    app = caller.app
    if set(old.scopes) - {*app.granted_scopes, *app.optional}:
        raise refusals.scopes_differ()
    user = _owner(world, old.user_id)
    old.spent_at = now if old.spent_at is None else old.spent_at
    return grants.new_grant(world, caller.client_id, user, old.scopes)


def _answer(grant: grants.Grant, api_url: str) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "access_token": grant.access,
        "token_type": "bearer",
        "expires_in": grants.ACCESS_LIFE_S,
        "scope": " ".join(grant.scopes),
        "api_url": api_url,
    }
    if grant.refresh:
        answer["refresh_token"] = grant.refresh
    return answer
