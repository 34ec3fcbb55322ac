"""Reports, for administrators: https://developers.zoom.us/docs/api/meetings/#tag/reports."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from zoomsandbox.rest import errors, runs
from zoomsandbox.rest.call import ApiRoute, api
from zoomsandbox.rest.errors import ZoomError
from zoomsandbox.rest.paging import pages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zoomsandbox.models import Item, Kind, Run
    from zoomsandbox.rest.call import Call

LONGEST, HALF_A_YEAR = timedelta(days=31), 6
KINDS = ("past", "pastOne", "pastJoined")
ENCRYPTED = 2


def _held(kind: Kind, call: Call) -> tuple[Item, Run]:
    """Return the run of the path; raises 200, 3001 or 12702 in the words of the reports."""
    _check_plan(call)
    reference = call.reference("item")
    texts = {
        "meeting": (f"Meeting {reference} not found or has expired.", "meeting"),
        "webinar": (f'Webinar "{reference}" not found or has expired', "a webinar"),
    }
    missing, old = texts[kind]
    return runs.of_path(
        call,
        kind,
        ZoomError(HTTPStatus.NOT_FOUND, 3001, missing),
        errors.refused(12702, f"Can not access {old} a year ago."),
    )


def _check_plan(call: Call) -> None:
    if call.world.account.plan == "Basic":
        raise errors.no_permission()


def one(kind: Kind, call: Call) -> dict[str, Any]:
    """GET /report/meetings/{meetingId} and /report/webinars/{webinarId}."""
    item, run = _held(kind, call)
    fields = [{"field": row["field"], "value": row["value"]} for row in item.tracking_fields]
    keys = item.settings.get("custom_keys", [])
    return runs.figures(call, item, run) | {"tracking_fields": fields, "custom_keys": keys}


def participants(kind: Kind, call: Call) -> dict[str, Any]:
    """GET /report/…/participants: with customer_key, which past meetings do not have."""
    item, run = _held(kind, call)
    del item

    def row(who: Any) -> dict[str, Any]:
        return runs.attendance(call, run, who) | {
            "customer_key": who.customer_key[: runs.CUSTOMER_KEY],
            "participant_user_id": "",
            "bo_mtg_id": "",
        }

    told = pages(call, "participants", run.participants, row)
    told.pop("page_number")
    return told


def of_user(call: Call) -> dict[str, Any]:
    """GET /report/users/{userId}/meetings between two days, a month apart at most."""
    host = call.user("report:read:user")
    if call.world.account.plan == "Basic":
        account = call.world.account.id
        raise errors.refused(200, f"This is only available for paid account: {account}.")
    kind = call.choice("type", "past", KINDS)
    first, last = call.day("from"), call.day("to")
    if first is None or last is None or last < first or last - first > LONGEST:
        raise errors.invalid_field("from" if first is None else "to")
    held = [
        pair
        for pair in runs.every(call.world, host=host)
        if first <= pair[1].started_at < last + timedelta(days=1)
        and (kind == "past" or len(pair[1].participants) > 1)
    ]
    told = pages(call, "meetings", held, lambda pair: _row(call, *pair))
    return {"from": f"{first:%Y-%m-%d}", "to": f"{last:%Y-%m-%d}", **told}


def _row(call: Call, item: Item, run: Run) -> dict[str, Any]:
    row = runs.figures(call, item, run) | {
        "source": "Zoom",
        "session_key": "",
        "host_name": call.world.host(item).display_name,
        "host_organization": call.world.account.name,
        "has_screen_share": False,
        "has_chat": False,
        "has_recording": run.recorded,
        "meeting_encryption_status": ENCRYPTED,
        "participants_count_my_account": 0,
        "custom_keys": item.settings.get("custom_keys", []),
    }
    row.pop("dept")
    return row


def daily(call: Call) -> dict[str, Any]:
    """GET /report/daily: one row a day of a month of the last six."""
    _check_plan(call)
    now = call.world.clock.now()
    year = call.number("year", now.year, 1, 9999)
    month = call.number("month", now.month, 1, 12)
    age = (now.year - year) * 12 + now.month - month
    if not 0 <= age < HALF_A_YEAR:
        raise errors.refused(
            300,
            "Daily report can only be provided for a month that falls within the recent 6 months.",
        )
    _, length = monthrange(year, month)
    days = [date(year, month, number) for number in range(1, length + 1)]
    held = list(runs.every(call.world))
    return {"year": year, "month": month, "dates": [_day(call, day, held) for day in days]}


def _day(call: Call, day: date, held: Iterable[tuple[Item, Run]]) -> dict[str, Any]:
    begin = datetime.combine(day, datetime.min.time(), UTC)
    end = begin + timedelta(days=1)
    rows = [runs.figures(call, item, run) for item, run in held if begin <= run.started_at < end]
    return {
        "date": day.isoformat(),
        "new_users": sum(begin <= who.created_at < end for who in call.world.users.values()),
        "meetings": len(rows),
        "participants": sum(row["participants_count"] for row in rows),
        "meeting_minutes": sum(row["total_minutes"] for row in rows),
    }


def _routes(kind: Kind) -> list[ApiRoute]:
    path = f"/report/{kind}s/{{item:path}}"
    people, one_of = f"report:read:list_{kind}_participants:admin", f"report:read:{kind}:admin"
    return [
        api(
            "GET", f"{path}/participants", partial(participants, kind), scope=people, label="heavy"
        ),
        api("GET", path, partial(one, kind), scope=one_of, label="heavy"),
    ]


_OF_USER = "/report/users/{user}/meetings"
ROUTES = [
    api("GET", "/report/daily", daily, scope="report:read:daily:admin", label="heavy"),
    api("GET", _OF_USER, of_user, scope="report:read:user:admin", label="heavy"),
    *_routes("meeting"),
    *_routes("webinar"),
]
