"""Cloud recordings: https://developers.zoom.us/docs/api/meetings/#tag/cloud-recording."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from zoomsandbox import actions, recordings
from zoomsandbox.ids import fresh_id
from zoomsandbox.rest import errors, runs
from zoomsandbox.rest.call import api
from zoomsandbox.rest.errors import ZoomError
from zoomsandbox.rest.paging import pages

if TYPE_CHECKING:
    from datetime import datetime

    from zoomsandbox.models import Item, RecordedFile, Recording, Run
    from zoomsandbox.rest.call import Call

WEEK_S, MONTH, TRASH = 604_800, timedelta(days=31), timedelta(days=30)
SHARES = ("publicly", "internally", "none")
SHORTEST, LONGEST = 8, 10


def _none(what: str = "meeting") -> ZoomError:
    message = f"There is no recording for this {what}."
    return ZoomError(HTTPStatus.NOT_FOUND, 3301, message)


def _recorded(call: Call, *, trash: bool = False) -> tuple[Item, Run, Recording]:
    """Return the recording of the path: of a uuid's run, or a number's latest one; raises 3301."""
    call.paid()
    reference = call.reference("item")
    found = [
        (item, run, recording)
        for item, run in runs.every(call.world)
        if reference in (run.uuid, str(item.id))
        and (recording := recordings.of(item, run))
        and _has(recording, trash=trash)
    ]
    if not found:
        raise _none()
    call.reach(found[-1][0])
    return found[-1]


def _has(recording: Recording, *, trash: bool) -> bool:
    return any((one.deleted_at is not None) is trash for one in recording.files)


def of_meeting(call: Call) -> dict[str, Any]:
    """GET /meetings/{meetingId}/recordings; of webinars too."""
    item, run, recording = _recorded(call)
    told = recordings.row(call.world, item, run) | {"password": recording.passcode}
    call.number("ttl", 0, 0, WEEK_S)
    if call.query.get("include_fields") == "download_access_token":
        told["download_access_token"] = fresh_id(64)
    return told | {"participant_audio_files": []}


def of_user(call: Call) -> dict[str, Any]:
    """GET /users/{userId}/recordings between two days, a month apart at most: today if not said."""
    host = call.user("cloud_recording:read:list_user_recordings")
    call.paid()
    trash = call.query.get("trash") == "true"
    first, last = _range(call)
    wanted = call.query.get("meeting_id", "")
    found = [
        (item, run)
        for item, run in runs.every(call.world, host=host)
        if first <= run.started_at < last + timedelta(days=1)
        and wanted in ("", str(item.id))
        and (recording := recordings.of(item, run))
        and _has(recording, trash=trash)
    ]
    told = pages(
        call, "meetings", found, lambda pair: recordings.row(call.world, *pair, trash=trash)
    )
    told.pop("page_number")
    return {"from": f"{first:%Y-%m-%d}", "to": f"{last:%Y-%m-%d}", **told}


def _range(call: Call) -> tuple[datetime, datetime]:
    today = call.world.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    last = call.day("to") or today
    first = call.day("from") or last
    return max(first, last - MONTH), last


def delete_all(call: Call) -> None:
    """DELETE /meetings/{meetingId}/recordings: to the trash, or for good."""
    item, run, recording = _recorded(call)
    _tell_of_delete(call, item, run)
    _delete(call, run, recording, recording.files)


def delete_one(call: Call) -> None:
    """DELETE /meetings/{meetingId}/recordings/{recordingId}."""
    item, run, recording = _recorded(call)
    one = _file(recording, call, trash=False)
    _tell_of_delete(call, item, run)
    _delete(call, run, recording, [one])


def _tell_of_delete(call: Call, item: Item, run: Run) -> None:
    """Tell subscribers, before the files are gone."""
    act = call.choice("action", "trash", ("trash", "delete"))
    actions.file_recording(call.world, item, run, "trashed" if act == "trash" else "deleted")


def _delete(call: Call, run: Run, recording: Recording, files: list[RecordedFile]) -> None:
    if call.choice("action", "trash", ("trash", "delete")) == "trash":
        for one in files:
            one.deleted_at = one.deleted_at or call.world.clock.now()
        return
    recording.files = [one for one in recording.files if one not in files]
    run.recorded = bool(recording.files)


def _file(recording: Recording, call: Call, *, trash: bool) -> RecordedFile:
    wanted = call.path["recording"]
    for one in recording.files:
        if one.id == wanted and (one.deleted_at is not None) is trash:
            return one
    raise _none()


def recover_all(call: Call) -> None:
    """PUT /meetings/{meetingUUID}/recordings/status with action recover: 200, no body."""
    _check_recover(call)
    item, run, recording = _recorded(call, trash=True)
    _recover(call, recording.files)
    actions.file_recording(call.world, item, run, "recovered")


def recover_one(call: Call) -> None:
    """PUT /meetings/{meetingId}/recordings/{recordingId}/status with action recover: 204."""
    _check_recover(call)
    item, run, recording = _recorded(call, trash=True)
    _recover(call, [_file(recording, call, trash=True)])
    actions.file_recording(call.world, item, run, "recovered")


def _check_recover(call: Call) -> None:
    if call.json.get("action") != "recover":
        raise errors.invalid_field("action")


def _recover(call: Call, files: list[RecordedFile]) -> None:
    """Take files out of the trash, where they stay 30 days."""
    since = call.world.clock.now() - TRASH
    for one in files:
        if one.deleted_at and one.deleted_at >= since:
            one.deleted_at = None


def get_settings(call: Call) -> dict[str, Any]:
    """GET /meetings/{meetingId}/recordings/settings."""
    item, _, recording = _recorded(call)
    base = {"topic": item.topic, "password": recording.passcode, "auto_delete": False}
    return recordings.USUAL | base | recording.settings


def change_settings(call: Call) -> None:
    """PATCH /meetings/{meetingId}/recordings/settings: 204; unknown members are dropped."""
    _, _, recording = _recorded(call)
    known = recordings.USUAL | {"topic": "", "password": "", "auto_delete": False}
    asked = {name: value for name, value in call.json.items() if name in known}
    for name, value in asked.items():
        if type(value) is not type(known[name]):
            raise errors.invalid_field(name)
    if asked.get("share_recording", "none") not in SHARES:
        raise errors.invalid_field("share_recording")
    if not SHORTEST <= len(asked.get("password", recording.passcode)) <= LONGEST:
        raise errors.invalid_field("password")
    recording.passcode = asked.pop("password", recording.passcode)
    recording.settings |= asked


_ALL = "/meetings/{item:path}/recordings"
_ONE = f"{_ALL}/{{recording}}"
_S = "cloud_recording:"
_FILES, _READ = f"{_S}read:list_recording_files", f"{_S}read:recording_settings"
_WRITE, _OF_USER = f"{_S}update:recording_settings", f"{_S}read:list_user_recordings"
_BACK, _BACK_ONE = f"{_S}update:recover_meeting_recordings", f"{_S}update:recover_single_recording"
_DROP, _DROP_ONE = f"{_S}delete:meeting_recording", f"{_S}delete:recording_file"
ROUTES = [
    api("GET", "/users/{user}/recordings", of_user, scope=_OF_USER, label="medium"),
    api("GET", f"{_ALL}/settings", get_settings, scope=_READ, label="light"),
    api("PATCH", f"{_ALL}/settings", change_settings, scope=_WRITE, label="light"),
    api("PUT", f"{_ALL}/status", recover_all, scope=_BACK, label="light", empty=200),
    api("PUT", f"{_ONE}/status", recover_one, scope=_BACK_ONE, label="light"),
    api("DELETE", _ONE, delete_one, scope=_DROP_ONE, label="light"),
    api("GET", _ALL, of_meeting, scope=_FILES, label="light"),
    api("DELETE", _ALL, delete_all, scope=_DROP, label="light"),
]
