"""Which words of `advice.IMPORT_TROUBLES` belong to which failure."""

from virtualcrowd.zoom.errors import (
    ZoomError,
    ZoomMissingScopes,
    ZoomRateLimited,
    ZoomUnauthorized,
    ZoomUnreachable,
)

_KEYS: dict[type[ZoomError], str] = {
    ZoomUnreachable: "unreachable",
    ZoomUnauthorized: "unauthorized",
    ZoomMissingScopes: "missing_scopes",
}


def key_of(error: ZoomError) -> str:
    """Return the key of the words for a failure; by type, never by reading text."""
    if isinstance(error, ZoomRateLimited):
        return "daily_limit" if error.daily else "rate_limited"
    return next((key for kind, key in _KEYS.items() if isinstance(error, kind)), "refused")
