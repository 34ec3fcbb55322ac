"""What can go wrong with Zoom. Callers choose by type, never by reading text.

ZoomError
├── ZoomUnreachable      no answer, or not one of Zoom's: worth another try
├── ZoomRateLimited      too much at once or for today: worth another try, later
├── ZoomUnauthorized     the authorization is dead: somebody must authorize again
├── ZoomMissingScopes    the app lacks scopes
├── ZoomNotFound         gone, or never was
└── ZoomRefused          any other no, with Zoom's code and words
"""

from collections.abc import Iterable
from typing import Literal


class ZoomError(Exception):
    """Base of all: `str()` of it is what Zoom answered, safe to show and to store."""


type Silence = Literal["zoom_down", "zoom_slow", "no_network", "not_zoom"]


class ZoomUnreachable(ZoomError):
    """Zoom did not answer, or something else answered in its place; `kind` tells which."""

    def __init__(self, message: str, kind: Silence = "zoom_down") -> None:
        super().__init__(message)
        self.kind = kind


class ZoomRateLimited(ZoomError):
    """Zoom asks for a pause; `daily` limits end at 00:00 UTC unless `retry_after` says when.

    `of_person`: only one registrant was asked for too often; the account may go on.
    """

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        daily: bool = False,
        of_person: bool = False,
    ) -> None:
        super().__init__(message)
        self.retry_after, self.daily, self.of_person = retry_after, daily, of_person


class ZoomUnauthorized(ZoomError):
    """No token of this connection opens anything any more."""


class ZoomMissingScopes(ZoomError):
    """The token does not carry `scopes`; either one of each pair with ":admin" would do."""

    def __init__(self, message: str, scopes: Iterable[str]) -> None:
        super().__init__(message)
        self.scopes = tuple(scopes)


class ZoomNotFound(ZoomError):
    """3001 or 1001: the item or the user is not there."""

    def __init__(self, message: str, code: int = 0) -> None:
        super().__init__(message)
        self.code = code


class ZoomRefused(ZoomError):
    """Zoom understood and said no."""

    def __init__(self, code: int, message: str, status: int) -> None:
        super().__init__(f"{status} · {code} {message}".strip())
        self.code, self.message, self.status = code, message, status
