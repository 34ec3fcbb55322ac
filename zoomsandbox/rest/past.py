"""What was held: https://developers.zoom.us/docs/api/meetings/#tag/meetings/GET/past_meetings/{meetingId}."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from zoomsandbox import payloads
from zoomsandbox.clock import zoom_time
from zoomsandbox.rest import errors, runs
from zoomsandbox.rest.call import api
from zoomsandbox.rest.errors import ZoomError
from zoomsandbox.rest.paging import pages

if TYPE_CHECKING:
    from zoomsandbox.models import Item, Kind, Participant, Registrant, Run
    from zoomsandbox.rest.call import Call

KEPT = timedelta(days=15 * 30)


def meeting(call: Call) -> dict[str, Any]:
    """GET /past_meetings/{meetingId}: the latest run of a number, or the run of a uuid."""
    call.paid()
    item, run = _meeting(call, "Cannot access a meeting a year ago.")
    return runs.figures(call, item, run) | {
        "host_id": item.host_id,
        "source": "Zoom",
        "has_meeting_summary": False,
    }


def _meeting(call: Call, old: str) -> tuple[Item, Run]:
    reference = call.reference("item")
    named = call.world.item(reference)
    if named and named.kind == "webinar":
        raise errors.refused(300, "Cannot access meeting information.")
    missing = runs.never_held("meeting", reference)
    return runs.of_path(call, "meeting", missing, errors.refused(12702, old))


def meeting_instances(call: Call) -> dict[str, Any]:
    """GET /past_meetings/{meetingId}/instances, of 15 months, within `from` and `to`."""
    item = _with_runs(call, "meeting", runs.never_held("meeting", call.path["item"]))
    first, last = call.day("from"), call.day("to")
    end = last + timedelta(days=1) if last else None
    rows = [
        run
        for run in _kept(call, item)
        if (first is None or run.started_at >= first) and (end is None or run.started_at < end)
    ]
    return {"meetings": [_instance(run) for run in rows]}


def webinar_instances(call: Call) -> dict[str, Any]:
    """GET /past_webinars/{webinarId}/instances."""
    item = _with_runs(call, "webinar", errors.refused(300, "Invalid webinar ID."))
    return {"webinars": [_instance(run) for run in _kept(call, item)]}


def _with_runs(call: Call, kind: Kind, missing: ZoomError) -> Item:
    text = call.path["item"]
    item = call.world.items.get(int(text)) if text.isascii() and text.isdigit() else None
    if item is None or item.kind != kind:
        raise missing
    call.reach(item)
    return item


def _kept(call: Call, item: Item) -> list[Run]:
    since = call.world.clock.now() - KEPT
    return [run for run in item.runs if run.ended_at and run.started_at > since]


def _instance(run: Run) -> dict[str, Any]:
    return {"uuid": run.uuid, "start_time": zoom_time(run.started_at)}


def meeting_participants(call: Call) -> dict[str, Any]:
    """GET /past_meetings/{meetingId}/participants: no customer_key here."""
    call.paid()
    _, run = _meeting(call, "Can not access a meeting a year ago.")
    return _participants(call, run)


def webinar_participants(call: Call) -> dict[str, Any]:
    """GET /past_webinars/{webinarId}/participants."""
    if call.world.account.plan == "Basic":
        account = call.world.account.id
        raise errors.refused(200, f"Only available for Paid or ZMP account: {account}.")
    missing = ZoomError(HTTPStatus.NOT_FOUND, 3001, "Webinar does not exist.")
    _, run = runs.of_path(call, "webinar", missing, missing)
    return _participants(call, run)


def _participants(call: Call, run: Run) -> dict[str, Any]:
    def row(who: Participant) -> dict[str, Any]:
        told = runs.attendance(call, run, who)
        return told | {"internal_user": bool(told["id"])}

    told = pages(call, "participants", run.participants, row)
    told.pop("page_number")
    return told


def absentees(call: Call) -> dict[str, Any]:
    """GET /past_webinars/{webinarId}/absentees: who registered and did not come."""
    reference = call.reference("item")
    missing = ZoomError(HTTPStatus.NOT_FOUND, 3001, f"Webinar {reference} not found or expired.")
    item, run = runs.of_path(call, "webinar", missing, missing)
    if not item.wants_registration:
        message = f"This webinar doesn't have registration required: {reference}."
        raise errors.refused(3000, message)
    wanted = call.query.get("occurrence_id", "")
    if wanted and all(date.id != wanted for date in item.occurrences):
        raise errors.refused(
            300,
            "The request could not be completed because you have provided an invalid occurrence "
            f"ID: {wanted}.",
        )
    return pages(
        call,
        "registrants",
        _absent(item, run, wanted),
        lambda who: payloads.registrant_row(item, who, call.base),
    )


def _absent(item: Item, run: Run, date: str) -> list[Registrant]:
    came = {who.registrant_id for who in run.participants}
    return [
        who
        for who in item.registrants
        if who.status == "approved" and who.id not in came and (not date or date in who.dates)
    ]


_ONE, _WEB = "/past_meetings/{item:path}", "/past_webinars/{item:path}"
_PEOPLE, _MISSED = "webinar:read:list_past_participants", "webinar:read:list_absentees"
_RUNS, _HELD = "meeting:read:list_past_instances", "webinar:read:list_past_instances"
_CAME = "meeting:read:list_past_participants"
ROUTES = [
    api("GET", f"{_ONE}/instances", meeting_instances, scope=_RUNS, label="medium", busy=4001),
    api("GET", f"{_ONE}/participants", meeting_participants, scope=_CAME, label="medium"),
    api("GET", _ONE, meeting, scope="meeting:read:past_meeting", label="light"),
    api("GET", f"{_WEB}/instances", webinar_instances, scope=_HELD, label="light"),
    api("GET", f"{_WEB}/participants", webinar_participants, scope=_PEOPLE, label="medium"),
    api("GET", f"{_WEB}/absentees", absentees, scope=_MISSED, label="heavy"),
]
