"""Bodies of the webhooks about a cloud recording while it is made.

https://developers.zoom.us/docs/api/meetings/events/#tag/recording
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zoomsandbox import webhook_payloads
from zoomsandbox.clock import zoom_time

if TYPE_CHECKING:
    from datetime import datetime

    from zoomsandbox.models import Item
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
