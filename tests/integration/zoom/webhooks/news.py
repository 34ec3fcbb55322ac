"""What Zoom tells of a meeting, as it lies in our table before anybody has looked at it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.factories import core
from virtualcrowd.common.models import Delivery
from virtualcrowd.zoom import deliveries
from virtualcrowd.zoom.models import Connection

NOW = core.NOON + timedelta(hours=2)


def zoom_time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def told(
    connection: Connection, kind: str, at: datetime, thing: Any, account: str = ""
) -> Delivery:
    """What Zoom sends at that moment about a thing of the connection's account."""
    body = {
        "event": kind,
        "event_ts": int(at.timestamp() * 1000),
        "payload": {"account_id": account or connection.account_id, "object": thing},
    }
    return stored(connection, kind, json.dumps(body).encode())


def stored(connection: Connection, kind: str, body: bytes, received_at: datetime = NOW) -> Delivery:
    return Delivery.objects.create(
        provider="zoom",
        source_id=connection.pk,
        key=f"key-{Delivery.objects.count()}",
        kind=kind,
        body=body,
        received_at=received_at,
    )


def apply() -> int:
    return deliveries.apply_waiting(now=NOW)
