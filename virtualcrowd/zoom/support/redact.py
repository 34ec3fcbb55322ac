"""What may be kept of a request to Zoom: no token, secret, passcode, address, name of a person.

Nothing here asks what a text means: what looks like a secret goes, and so does anything long that
no word of a language looks like. Texts are cut before they are stored, after they are redacted.
"""

import re

GONE = "…"
LONGEST = 300
# The words of Zoom's paths; whatever else stands between two slashes is somebody's or something's.
# https://developers.zoom.us/docs/api/meetings/ and https://developers.zoom.us/docs/api/users/
_WORDS = frozenset(
    [
        "v2",
        "oauth",
        "authorize",
        "token",
        "revoke",
        "users",
        "me",
        "meetings",
        "webinars",
        "settings",
        "summary",
        "zak",
        "schedulers",
        "assistants",
        "upcoming_meetings",
        "registrants",
        "batch_registrants",
        "questions",
        "status",
        "invite_links",
        "invitation",
        "panelists",
        "tracking_sources",
        "past_meetings",
        "past_webinars",
        "instances",
        "participants",
        "absentees",
        "report",
        "recordings",
        "accounts",
        "plans",
        "usage",
        "live_meetings",
        "events",
        "metrics",
        "live_streams",
        "polls",
        "survey",
        "livestream",
    ]
)
_EMAIL = re.compile(r"[^\s\"<>]*(?:@|%40)[^\s\"'<>(),;:]*")
# name = value, name: value, "name": "value"
_NAMED = re.compile(
    r"(?i)((?:[\w-]*token|[\w-]*secret|[\w-]*signature|[\w-]*passcode|[\w-]*password|assertion|"
    r"code_verifier|authorization|tk|pwd|zak|pin|start_url|join_url)[\"']?\s*[=:]\s*)"
    r"(\"[^\"]*\"?|'[^']*'?|(?:bearer |basic )?[^\s,;&}\]]+)"
)
# A passcode is short: known by the word before it and by a digit in it.
_SPOKEN = re.compile(r"(?i)\b((?:pass ?code|password|pin)(?: is| was)? )(?=\S*\d)\S+")
_BEARER = re.compile(r"(?i)\b((?:bearer|basic) )[\w.+/=~-]+")
# Long, and no word: a digit in it, or capitals in the middle of it.
_OPAQUE = re.compile(
    r"(?=[\w.+/=~%-]*(?:\d|[a-z][A-Z]))[A-Za-z0-9_+/=~%-](?:[\w.+/=~%-]){15,}", re.ASCII
)


def text(told: str, secrets: tuple[str, ...] = ()) -> str:
    """Return what Zoom said, without what must not be kept, in at most 300 characters.

    `secrets` are those that we hold ourselves: they go wherever they stand.
    """
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        told = told.replace(secret, GONE)
    told = _NAMED.sub(rf"\1{GONE}", told)
    told = _SPOKEN.sub(rf"\1{GONE}", told)
    told = _BEARER.sub(rf"\1{GONE}", told)
    told = _EMAIL.sub(GONE, told)
    return " ".join(_OPAQUE.sub(GONE, told).split())[:LONGEST]


def path(asked: str) -> str:
    """Return the template of a path: "/users/abc/meetings" is "/users/{id}/meetings"."""
    parts = asked.partition("?")[0].split("/")
    return "/".join(part if not part or part in _WORDS else "{id}" for part in parts)[:120]
