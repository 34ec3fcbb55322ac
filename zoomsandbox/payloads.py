"""Answers of the REST API as JSON, after Zoom's published OpenAPI.

https://developers.zoom.us/docs/api/meetings/ and https://developers.zoom.us/docs/api/users/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from zoomsandbox.clock import zoom_time
from zoomsandbox.ids import stable_id

if TYPE_CHECKING:
    from zoomsandbox.models import Account, Item, Occurrence, Registrant, User

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
        "dept": "",
        "created_at": zoom_time(user.created_at),
        "user_created_at": zoom_time(user.created_at),
        "last_login_time": zoom_time(user.created_at),
        "status": "active",
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
        "group_ids": [],
        "im_group_ids": [],
        "jid": f"{user.id.lower()}@xmpp.zoom.us",
        "account_id": account.id,
        "account_number": account.number,
        "phone_country": "",
        "phone_number": "",
        "phone_numbers": [],
        "job_title": "",
        "company": account.name,
        "location": "",
        "login_types": [100],
        "cluster": "us04",
    }


def join_url(item: Item, base: str, *, tk: str = "") -> str:
    """Return the link for attendees; with `tk` it is one registrant's own."""
    path = "w" if item.kind == "webinar" or tk else "j"
    parts = [("tk", tk)] if tk else []
    if item.encrypted_passcode:
        parts.append(("pwd", f"{item.encrypted_passcode}.1"))
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


def item_detail(item: Item, host: User, base: str, *, past: bool = False) -> dict[str, Any]:
    """Return a meeting or webinar with passcode, links and settings."""
    detail: dict[str, Any] = {
        **item_row(item, base),
        "agenda": item.agenda,
        "host_email": host.email,
        "start_url": f"{base}/s/{item.id}?zak={stable_id('zak/' + item.uuid, 40)}",
        "settings": dict(item.settings),
        "creation_source": item.creation_source,
    }
    detail.pop("is_events_webinar", None)
    detail |= _passcodes(item)
    if item.kind == "meeting":
        detail |= {"status": "started" if item.is_started else "waiting", "pre_schedule": False}
        detail["assistant_id"] = ""
    if item.wants_registration:
        detail["registration_url"] = f"{base}/webinar/register/WN_{stable_id(str(item.id))}"
    if item.recurrence:
        detail["recurrence"] = dict(item.recurrence)
    if item.occurrences:
        shown = item.occurrences if past else [o for o in item.occurrences if _still(o, item)]
        detail["occurrences"] = [occurrence_row(occurrence) for occurrence in shown]
    return detail


def _still(occurrence: Occurrence, item: Item) -> bool:
    return item.start is None or occurrence.start >= item.start


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


def registrant_row(item: Item, registrant: Registrant, base: str) -> dict[str, Any]:
    """Return a registrant as lists show it; the link only once approved."""
    row: dict[str, Any] = {
        "id": registrant.id,
        "email": registrant.email,
        "first_name": registrant.first_name,
        "last_name": registrant.last_name,
        "status": registrant.status,
        "create_time": zoom_time(registrant.created_at),
        "custom_questions": [],
    }
    if registrant.status == "approved":
        row["join_url"] = join_url(item, base, tk=registrant.tk)
        row["participant_pin_code"] = registrant.pin
    return row


def user_settings(user: User, plan: str) -> dict[str, Any]:
    """Return the sections of GET /users/{id}/settings that matter for events."""
    capacity = {"Basic": 100, "Pro": 100, "Business": 300}.get(plan, 500)
    paid = user.is_licensed
    return {
        "schedule_meeting": {
            "host_video": True,
            "participants_video": False,
            "join_before_host": False,
            "embed_password_in_join_link": True,
            "require_password_for_scheduling_new_meetings": True,
        },
        "in_meeting": {
            "e2e_encryption": False,
            "chat": True,
            "waiting_room": False,
            "breakout_room": True,
            "breakout_room_schedule": True,
            "join_from_desktop": True,
            "join_from_mobile": True,
            "show_a_join_from_your_browser_link": True,
            "webinar_question_answer": True,
        },
        "email_notification": {"cancel_meeting_reminder": True, "jbh_reminder": False},
        "recording": {"local_recording": True, "cloud_recording": paid},
        "telephony": {"third_party_audio": False},
        "feature": {
            "meeting_capacity": capacity if paid else 100,
            "large_meeting": False,
            "webinar": user.webinar,
            "webinar_capacity": 500 if user.webinar else 0,
            "zoom_webinars_plus_unlimited": False,
            "concurrent_meeting": "None",
        },
    }


def security_settings() -> dict[str, Any]:
    """Return GET /users/{id}/settings?option=meeting_security."""
    return {
        "meeting_security": {
            "encryption_type": "enhanced_encryption",
            "end_to_end_encrypted_meetings": False,
            "only_authenticated_can_join_from_webclient": False,
            "embed_password_in_join_link": True,
            "waiting_room": False,
            "meeting_password": True,
            "auto_security": True,
            "block_user_domain": False,
        }
    }
