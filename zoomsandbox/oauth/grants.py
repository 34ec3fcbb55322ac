"""Codes and tokens: who got what, until when, and what kills it."""

from __future__ import annotations

import base64
import hashlib
import secrets
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import jwt

from zoomsandbox.ids import fresh_id

if TYPE_CHECKING:
    from zoomsandbox.apps import App
    from zoomsandbox.models import User
    from zoomsandbox.world import World

CODE_LIFE_S = 5 * 60
ACCESS_LIFE_S = 60 * 60
REFRESH_LIFE_S = 90 * 24 * 60 * 60
# https://github.com/giorgosavgeris/passport-zoom-oauth2/issues/6
IN_QUERY = "Invalid access token, this access token is not supported as query parameter string."
# Signs tokens so that those of an earlier run of the sandbox are known again. Not a secret.
SIGNING_KEY = "zoomsandbox tokens open nothing but this sandbox"


@dataclass
class Code:
    """An authorization code, good for one use within five minutes."""

    value: str
    client_id: str
    user_id: str
    redirect_uri: str
    born: float
    challenge: str = ""
    method: str = "plain"
    scopes: list[str] = field(default_factory=list)

    def proves(self, verifier: str) -> bool:
        """Check the PKCE verifier against the challenge (RFC 7636)."""
        if not self.challenge:
            return True
        if self.method == "S256":
            digest = hashlib.sha256(verifier.encode()).digest()
            verifier = base64.urlsafe_b64encode(digest).decode()
        # Zoom's own samples leave the padding on the challenge.
        given, wanted = verifier.rstrip("="), self.challenge.rstrip("=")
        return secrets.compare_digest(given.encode(), wanted.encode())


@dataclass
class Grant:
    """One pair of tokens; `refresh` is empty for Server-to-Server apps.

    `spent_at` is when the refresh token was exchanged for a new pair, None before.
    """

    access: str
    refresh: str
    client_id: str
    user_id: str
    scopes: list[str]
    access_until: float
    refresh_until: float
    access_dead: bool = False
    refresh_dead: bool = False
    spent_at: float | None = None

    def kill(self) -> None:
        """End both tokens."""
        self.access_dead = self.refresh_dead = True

    def may_refresh(self, now: float, grace_s: float) -> bool:
        """Tell whether the refresh token still opens something."""
        if self.refresh_dead or now >= self.refresh_until:
            return False
        return self.spent_at is None or now - self.spent_at < grace_s


def new_grant(world: World, client_id: str, user: User, scopes: list[str]) -> Grant:
    """Give fresh tokens; no refresh token to Server-to-Server apps."""
    now = world.clock.timestamp()
    app = world.app(client_id)
    is_server = app is not None and app.kind == "s2s"
    claims = {
        "ver": 10,
        "aud": "zoomsandbox",
        "cid": client_id,
        "uid": user.id,
        "aid": world.account_of(user).id,
        "scp": _pack(scopes),
        "born": world.clock.wall(),
    }
    grant = Grant(
        access=_sign(claims | {"typ": "access", "until": now + ACCESS_LIFE_S}),
        refresh="" if is_server else _sign(claims | _refreshing(now)),
        client_id=client_id,
        user_id=user.id,
        scopes=list(scopes),
        access_until=now + ACCESS_LIFE_S,
        refresh_until=now + REFRESH_LIFE_S,
    )
    world.grants.append(grant)
    return grant


def _refreshing(now: float) -> dict[str, Any]:
    return {"typ": "refresh", "until": now + REFRESH_LIFE_S}


def kill_others(world: World, client_id: str, user_id: str) -> None:
    """End earlier grants: one live grant per Zoom user and app (error 4741)."""
    for grant in world.grants:
        if (grant.client_id, grant.user_id) == (client_id, user_id):
            grant.kill()


def kill_all(world: World, app: App, user_id: str = "") -> int:
    """End all grants of an app, or those of one user; return how many were alive."""
    ids = {client.id for client in app.clients}
    found = [
        grant
        for grant in world.grants
        if grant.client_id in ids and grant.user_id == (user_id or grant.user_id)
    ]
    alive = sum(not grant.access_dead for grant in found)
    for grant in found:
        grant.kill()
    return alive


class TokenError(Exception):
    """A Bearer token opens nothing: code 124, and Zoom's sentence."""


def live(world: World, token: str) -> Grant:
    """Return the grant of a Bearer token.

    Raises TokenError for one that is unknown, revoked, expired, of a removed or deactivated app,
    or of somebody who is gone. https://developers.zoom.us/docs/api/errors/
    """
    grant = by_access(world, token)
    app = world.app(grant.client_id) if grant else None
    if grant is None or grant.access_dead or app is None or not app.enabled:
        raise TokenError("Invalid access token.")
    if world.anyone(grant.user_id) is None:
        raise TokenError("Invalid access token.")
    if grant.access_until <= world.clock.timestamp():
        raise TokenError("Access token is expired.")
    return grant


def by_access(world: World, token: str) -> Grant | None:
    """Find the grant of an access token, expired or not; dead ones too."""
    found = next((grant for grant in reversed(world.grants) if grant.access == token), None)
    return found or _adopt(world, token, "access")


def by_refresh(world: World, token: str) -> Grant | None:
    """Find the grant of a refresh token; dead ones too."""
    if not token:
        return None
    found = next((grant for grant in reversed(world.grants) if grant.refresh == token), None)
    return found or _adopt(world, token, "refresh")


def _sign(claims: dict[str, Any]) -> str:
    return jwt.encode(claims | {"jti": fresh_id()}, SIGNING_KEY, "HS256")


def _pack(scopes: list[str]) -> str:
    """Write scopes short: eighty of them would make a token longer than a header may be."""
    return base64.urlsafe_b64encode(zlib.compress(" ".join(scopes).encode(), 9)).decode()


def _unpack(packed: str) -> list[str]:
    return zlib.decompress(base64.urlsafe_b64decode(packed)).decode().split()


def _adopt(world: World, token: str, kind: str) -> Grant | None:
    """Take over a token that an earlier run of the sandbox signed."""
    try:
        claims = jwt.decode(token, SIGNING_KEY, ["HS256"], audience="zoomsandbox")
        scopes = _unpack(claims["scp"])
    except (jwt.InvalidTokenError, TypeError, ValueError, zlib.error):
        return None
    if claims["typ"] != kind or claims["born"] < world.grants_since:
        return None
    if world.app(claims["cid"]) is None or world.anyone(claims["uid"]) is None:
        return None
    grant = Grant(
        access=token if kind == "access" else "",
        refresh=token if kind == "refresh" else "",
        client_id=claims["cid"],
        user_id=claims["uid"],
        scopes=scopes,
        access_until=claims["until"] if kind == "access" else 0,
        refresh_until=claims["until"] if kind == "refresh" else 0,
    )
    world.grants.append(grant)
    return grant
