"""Settings a new meeting or webinar has, with the names and types of Zoom's published API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zoomsandbox.models import Kind

SHARED: dict[str, Any] = {
    "allow_multiple_devices": False,
    "alternative_hosts": "",
    "approval_type": 2,
    "registration_type": 1,
    "audio": "both",
    "auto_recording": "none",
    "close_registration": False,
    "contact_email": "",
    "contact_name": "",
    "email_in_attendee_report": False,
    "enforce_login": False,
    "enforce_login_domains": "",
    "host_video": True,
    "meeting_authentication": False,
    "registrants_confirmation_email": True,
    "registrants_email_notification": True,
    "show_share_button": False,
    "show_join_info": False,
    "request_permission_to_unmute_participants": False,
    "allow_host_control_participant_mute_state": False,
}
MEETING: dict[str, Any] = {
    **SHARED,
    "alternative_hosts_email_notification": True,
    "breakout_room": {"enable": False},
    "calendar_type": 2,
    "cn_meeting": False,
    "in_meeting": False,
    "encryption_type": "enhanced_encryption",
    "email_notification": True,
    "focus_mode": False,
    "internal_meeting": False,
    "jbh_time": 0,
    "join_before_host": False,
    "meeting_invitees": [],
    "mute_upon_entry": True,
    "participant_video": False,
    "private_meeting": False,
    "use_pmi": False,
    "waiting_room": False,
    "waiting_room_options": {"mode": "follow_setting"},
    "watermark": False,
    "disable_participant_video": False,
}
WEBINAR: dict[str, Any] = {
    **SHARED,
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
}


def settings_of(kind: Kind) -> dict[str, Any]:
    """Return a fresh copy of the default settings."""
    source = MEETING if kind == "meeting" else WEBINAR
    return {key: _copy(value) for key, value in source.items()}


def known_settings(kind: Kind, wanted: dict[str, Any]) -> dict[str, Any]:
    """Keep what Zoom would keep of the asked settings: known names of the right type."""
    source = MEETING if kind == "meeting" else WEBINAR
    extra = {"authentication_option", "authentication_name", "authentication_domains"}
    return {
        key: value
        for key, value in wanted.items()
        if (key in extra and isinstance(value, str))
        or (key in source and type(value) is type(source[key]))
    }


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return dict(value)
    return list(value) if isinstance(value, list) else value
