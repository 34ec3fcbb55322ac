"""Cloud recordings: names, sizes and links; there is nothing to see or hear behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zoomsandbox.clock import zoom_time
from zoomsandbox.ids import fresh_id, stable_id
from zoomsandbox.models import RecordedFile, Recording

if TYPE_CHECKING:
    from datetime import datetime

    from zoomsandbox.models import FileType, Item, Run
    from zoomsandbox.world import World

PASSCODE_LENGTH = 8
BYTES_A_SECOND = {"MP4": 90_000, "M4A": 15_000, "CHAT": 10}
EXTENSION = {"MP4": "MP4", "M4A": "M4A", "CHAT": "TXT"}
USUAL: dict[str, Any] = {
    "approval_type": 2,
    "on_demand": False,
    "recording_authentication": False,
    "send_email_to_host": False,
    "share_recording": "publicly",
    "show_social_share_buttons": False,
    "viewer_download": True,
}


def of(item: Item, run: Run) -> Recording | None:
    """Return the recording of a run that is over, made when it was recorded or set to be."""
    if run.recording is None and run.ended_at and _is_recorded(item, run):
        run.recorded = True
        run.recording = Recording(
            passcode=fresh_id(PASSCODE_LENGTH), files=_files(run, run.ended_at)
        )
    return run.recording


def _is_recorded(item: Item, run: Run) -> bool:
    return run.recorded or item.settings.get("auto_recording") == "cloud"


def _files(run: Run, end: datetime) -> list[RecordedFile]:
    length = max(1, int((end - run.started_at).total_seconds()))
    kinds: dict[FileType, str] = {
        "MP4": "shared_screen_with_speaker_view",
        "M4A": "audio_only",
        "CHAT": "chat_file",
    }
    return [
        RecordedFile(
            id=stable_id(f"{run.uuid}/{kind}"),
            type=kind,
            kind=view,
            size=length * BYTES_A_SECOND[kind],
        )
        for kind, view in kinds.items()
    ]


def row(world: World, item: Item, run: Run, *, trash: bool = False) -> dict[str, Any]:
    """Return one run's recording as lists and details show it; raises ValueError without one."""
    recording = of(item, run)
    if recording is None:
        raise ValueError("This run was not recorded.")
    shown = [one for one in recording.files if (one.deleted_at is not None) is trash]
    end = run.ended_at or world.clock.now()
    return {
        "uuid": run.uuid,
        "id": item.id,
        "account_id": world.account.id,
        "host_id": item.host_id,
        "topic": recording.settings.get("topic", item.topic),
        "type": str(item.type),
        "start_time": zoom_time(run.started_at),
        "duration": -(-int((end - run.started_at).total_seconds()) // 60),
        "share_url": f"{world.base}/rec/share/{stable_id(run.uuid)}",
        "recording_play_passcode": stable_id(recording.passcode, 32),
        "total_size": sum(one.size for one in shown),
        "recording_count": len(shown),
        "auto_delete": False,
        "recording_files": [file_row(world, run, one) for one in shown],
    }


def file_row(world: World, run: Run, one: RecordedFile) -> dict[str, Any]:
    """Return one file of a recording."""
    end = run.ended_at or world.clock.now()
    told: dict[str, Any] = {
        "id": one.id,
        "meeting_id": run.uuid,
        "recording_start": zoom_time(run.started_at),
        "recording_end": zoom_time(end),
        "file_type": one.type,
        "file_extension": EXTENSION[one.type],
        "file_size": one.size,
        "play_url": f"{world.base}/rec/play/{one.id}",
        "download_url": f"{world.base}/rec/download/{one.id}",
        "status": "completed",
        "recording_type": one.kind,
    }
    if one.deleted_at:
        told["deleted_time"] = zoom_time(one.deleted_at)
    return told
