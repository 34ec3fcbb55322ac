"""Where the sandbox departs from Zoom's published API, and why.

Each row was looked at. Whatever departs and is not named here fails the contract test.
"""

from __future__ import annotations

from typing import Any

# Endpoints that the published files do not have.
UNPUBLISHED = {
    "GET /accounts/{}/plans/usage": "Not in the files at hand; its shape is from Zoom's guide.",
}
# Success statuses that are others than the published ones.
STATUSES = {
    "PUT /webinars/{}/status": (
        204,
        "The published 200 describes an error; a meeting's status answers 204.",
    ),
}
# Members that Zoom sends and its schema does not name.
UNNAMED = {
    "share_url": "The page to watch a recording on; it is in the published webhook's example.",
    "meetings.share_url": "Likewise, in the list.",
}
# Error pairs (status, code) that the pages of an endpoint do not list, by reason.
ERRORS = {
    (400, 300): "Every parameter may be malformed: validation is in Zoom's general guide.",
    (400, 4711): "Missing scopes, in Zoom's OAuth pages.",
    (401, 124): "A bad or expired token, in Zoom's OAuth pages.",
    (429, 429): "Rate limits, in Zoom's guide to them; endpoints name the status without code.",
    (400, 3000): "The number of a webinar on a meeting's path; most endpoints name it.",
    (400, 1114): "An alternative host that is not Licensed, as developers report it.",
}
PER_ENDPOINT = {
    ("GET /meetings/{}/recordings/settings", 404, 3301): "As all about one recording.",
    ("PATCH /meetings/{}/recordings/settings", 404, 3301): "As all about one recording.",
    ("POST /meetings/{}/registrants", 400, 404): "As batch registration names it.",
    ("POST /meetings/{}/registrants", 400, 3027): "As registration of webinars names it.",
    ("POST /meetings/{}/registrants", 400, 3038): "As batch registration names it.",
}
# Query parameters that are read by nobody here.
NOT_HONOURED: dict[str, str] = {
    "login_type": "Users of the sandbox have one way to sign in.",
    "encrypted_email": "Addresses are shown.",
    "search_by_unique_id": "Users have no employee number.",
    "custom_query_fields": "Sections are sent whole, which is allowed.",
    "license": "No such licences here.",
    "group_id": "There are no groups.",
    "mc": "There are no on-premise connectors.",
    "trash_type": "The trash is listed by meeting.",
    "include_events_webinar": "There are no Zoom Events.",
    "timezone": "Days are taken in UTC, Zoom's default.",
}


def read_schema(schema: Any) -> Any:
    """Return a published schema as it can be meant.

    - `oneOf` of objects without required members matches all at once: read as `anyOf`.
    - `weekly_days` lists single digits, its description allows "1,3": the list is dropped.
    - An address is "" where Zoom does not tell it, though the format says e-mail.
    """
    if isinstance(schema, list):
        return [read_schema(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    read = {
        ("anyOf" if name == "oneOf" else name): read_schema(one) for name, one in schema.items()
    }
    if isinstance(read.get("weekly_days"), dict):
        read["weekly_days"].pop("enum", None)
    if read.get("format") == "email":
        return {"anyOf": [read, {"const": ""}]}
    return read
