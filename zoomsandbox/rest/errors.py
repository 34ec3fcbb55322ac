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
        self.headers: dict[str, str] = {}

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


def refused(code: int, message: str) -> ZoomError:
    """Return one of the many refusals with status 400."""
    return ZoomError(HTTPStatus.BAD_REQUEST, code, message)


def wrong_kind(found: Kind) -> ZoomError:
    """Return 3000 for a webinar on a meeting path, and 300 the other way round."""
    if found == "webinar":
        return refused(3000, "Cannot access webinar info.")
    return refused(300, "Invalid webinar ID.")


def no_webinar_plan() -> ZoomError:
    """Return 200 for a host without the webinar licence."""
    return refused(
        200,
        "Webinar plan is missing. You must subscribe to the webinar plan and enable webinars "
        "for this user in order to perform this action.",
    )


def no_date(kind: Kind) -> ZoomError:
    """Return the answer to an occurrence_id that is unknown."""
    if kind == "webinar":
        return refused(3000, "Webinar occurrence does not exist.")
    return refused(300, "Invalid parameter: `occurrence_id`.")


def may_not_host() -> ZoomError:
    """Return 3161 for a user who has no Zoom Meetings."""
    return refused(
        3161,
        "Meeting hosting and scheduling capabilities are not allowed for your user account.",
    )


def no_permission() -> ZoomError:
    """Return 200 for what a user's licence or role does not allow."""
    return refused(200, "No permission.")


def only_paid_user(user_id: str) -> ZoomError:
    """Return 200 for registration with a Basic host."""
    return refused(200, f"Only available for paid users: {user_id}.")


def only_paid_account(account_id: str) -> ZoomError:
    """Return 200 for what an account on the Basic plan has not."""
    return refused(200, f"Only available for paid account: {account_id}.")


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


def too_many(headers: dict[str, str], *, daily: bool = False) -> ZoomError:
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
    return _too_many(message, headers)


def too_many_of_host(headers: dict[str, str]) -> ZoomError:
    """Return 429 for the 101st create or update of one host's items in a day."""
    return _too_many(
        "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests "
        "permitted for this particular user. You may resume these requests at GMT 00:00:00.",
        headers,
    )


def too_many_adds(kind: Kind, headers: dict[str, str]) -> ZoomError:
    """Return 429 for the fourth registration of one address in a day."""
    return _too_many(
        f"You have exceeded the daily rate limit of (3) for Add a {kind} registrant API requests "
        "permitted for the registrant (email). You may resume these requests at GMT 00:00:00.",
        headers,
    )


def _too_many(message: str, headers: dict[str, str]) -> ZoomError:
    error = ZoomError(HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.TOO_MANY_REQUESTS, message)
    error.headers = headers
    return error
