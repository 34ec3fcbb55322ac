"""What of OAuth can be switched, for tests of what an app must live with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class OAuthRules:
    """`api_url` is what the token answer names ("" is this sandbox's own address).

    Zoom names a regional host there: https://developers.zoom.us/docs/api/using-zoom-apis/.
    `refresh_grace_s` is how long a spent refresh token still works; on Zoom's side that was
    measured for a short while and is not promised, so it is 0 here unless somebody wants it.
    """

    api_url: str = ""
    refresh_grace_s: float = 0
