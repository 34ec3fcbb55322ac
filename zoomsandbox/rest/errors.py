"""Zoom's errors: HTTP status, Zoom's code and text belong together."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zoomsandbox.models import Kind


class ZoomError(Exception):
    """An answer of the REST API that is not a success."""

    def __init__(
        self, status: int, code: int, message: str, errors: list[dict[str, str]] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.errors = errors or []

    @property
    def body(self) -> dict[str, Any]:
        """The JSON that Zoom sends."""
        body: dict[str, Any] = {"code": self.code, "message": self.message}
        return body | ({"errors": self.errors} if self.errors else {})


def token_refused(why: str) -> ZoomError:
    """Return 124 for a token that opens nothing: unknown, revoked, expired or in the query."""
    return ZoomError(HTTPStatus.UNAUTHORIZED, 124, why)


def scopes_missing(names: list[str]) -> ZoomError:
    """Return 4711, naming what the token lacks."""
    listed = ", ".join(names)
    message = f"Invalid access token, does not contain scopes:[{listed}]."
    return ZoomError(HTTPStatus.BAD_REQUEST, 4711, message)


def no_user(reference: str) -> ZoomError:
    """Return 1001."""
    return ZoomError(HTTPStatus.NOT_FOUND, 1001, f"User does not exist: {reference}.")


def no_item(kind: Kind, reference: str) -> ZoomError:
    """Return 3001."""
    message = f"{kind.capitalize()} does not exist: {reference}."
    return ZoomError(HTTPStatus.NOT_FOUND, 3001, message)


def wrong_kind(found: Kind) -> ZoomError:
    """Return 3000 for a webinar on a meeting path, and 300 the other way round."""
    if found == "webinar":
        return ZoomError(HTTPStatus.BAD_REQUEST, 3000, "Cannot access webinar info.")
    return ZoomError(HTTPStatus.BAD_REQUEST, 300, "Invalid webinar ID.")


def no_webinar_plan() -> ZoomError:
    """Return 200 for a host without the webinar licence."""
    return ZoomError(
        HTTPStatus.BAD_REQUEST,
        200,
        "Webinar plan is missing. You must subscribe to the webinar plan and enable webinars "
        "for this user in order to perform this action.",
    )


def not_for_others() -> ZoomError:
    """Return 2306."""
    return ZoomError(
        HTTPStatus.FORBIDDEN,
        2306,
        "Not allowed to view meetings scheduled for others. To use this feature, enable the "
        "**Display meetings scheduled for others** setting in the **Account Settings** page of "
        "the Zoom web portal.",
    )


def invalid_field(field: str, why: str = "Invalid field.") -> ZoomError:
    """Return 300 with the field's name."""
    return ZoomError(
        HTTPStatus.BAD_REQUEST, 300, "Validation Failed.", [{"field": field, "message": why}]
    )


def page_token_invalid() -> ZoomError:
    """Return 300 for a next_page_token that is unknown or older than 15 minutes."""
    return ZoomError(HTTPStatus.BAD_REQUEST, 300, "The next page token is invalid or expired.")


def not_recognized() -> ZoomError:
    """Return Zoom's answer to an address that it does not know."""
    return ZoomError(HTTPStatus.NOT_FOUND, 2300, "This API endpoint is not recognized.")


def too_many(*, daily: bool = False) -> ZoomError:
    """Return 429."""
    if daily:
        message = (
            "You have reached the maximum daily rate limit for this API. Refer to the response "
            "header for details on when you can make another request."
        )
    else:
        message = (
            "You have reached the maximum per-second rate limit for this API. Try again later."
        )
    return ZoomError(HTTPStatus.TOO_MANY_REQUESTS, 429, message)
