"""Which scopes we need, and which of them a token has.

https://developers.zoom.us/docs/integrations/oauth-scopes-overview/
"""

from collections.abc import Iterable

# Granular → the classic scope of older apps that includes it. ":admin" may follow either.
REQUIRED = {
    "user:read:user": "user:read",
    "meeting:read:list_meetings": "meeting:read",
    "meeting:read:meeting": "meeting:read",
    "webinar:read:list_webinars": "webinar:read",
    "webinar:read:webinar": "webinar:read",
}
# Better with: licences and capacity; the list of hosts; who joins and leaves.
OPTIONAL = {
    "user:read:settings": "user:read",
    "user:read:list_users": "user:read",
    "meeting:read:participant": "meeting:read",
    "webinar:read:participant": "webinar:read",
    # Meetings that need a registration: attendees are registered when they first enter.
    "meeting:write:registrant": "meeting:write",
    "meeting:write:batch_registrants": "meeting:write",
    "meeting:read:list_registrants": "meeting:read",
    "webinar:write:registrant": "webinar:write",
    "webinar:write:batch_registrants": "webinar:write",
    "webinar:read:list_registrants": "webinar:read",
}


def asked() -> list[str]:
    """The names to tick in an admin-managed app, as the page shows them."""
    return [f"{name}:admin" for name in (*REQUIRED, *OPTIONAL)]


def missing(granted: str) -> list[str]:
    """Return the required scopes that `granted` (separated by spaces) does not cover."""
    has = {name.removesuffix(":admin") for name in granted.split()}
    return [name for name, classic in REQUIRED.items() if not _covers(has, name, classic)]


def has(granted: str, name: str) -> bool:
    """Does `granted` (separated by spaces) cover one of our names?"""
    names = {one.removesuffix(":admin") for one in granted.split()}
    return _covers(names, name, (REQUIRED | OPTIONAL)[name])


def _covers(has: Iterable[str], name: str, classic: str) -> bool:
    """A classic "write" includes reading: Zoom calls it "view and manage"."""
    return not {name, classic, classic.replace(":read", ":write")}.isdisjoint(has)


def in_words(granted: str) -> str:
    """ "Meetings, webinars, users": what the organiser recognises."""
    words = {"meeting": "meetings", "webinar": "webinars", "user": "users", "report": "reports"}
    kinds = {name.partition(":")[0] for name in granted.split()}
    found = [word for kind, word in words.items() if kind in kinds]
    return ", ".join(found).capitalize()


def is_user_managed(granted: str) -> bool:
    """Does the token reach only its own user? An admin-managed app's scopes end in ":admin"."""
    names = [name for name in granted.split() if name.startswith(("meeting:", "webinar:"))]
    return bool(names) and not any(name.endswith((":admin", ":master")) for name in names)
