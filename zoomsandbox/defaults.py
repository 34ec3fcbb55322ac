"""Settings a new meeting or webinar has, with the names and types of Zoom's published API.

https://developers.zoom.us/docs/api/meetings/
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zoomsandbox.models import Kind

SHARED: dict[str, Any] = {
    "additional_data_center_regions": [],
    "allow_host_control_participant_mute_state": False,
    "allow_multiple_devices": False,
    "alternative_host_update_polls": False,
    "alternative_hosts": "",
    "approval_type": 2,
    "audio": "both",
    "auto_recording": "none",
    "close_registration": False,
    "contact_email": "",
    "contact_name": "",
    "email_in_attendee_report": False,
    "enforce_login": False,
    "enforce_login_domains": "",
    "global_dial_in_countries": ["US"],
    "global_dial_in_numbers": [],
    "host_video": True,
    "language_interpretation": {"enable": False},
    "meeting_authentication": False,
    "registrants_confirmation_email": True,
    "registrants_email_notification": True,
    "registration_type": 1,
    "request_permission_to_unmute_participants": False,
    "show_join_info": False,
    "show_share_button": False,
    "sign_language_interpretation": {"enable": False},
}
MEETING: dict[str, Any] = {
    **SHARED,
    "alternative_host_manage_cloud_recording": False,
    "alternative_host_manage_meeting_summary": False,
    "alternative_hosts_email_notification": True,
    "approved_or_denied_countries_or_regions": {"enable": False},
    "auto_add_recording_to_video_management": {"enable": False},
    "auto_start_ai_companion_questions": False,
    "auto_start_meeting_summary": False,
    "breakout_room": {"enable": False},
    "calendar_type": 2,
    "cn_meeting": False,
    "continuous_meeting_chat": {
        "enable": False,
        "auto_add_invited_external_users": False,
        "auto_add_meeting_participants": False,
    },
    "device_testing": False,
    "disable_participant_video": False,
    "email_notification": True,
    "encryption_type": "enhanced_encryption",
    "focus_mode": False,
    "host_pause_stop_recording": False,
    "host_save_video_order": False,
    "in_meeting": False,
    "internal_meeting": False,
    "jbh_time": 0,
    "join_before_host": False,
    "meeting_invitees": [],
    "mute_upon_entry": True,
    "participant_focused_meeting": False,
    "participant_video": False,
    "private_meeting": False,
    "push_change_to_calendar": False,
    "question_and_answer": {
        "enable": False,
        "allow_submit_questions": True,
        "allow_anonymous_questions": True,
        "question_visibility": "all",
        "attendees_can_comment": False,
        "attendees_can_upvote": False,
    },
    "resources": [],
    "use_pmi": False,
    "waiting_room": False,
    "waiting_room_options": {"mode": "follow_setting"},
    "watermark": False,
    "who_can_ask_questions": 1,
    "who_will_receive_summary": 1,
}
WEBINAR: dict[str, Any] = {
    **SHARED,
    "add_audio_watermark": False,
    "add_watermark": False,
    "attendees_and_panelists_reminder_email_notification": {"enable": False, "type": 0},
    "email_language": "en-US",
    "enable_session_branding": False,
    "follow_up_absentees_email_notification": {"enable": False, "type": 0},
    "follow_up_attendees_email_notification": {"enable": False, "type": 0},
    "hd_video": False,
    "hd_video_for_attendees": False,
    "on_demand": False,
    "panelist_authentication": False,
    "panelists_invitation_email_notification": True,
    "panelists_video": True,
    "post_webinar_survey": False,
    "practice_session": True,
    "question_and_answer": {
        "enable": True,
        "allow_submit_questions": True,
        "allow_anonymous_questions": True,
        "answer_questions": "only",
        "attendees_can_comment": False,
        "attendees_can_upvote": False,
    },
    "registrants_restrict_number": 0,
    "send_1080p_video_to_attendees": False,
}
# What may be set besides, and the shape of what is inside; a list shows one of its members.
SHARED_SHAPES: dict[str, Any] = {
    "additional_data_center_regions": [""],
    "audio_conference_info": "",
    "authentication_domains": "",
    "authentication_name": "",
    "authentication_option": "",
    "global_dial_in_countries": [""],
    "language_interpretation": {
        "enable": False,
        "interpreters": [{"email": "", "languages": "", "interpreter_languages": ""}],
    },
    "sign_language_interpretation": {
        "enable": False,
        "interpreters": [{"email": "", "sign_language": ""}],
    },
}
MEETING_SHAPES: dict[str, Any] = {
    **SHARED_SHAPES,
    "approved_or_denied_countries_or_regions": {
        "enable": False,
        "method": "",
        "approved_list": [""],
        "denied_list": [""],
    },
    "authentication_exception": [{"email": "", "name": ""}],
    "auto_add_recording_to_video_management": {
        "enable": False,
        "channels": [{"channel_id": "", "name": ""}],
    },
    "breakout_room": {"enable": False, "rooms": [{"name": "", "participants": [""]}]},
    "custom_keys": [{"key": "", "value": ""}],
    "meeting_invitees": [{"email": "", "internal_user": False}],
    "resources": [{"resource_type": "", "resource_id": "", "permission_level": ""}],
    "summary_template_id": "",
    "waiting_room_options": {"mode": "", "who_goes_to_waiting_room": ""},
}
WEBINAR_SHAPES: dict[str, Any] = {**SHARED_SHAPES, "survey_url": ""}
ALLOWED: dict[str, tuple[Any, ...]] = {
    "approval_type": (0, 1, 2),
    "audio": ("both", "telephony", "voip", "thirdParty"),
    "auto_recording": ("local", "cloud", "none"),
    "calendar_type": (1, 2),
    "encryption_type": ("enhanced_encryption", "e2ee"),
    "jbh_time": (0, 5, 10, 15),
    "registration_type": (1, 2, 3),
    "who_can_ask_questions": (1, 2, 3, 4, 5),
    "who_will_receive_summary": (1, 2, 3, 4),
}
UNSETTABLE = {"global_dial_in_numbers"}
_DROPPED = object()


class SettingError(ValueError):
    """A setting has a value that Zoom does not know; the text is its name."""


def settings_of(kind: Kind) -> dict[str, Any]:
    """Return a fresh copy of the default settings."""
    return deepcopy(MEETING if kind == "meeting" else WEBINAR)


def known_settings(kind: Kind, wanted: dict[str, Any]) -> dict[str, Any]:
    """Keep what Zoom would keep of the asked settings: known names of the right shape.

    Raises SettingError for a value outside of Zoom's published list.
    """
    usual, shapes = (MEETING, MEETING_SHAPES) if kind == "meeting" else (WEBINAR, WEBINAR_SHAPES)
    kept: dict[str, Any] = {}
    for name in wanted.keys() & (usual.keys() | shapes.keys()) - UNSETTABLE:
        fitting = _shaped(wanted[name], shapes.get(name, usual.get(name)))
        if fitting is _DROPPED:
            continue
        if name in ALLOWED and fitting not in ALLOWED[name]:
            raise SettingError(name)
        kept[name] = fitting
    return kept


def _shaped(value: Any, pattern: Any) -> Any:
    """Return what fits the pattern, without unknown members, or _DROPPED."""
    if type(value) is not type(pattern):
        return _DROPPED
    if isinstance(pattern, list):
        inner = [_shaped(one, pattern[0]) for one in value] if pattern else []
        return [one for one in inner if one is not _DROPPED]
    if not isinstance(pattern, dict):
        return value
    shaped = {name: _shaped(value[name], pattern[name]) for name in value if name in pattern}
    return {name: one for name, one in shaped.items() if one is not _DROPPED}
