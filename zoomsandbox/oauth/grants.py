"""Codes and tokens: who got what, until when, and what kills it."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jwt

if TYPE_CHECKING:
    from zoomsandbox.apps import App
    from zoomsandbox.models import User
    from zoomsandbox.world import World

CODE_LIFE_S = 5 * 60
ACCESS_LIFE_S = 60 * 60
REFRESH_LIFE_S = 90 * 24 * 60 * 60
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

    def proves(self, verifier: str) -> bool:
        """Check the PKCE verifier against the challenge (RFC 7636)."""
        if not self.challenge:
            return True
        if self.method == "S256":
            digest = hashlib.sha256(verifier.encode()).digest()
            verifier = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        return secrets.compare_digest(verifier.encode(), self.challenge.encode())


@dataclass
class Grant:
    """One pair of tokens; `refresh` is empty for Server-to-Server apps."""

    access: str
    refresh: str
    client_id: str
    user_id: str
    scopes: list[str]
    access_until: float
    refresh_until: float
    access_dead: bool = False
    refresh_dead: bool = False

    def kill(self) -> None:
        """End both tokens."""
        self.access_dead = self.refresh_dead = True


def new_grant(world: World, app: App, user: User) -> Grant:
    """Give fresh tokens."""
    now = world.clock.timestamp()
    claims = {
        "ver": 10,
        "aud": "zoomsandbox",
        "cid": app.client_id,
        "uid": user.id,
        "aid": world.account.id,
        "scp": app.granted_scopes,
        "born": world.clock.wall(),
    }
    grant = Grant(
        access=_sign(claims | {"typ": "access", "until": now + ACCESS_LIFE_S}),
        refresh=_sign(claims | {"typ": "refresh", "until": now + REFRESH_LIFE_S}),
        client_id=app.client_id,
        user_id=user.id,
        scopes=list(app.granted_scopes),
        access_until=now + ACCESS_LIFE_S,
        refresh_until=now + REFRESH_LIFE_S,
    )
    if app.kind == "s2s":
        grant.refresh = ""
    world.grants.append(grant)
    return grant


def kill_others(world: World, app: App, user: User) -> None:
    """End earlier grants: one live grant per Zoom user and app (error 4741)."""
    for grant in world.grants:
        if (grant.client_id, grant.user_id) == (app.client_id, user.id):
            grant.kill()


def by_access(world: World, token: str) -> Grant | None:
    """Find the grant of an access token, expired or not; dead ones too."""
    found = next((grant for grant in world.grants if grant.access == token), None)
    return found or _adopt(world, token, "access")


def by_refresh(world: World, token: str) -> Grant | None:
    """Find the grant of a refresh token; dead ones too."""
    if not token:
        return None
    found = next((grant for grant in world.grants if grant.refresh == token), None)
    return found or _adopt(world, token, "refresh")


def _sign(claims: dict[str, Any]) -> str:
    return jwt.encode(claims | {"jti": secrets.token_hex(16)}, SIGNING_KEY, "HS256")


def _adopt(world: World, token: str, kind: str) -> Grant | None:
    """Take over a token that an earlier run of the sandbox signed."""
    try:
        claims = jwt.decode(token, SIGNING_KEY, ["HS256"], audience="zoomsandbox")
    except jwt.InvalidTokenError:
        return None
    if claims["typ"] != kind or claims["born"] < world.grants_since:
        return None
    if claims["cid"] not in world.apps or claims["uid"] not in world.users:
        return None
    grant = Grant(
        access=token if kind == "access" else "",
        refresh=token if kind == "refresh" else "",
        client_id=claims["cid"],
        user_id=claims["uid"],
        scopes=list(claims["scp"]),
        access_until=claims["until"] if kind == "access" else 0,
        refresh_until=claims["until"] if kind == "refresh" else 0,
    )
    world.grants.append(grant)
    return grant
