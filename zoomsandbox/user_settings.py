"""A host's settings as GET /users/{userId}/settings shows them.

https://developers.zoom.us/docs/api/users/#tag/users/GET/users/{userId}/settings
"""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zoomsandbox.ids import stable_id

if TYPE_CHECKING:
    from zoomsandbox.models import User

# All published members that are off, empty or at their first choice.
QUIET: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_suffix(".json").read_text())
CAPACITY = {"Basic": 100, "Pro": 100, "Business": 300}
LARGEST, WEBINAR_SEATS = 500, 500
USUAL: dict[str, dict[str, Any]] = {
    "schedule_meeting": {
        "audio_type": "both",
        "embed_password_in_join_link": True,
        "force_pmi_jbh_password": False,
        "host_video": True,
        "join_before_host": False,
        "participants_video": False,
        "personal_meeting": True,
        "pstn_password_protected": True,
        "require_password_for_instant_meetings": True,
        "require_password_for_pmi_meetings": "all",
        "require_password_for_scheduled_meetings": True,
        "require_password_for_scheduling_new_meetings": True,
        "use_pmi_for_instant_meetings": False,
        "use_pmi_for_scheduled_meetings": False,
    },
    "in_meeting": {
        "allow_live_streaming": False,
        "allow_participants_chat_with": 1,
        "allow_users_save_chats": 1,
        "annotation": True,
        "attendee_on_hold": False,
        "auto_saving_chat": False,
        "breakout_room": True,
        "breakout_room_schedule": True,
        "chat": True,
        "closed_caption": True,
        "co_host": True,
        "e2e_encryption": False,
        "entry_exit_chime": "none",
        "far_end_camera_control": False,
        "feedback": False,
        "file_transfer": False,
        "group_hd": False,
        "join_from_desktop": True,
        "join_from_mobile": True,
        "meeting_question_answer": False,
        "meeting_reactions": True,
        "meeting_survey": False,
        "non_verbal_feedback": True,
        "polling": True,
        "post_meeting_feedback": False,
        "private_chat": True,
        "remote_control": True,
        "remote_support": False,
        "request_permission_to_unmute_participants": False,
        "screen_sharing": True,
        "show_a_join_from_your_browser_link": True,
        "show_meeting_control_toolbar": False,
        "virtual_background": True,
        "waiting_room": False,
        "webinar_group_hd": False,
        "webinar_reactions": True,
        "webinar_survey": False,
        "whiteboard": True,
        "who_can_share_screen": "host",
        "who_can_share_screen_when_someone_is_sharing": "host",
    },
    "email_notification": {
        "alternative_host_reminder": True,
        "cancel_meeting_reminder": True,
        "cloud_recording_available_reminder": True,
        "jbh_reminder": False,
        "recording_available_reminder_alternative_hosts": False,
        "recording_available_reminder_schedulers": False,
        "schedule_for_reminder": True,
    },
    "recording": {
        "auto_delete_cmr": False,
        "auto_delete_cmr_days": 30,
        "auto_recording": "none",
        "cloud_recording": True,
        "host_pause_stop_recording": True,
        "local_recording": True,
        "record_audio_file": True,
        "record_gallery_view": False,
        "record_speaker_view": True,
        "recording_audio_transcript": False,
        "recording_disclaimer": True,
        "save_chat_text": True,
        "show_timestamp": False,
    },
    "telephony": {
        "audio_conference_info": "",
        "show_international_numbers_link": False,
        "third_party_audio": False,
    },
    "tsp": {"call_out": False, "call_out_countries": [], "show_international_numbers_link": False},
    "whiteboard": {
        "in_meeting_advanced_whiteboard": True,
        "out_meeting_advanced_whiteboard": False,
    },
    "general_setting": {"auto_zoom_room_proximity_connect": False},
}
SECURITY: dict[str, Any] = {
    "auto_security": True,
    "block_user_domain": False,
    "block_user_domain_list": [],
    "embed_password_in_join_link": True,
    "encryption_type": "enhanced_encryption",
    "end_to_end_encrypted_meetings": False,
    "meeting_password": True,
    "only_authenticated_can_join_from_webclient": False,
    "phone_password": True,
    "pmi_password": True,
    "require_password_for_scheduled_meeting": True,
    "require_password_for_scheduled_webinar": True,
    "waiting_room": False,
    "webinar_password": True,
}
SIGN_IN = "signIn_D8cJuqWVQ623CI4Q8yQK0Q"


def whole(user: User, plan: str) -> dict[str, Any]:
    """Return all sections; what was set for this user goes before what is usual."""
    names = QUIET.keys() | USUAL.keys()
    sections = {
        name: deepcopy(QUIET.get(name, {})) | deepcopy(USUAL.get(name, {})) for name in names
    }
    sections["recording"]["cloud_recording"] = user.is_licensed and plan != "Basic"
    sections["feature"] |= _feature(user, plan)
    for name, members in user.settings.items():
        sections.setdefault(name, {}).update(members)
    sections.pop("meeting_security", None)
    return dict(sorted(sections.items()))


def section(user: User, plan: str, name: str, member: str) -> Any:
    """Return one setting, as `section(user, plan, "in_meeting", "breakout_room")`."""
    return whole(user, plan)[name][member]


def security(user: User) -> dict[str, Any]:
    """Return option=meeting_security."""
    return {"meeting_security": SECURITY | user.settings.get("meeting_security", {})}


def meeting_authentication() -> dict[str, Any]:
    """Return option=meeting_authentication: the ways in which an account lets people sign in."""
    way = {"id": SIGN_IN, "name": "Sign in to Zoom", "type": "enforce_login"}
    ways = [way | {"default_option": True, "visible": True}]
    return {
        "meeting_authentication": True,
        "allow_authentication_exception": False,
        "authentication_options": ways,
    }


def recording_authentication() -> dict[str, Any]:
    """Return option=recording_authentication."""
    way = {
        "id": stable_id("recording sign-in"),
        "name": "Users of the account",
        "type": "internally",
        "default_option": True,
        "visible": True,
    }
    return {"recording_authentication": True, "authentication_options": [way]}


def _feature(user: User, plan: str) -> dict[str, Any]:
    seats = CAPACITY.get(plan, LARGEST) if user.is_licensed else CAPACITY["Basic"]
    return {
        "cn_meeting": False,
        "concurrent_meeting": "None",
        "in_meeting": False,
        "large_meeting": False,
        "meeting_capacity": seats,
        "webinar": user.webinar,
        "webinar_capacity": WEBINAR_SEATS if user.webinar else 0,
        "zoom_events": False,
        "zoom_phone": False,
        "zoom_webinars_plus_unlimited": False,
        "zoom_whiteboard": False,
    }
