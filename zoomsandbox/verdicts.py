"""What Zoom would think of a request, in one word, for the console's log."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoomsandbox.world import LogLine

WORDS = {
    "fine": "Fine",
    "deprecated": "Deprecated",
    "scope": "Scope missing",
    "token": "Token refused",
    "limited": "Rate limited",
    "unserved": "Asked, not served",
    "refused": "Refused",
    "broken": "Zoom’s fault",
}
ADVICE = {
    "fine": "",
    "deprecated": "It still answers, but Zoom has announced the end of this way.",
    "scope": "Add the scope to the app, then authorize again.",
    "token": "Refresh the token or authorize again.",
    "limited": "Wait as Retry-After says, then go on more slowly.",
    "unserved": "Zoom has no such endpoint, or this stand-in does not serve it yet.",
    "refused": "Zoom says why; the request needs to change.",
    "broken": "Try again with growing pauses.",
}
# Parameters and paths that Zoom's reference marks as deprecated.
OLD_PARAMETERS = ("page_number=", "access_token=")
OLD_PATHS = ("/oauth/data/compliance",)
UNKNOWN = ("not recognized", "not served")


def of(line: LogLine) -> str:
    """Return the key of a verdict; the words are in WORDS, what to do in ADVICE."""
    if line.status >= HTTPStatus.BAD_REQUEST:
        return _of_refusal(line)
    return "deprecated" if _is_old(line) else "fine"


def _of_refusal(line: LogLine) -> str:
    note = line.note.lower()
    signs = {
        "limited": line.status == HTTPStatus.TOO_MANY_REQUESTS,
        "unserved": any(words in note for words in UNKNOWN),
        "scope": "scope" in note,
        "token": line.status == HTTPStatus.UNAUTHORIZED or "access token" in note,
        "broken": line.status >= HTTPStatus.INTERNAL_SERVER_ERROR,
    }
    return next((key for key, applies in signs.items() if applies), "refused")


def _is_old(line: LogLine) -> bool:
    asks_old = any(f"&{name}" in f"&{line.query}" for name in OLD_PARAMETERS)
    return asks_old or line.path.startswith(OLD_PATHS)
