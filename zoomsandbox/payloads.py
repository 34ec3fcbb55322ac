"""Answers of the REST API as JSON, after Zoom's published OpenAPI.

https://developers.zoom.us/docs/api/meetings/ and https://developers.zoom.us/docs/api/users/
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from zoomsandbox import phones
from zoomsandbox.clock import zoom_time
from zoomsandbox.ids import stable_id

if TYPE_CHECKING:
    from datetime import datetime

    from zoomsandbox.models import Account, Item, Occurrence, Panelist, Registrant, User
    from zoomsandbox.world import World

AGENDA_IN_LISTS = 250
ROLES = {"Owner": "0", "Admin": "1", "Member": "2"}


def user_row(user: User) -> dict[str, Any]:
    """Return a user as lists show it."""
    return {
        "id": user.id,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "display_name": user.display_name,
        "email": user.email,
        "type": user.type,
        "pmi": user.pmi,
        "timezone": user.timezone,
        "verified": 1,
        "dept": user.dept,
        "created_at": zoom_time(user.created_at),
        "user_created_at": zoom_time(user.created_at),
        "last_login_time": zoom_time(user.created_at),
        "status": user.status,
        "last_client_version": "6.6.0.5110(win)",
        "group_ids": [],
        "im_group_ids": [],
        "division_ids": [],
        "custom_attributes": [],
        "employee_unique_id": "",
        "login_types": [100],
        "license_info_list": [],
        "role_id": ROLES[user.role],
    }


def user_detail(user: User, account: Account, base: str) -> dict[str, Any]:
    """Return a user as GET /users/{id} does: with account and cluster, role by name."""
    return {
        **user_row(user),
        "role_name": user.role,
        "language": "en-US",
        "use_pmi": False,
        "personal_meeting_url": f"{base}/j/{user.pmi}",
        "jid": f"{user.id.lower()}@xmpp.zoom.us",
        "account_id": account.id,
        "account_number": account.number,
        "phone_country": "",
        "phone_number": "",
        "phone_numbers": [],
        "job_title": "",
        "company": account.name,
        "location": "",
        "cms_user_id": "",
        "cost_center": "",
        "pronouns": "",
        "pronouns_option": 1,
        "pic_url": f"{base}/p/{user.id}",
        "vanity_url": "",
        "cluster": "us04",
    }


def join_url(item: Item, base: str, *, tk: str = "") -> str:
    """Return the link for attendees; with `tk` it is one registrant's own."""
    path = "w" if item.kind == "webinar" or tk else "j"
    parts = [("tk", tk)] if tk else []
    if opaque := item.encrypted_passcode:
        parts.append(("pwd", f"{opaque}.1"))
    query = "&".join(f"{key}={quote(value)}" for key, value in parts)
    return f"{base}/{path}/{item.id}" + (f"?{query}" if query else "")


def item_row(item: Item, base: str, occurrence: Occurrence | None = None) -> dict[str, Any]:
    """Return a list row: no settings, no passcode, no status."""
    start = occurrence.start if occurrence else item.start
    row: dict[str, Any] = {
        "uuid": item.uuid,
        "id": item.id,
        "host_id": item.host_id,
        "topic": item.topic,
        "type": item.type,
        "duration": occurrence.duration if occurrence else item.duration,
        "timezone": item.timezone,
        "created_at": zoom_time(item.created_at),
        "join_url": join_url(item, base),
    }
    if start:
        row["start_time"] = zoom_time(start)
    if item.agenda:
        row["agenda"] = item.agenda[:AGENDA_IN_LISTS]
    if item.kind == "webinar":
        row |= {"is_simulive": False, "is_events_webinar": False}
    return row


def occurrence_row(occurrence: Occurrence) -> dict[str, Any]:
    """Return one date of a recurring meeting."""
    return {
        "occurrence_id": occurrence.id,
        "start_time": zoom_time(occurrence.start),
        "duration": occurrence.duration,
        "status": occurrence.status,
    }


def item_detail(world: World, item: Item, base: str, *, past: bool = False) -> dict[str, Any]:
    """Return a meeting or webinar with passcode, links and settings.

    Dates that are over are shown only when `past` is asked for.
    """
    detail: dict[str, Any] = {
        **item_row(item, base),
        "agenda": item.agenda,
        "host_email": world.host(item).email,
        "start_url": f"{base}/s/{item.id}?zak={stable_id('zak/' + item.uuid, 40)}",
        "settings": {
            **item.settings,
            "global_dial_in_numbers": phones.numbers(item.settings),
        },
        "creation_source": item.creation_source,
        "assistant_id": item.assistant_id,
    }
    detail.pop("is_events_webinar", None)
    detail |= _passcodes(item)
    if item.kind == "meeting":
        detail |= {"status": "started" if item.is_started else "waiting", "pre_schedule": False}
    else:
        del detail["assistant_id"]
    if item.wants_registration:
        register = f"{item.kind}/register/{stable_id(str(item.id))}"
        detail["registration_url"] = f"{base}/{register}"
    if item.settings.get("use_pmi"):
        detail["pmi"] = str(world.host(item).pmi)
    if item.tracking_fields:
        detail["tracking_fields"] = item.tracking_fields
    return detail | _repetition(item, world.clock.now(), past=past)


def _repetition(item: Item, now: datetime, *, past: bool) -> dict[str, Any]:
    """Return the rule and the dates of a recurring item, {} for others."""
    if not item.recurrence:
        return {}
    told: dict[str, Any] = {"recurrence": dict(item.recurrence)}
    dates = [one for one in item.occurrences if past or _end(one) > now]
    if item.occurrences:
        told["occurrences"] = [occurrence_row(one) for one in dates]
    return told


def _end(occurrence: Occurrence) -> datetime:
    return occurrence.start + timedelta(minutes=occurrence.duration)


def _passcodes(item: Item) -> dict[str, str]:
    """Return the passcode's forms; meetings and webinars name them differently."""
    if not item.passcode:
        return {}
    digits = str(int(stable_id(item.passcode).encode().hex(), 16))[:6]
    if item.kind == "webinar":
        names = ("encrypted_passcode", "h323_passcode")
        return {"password": item.passcode} | dict(
            zip(names, (item.encrypted_passcode, digits), strict=True)
        )
    return {
        "password": item.passcode,
        "encrypted_password": item.encrypted_passcode,
        "h323_password": digits,
        "pstn_password": digits,
    }


def panelist_row(item: Item, panelist: Panelist, base: str) -> dict[str, Any]:
    """Return a panelist with the personal link."""
    return {
        "id": panelist.id,
        "email": panelist.email,
        "name": panelist.name,
        "join_url": join_url(item, base, tk=panelist.tk),
        **panelist.tags,
    }


def registrant_row(item: Item, registrant: Registrant, base: str) -> dict[str, Any]:
    """Return a registrant as lists show it; the link only once approved."""
    row: dict[str, Any] = {
        "id": registrant.id,
        "email": registrant.email,
        "first_name": registrant.first_name,
        "last_name": registrant.last_name,
        "status": registrant.status,
        "create_time": zoom_time(registrant.created_at),
        "custom_questions": registrant.answers,
        **registrant.details,
    }
    if registrant.status == "approved":
        row["join_url"] = join_url(item, base, tk=registrant.tk)
        if item.kind == "meeting":
            row["participant_pin_code"] = registrant.pin
    return row
