"""Bodies of the webhooks about a cloud recording: while it is made, when it is there, and later.

https://developers.zoom.us/docs/api/meetings/events/#tag/recording
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zoomsandbox import recordings, webhook_payloads
from zoomsandbox.clock import zoom_time

if TYPE_CHECKING:
    from datetime import datetime

    from zoomsandbox.models import Item, Run
    from zoomsandbox.world import World


def progress(world: World, item: Item, began: datetime, ended: datetime | None) -> dict[str, Any]:
    """Return the payload of recording.started, paused, resumed and stopped."""
    body = webhook_payloads.running(world, item) | {"id": item.id}
    body.pop("host_email")
    body["recording_file"] = {
        "recording_start": zoom_time(began),
        "recording_end": zoom_time(ended) if ended else "",
    }
    return {"object": body}


def completed(world: World, item: Item, run: Run) -> dict[str, Any]:
    """Return the payload of recording.completed; raises ValueError when nothing was recorded."""
    return {"object": _whole(world, item, run) | {"host_email": world.host(item).email}}


def filed(world: World, item: Item, run: Run) -> dict[str, Any]:
    """Return the payload of recording.trashed, deleted and recovered: the files in question."""
    body = _whole(world, item, run)
    for name in ("password", "recording_play_passcode", "auto_delete"):
        body.pop(name, None)
    return webhook_payloads.by_the_host(world, object=body)


def _whole(world: World, item: Item, run: Run) -> dict[str, Any]:
    """Return what REST tells of a recording, with the differences of the events."""
    told = recordings.row(world, item, run)
    more = {"type": item.type, "timezone": item.timezone}
    return told | more | {"password": run.recording.passcode if run.recording else ""}
