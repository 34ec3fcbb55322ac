"""Reads an answer of Zoom's API: JSON that can be trusted to be Zoom's, or the right error."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import httpx2
from pydantic import ValidationError

from virtualcrowd.zoom.errors import (
    ZoomError,
    ZoomMissingScopes,
    ZoomNotFound,
    ZoomRateLimited,
    ZoomRefused,
    ZoomUnauthorized,
    ZoomUnreachable,
)
from virtualcrowd.zoom.payloads import Payload, Refusal

# https://developers.zoom.us/docs/api/using-zoom-apis/#errors and the endpoints' own lists
TOKEN_INVALID = 124
NO_WEBINAR_PLAN = 200
GONE = {1001, 3001}
_SCOPES = re.compile(r"scopes?\s*:?\s*\[([^\]]*)\]")


def read[P: Payload](response: httpx2.Response, model: type[P]) -> P:
    """Return the answer as `model`.

    Raises:
        ZoomError: of the kind that `errors.py` draws.
    """
    body = _json(response)
    if not response.is_success:
        raise refusal(response, body)
    try:
        return model.model_validate(body)
    except ValidationError as error:
        raise ZoomUnreachable(
            f"Zoom's answer has an unknown shape ({error.error_count()} members).", "not_zoom"
        ) from error


def lacks_webinars(response: httpx2.Response) -> bool:
    """Does Zoom only say that this host has no webinar licence? That is no trouble."""
    return _code_of(response) == NO_WEBINAR_PLAN


def is_gone(response: httpx2.Response) -> bool:
    """Does Zoom only say that one meeting or person is not there? Pages tell organisers."""
    return _code_of(response) in GONE


def _code_of(response: httpx2.Response) -> int | None:
    try:
        body = response.json()
    except ValueError:
        return None
    code = body.get("code") if isinstance(body, dict) else None
    return code if isinstance(code, int) else None


def _json(response: httpx2.Response) -> Any:
    """A proxy, a login page or an outage answers in HTML: that is not Zoom."""
    try:
        return response.json()
    except ValueError:
        kind = response.headers.get("content-type", "nothing").partition(";")[0]
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            return {}
        raise ZoomUnreachable(
            f"Something that is not Zoom's API answered: {response.status_code}, {kind}.",
            "zoom_down" if response.is_server_error else "not_zoom",
        ) from None


def refusal(response: httpx2.Response, body: Any) -> ZoomError:
    """Return the error that a refusing answer stands for."""
    told = Refusal.model_validate(body) if isinstance(body, dict) else Refusal()
    status, text = response.status_code, f"{response.status_code} · {told.code} {told.message}"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _limited(response, text)
    if scopes := _SCOPES.search(told.message):
        return ZoomMissingScopes(text, [name.strip() for name in scopes[1].split(",") if name])
    if status == HTTPStatus.UNAUTHORIZED or told.code == TOKEN_INVALID:
        return ZoomUnauthorized(text)
    if told.code in GONE:
        return ZoomNotFound(text, told.code)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ZoomUnreachable(text)
    return ZoomRefused(told.code, told.message, status)


def _limited(response: httpx2.Response, text: str) -> ZoomRateLimited:
    kind = f"{response.headers.get('x-ratelimit-type', '')} {text}".lower()
    pause = _pause(response.headers.get("retry-after", ""), datetime.now(UTC))
    # The limit of three times a day for the same registrant says nothing of the account.
    is_of_person = "registrant" in text.lower()
    return ZoomRateLimited(text, retry_after=pause, daily="daily" in kind, of_person=is_of_person)


def _pause(told: str, now: datetime) -> float | None:
    """Retry-After is seconds, an HTTP date, or (daily limits) an ISO date."""
    if not told:
        return None
    try:
        return max(0.0, float(told))
    except ValueError:
        pass
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            until = parse(told)
        except ValueError:
            continue
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(0.0, (until - now).total_seconds())
    return None
