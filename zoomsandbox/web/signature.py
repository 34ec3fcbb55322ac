"""Judges the Meeting SDK's signature as Zoom's web endpoint does.

https://developers.zoom.us/docs/meeting-sdk/auth/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jwt

if TYPE_CHECKING:
    from jwt.types import Options

    from zoomsandbox.world import World

SHORTEST_S, LONGEST_S = 30 * 60, 48 * 60 * 60
BAD_SIGNATURE = "Invalid signature."
BAD_KEY = "The api key is wrong."
BAD_NUMBER = "The meeting number is wrong."
BAD_ROLE = "The role is not applicable."
EXPIRED = "The signature has expired."


def judge(world: World, signature: str, number: str, *, has_zak: bool) -> str:
    """Return "" for a good signature, else the text that the SDK knows.

    1. The key must be that of an app with Embed, Meeting SDK on. 2. HS256 with its secret.
    3. The meeting number must match. 4. Not expired by the sandbox's clock. 5. Valid for at
    least 30 minutes and at most 48 hours. 6. Role 1 needs the host's ZAK.
    """
    claims = _unverified(signature)
    key = str(claims.get("appKey") or claims.get("sdkKey") or "")
    app = world.app(key)
    client = app.client(key) if app else None
    if not claims:
        return BAD_SIGNATURE
    if app is None or client is None or app.kind == "s2s" or not app.enabled:
        return BAD_KEY
    if not app.embed or not _is_signed_by(client.secret, signature):
        return BAD_SIGNATURE
    if str(claims.get("mn")) != number:
        return BAD_NUMBER
    return _judge_times(world, claims) or _judge_role(claims, has_zak=has_zak)


def is_foreign(world: World, signature: str) -> bool:
    """Tell whether the app that signed belongs to another Zoom account than the meeting.

    Since 2026-03-02 such a client needs a ZAK or OBF token:
    https://developers.zoom.us/docs/meeting-sdk/obf-faq/.
    """
    claims = _unverified(signature)
    app = world.app(str(claims.get("appKey") or claims.get("sdkKey") or ""))
    return app is not None and app.account_id != world.account.id


def _judge_times(world: World, claims: dict[str, Any]) -> str:
    times = [claims.get("iat"), claims.get("exp"), claims.get("tokenExp", claims.get("exp"))]
    if not all(isinstance(time, int | float) for time in times):
        return BAD_SIGNATURE
    born, *ends = [float(time) for time in times if time is not None]
    if min(ends) <= world.clock.timestamp():
        return EXPIRED
    is_in_range = all(SHORTEST_S <= end - born <= LONGEST_S for end in ends)
    return "" if is_in_range else BAD_SIGNATURE


def _judge_role(claims: dict[str, Any], *, has_zak: bool) -> str:
    role = claims.get("role")
    return "" if role == 0 or (role == 1 and has_zak) else BAD_ROLE


def _unverified(signature: str) -> dict[str, Any]:
    try:
        claims: dict[str, Any] = jwt.decode(signature, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return {}
    return claims


def _is_signed_by(secret: str, signature: str) -> bool:
    """Check the HMAC only: times are judged by the sandbox's clock."""
    lax: Options = {
        "verify_exp": False,
        "verify_iat": False,
        "verify_nbf": False,
        "verify_aud": False,
    }
    try:
        jwt.decode(signature, secret, ["HS256"], options=lax)
    except jwt.InvalidTokenError:
        return False
    return True
