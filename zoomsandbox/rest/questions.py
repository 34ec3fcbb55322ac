"""What a registration form asks, and what registrants answered.

https://developers.zoom.us/docs/api/meetings/#tag/meetings/GET/meetings/{meetingId}/registrants/questions
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from zoomsandbox.rest import errors
from zoomsandbox.rest.call import ApiRoute, api

if TYPE_CHECKING:
    from zoomsandbox.models import Item, Kind
    from zoomsandbox.rest.call import Call

FIELDS = (
    "last_name",
    "address",
    "city",
    "country",
    "zip",
    "state",
    "phone",
    "industry",
    "org",
    "job_title",
    "purchasing_time_frame",
    "role_in_purchase_process",
    "no_of_employees",
    "comments",
)
KINDS = {
    "meeting": ("short", "single"),
    "webinar": ("short", "single_radio", "single_dropdown", "multiple"),
}
ANSWER_LENGTH, LONGEST = 128, 1024


def read(kind: Kind, call: Call) -> dict[str, Any]:
    """GET …/registrants/questions."""
    item = _registering(kind, call)
    return {
        "questions": item.questions.get("questions", []),
        "custom_questions": item.questions.get("custom_questions", []),
    }


def change(kind: Kind, call: Call) -> None:
    """PATCH …/registrants/questions: 204; a list that is sent replaces the former one."""
    item = _registering(kind, call)
    changes: dict[str, list[dict[str, Any]]] = {}
    if "questions" in call.json:
        changes["questions"] = [_standard(row) for row in _rows(call, "questions")]
    if "custom_questions" in call.json:
        rows = _rows(call, "custom_questions")
        changes["custom_questions"] = [_custom(kind, row) for row in rows]
    item.questions.update(changes)
    call.world.touch()


def _registering(kind: Kind, call: Call) -> Item:
    item = call.item(kind)
    if kind == "webinar" and not item.wants_registration:
        message = f"Registration has not been enabled for this webinar: {item.id}."
        raise errors.refused(3000, message)
    return item


def _rows(call: Call, name: str) -> list[dict[str, Any]]:
    rows = call.json[name]
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise errors.invalid_field(name)
    return rows


def _standard(row: dict[str, Any]) -> dict[str, Any]:
    if row.get("field_name") not in FIELDS:
        raise errors.invalid_field("questions.field_name")
    return {"field_name": row["field_name"], "required": row.get("required") is True}


def _custom(kind: Kind, row: dict[str, Any]) -> dict[str, Any]:
    how = row.get("type", "short")
    if not isinstance(row.get("title"), str) or not row["title"]:
        raise errors.invalid_field("custom_questions.title")
    if how not in KINDS[kind]:
        raise errors.invalid_field("custom_questions.type")
    answers = row.get("answers")
    return {
        "title": row["title"],
        "type": how,
        "required": row.get("required") is True,
        "answers": [str(one) for one in answers] if isinstance(answers, list) else [],
    }


def details_of(item: Item, asked: dict[str, Any]) -> dict[str, str]:
    """Return the standard answers of a registrant; raises 300 when a required one is missing."""
    told = {
        name: value
        for name in FIELDS
        if name != "last_name" and isinstance(value := asked.get(name), str) and value
    }
    for question in item.questions.get("questions", []):
        name = question["field_name"]
        if question["required"] and not asked.get(name):
            raise errors.invalid_field(name, f"{name} is required.")
    return {name: value[:LONGEST] for name, value in told.items()}


def answers_of(item: Item, asked: dict[str, Any]) -> list[dict[str, str]]:
    """Return the answers to the item's own questions; raises 300 for a missing or long one."""
    rows = asked.get("custom_questions")
    given = {
        str(row.get("title")): str(row.get("value") or "")
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict)
    }
    known = item.questions.get("custom_questions", [])
    for question in known:
        if question["required"] and not given.get(question["title"]):
            raise errors.invalid_field("custom_questions", f"{question['title']} is required.")
    if any(len(value) > ANSWER_LENGTH for value in given.values()):
        raise errors.invalid_field("custom_questions")
    titles = {question["title"] for question in known}
    return [{"title": title, "value": given[title]} for title in given if title in titles]


def _routes(kind: Kind) -> list[ApiRoute]:
    path = f"/{kind}s/{{item:path}}/registrants/questions"
    reading, writing = (
        f"{kind}:read:list_registration_questions",
        f"{kind}:update:registration_question",
    )
    return [
        api("GET", path, partial(read, kind), scope=reading, label="light"),
        api("PATCH", path, partial(change, kind), scope=writing, label="light"),
    ]


ROUTES = [*_routes("meeting"), *_routes("webinar")]
