"""News between processes: one row in the outbox, and on PostgreSQL a NOTIFY that carries it.

Published inside the transaction that makes the news true, so nobody hears of what was rolled
back. The listening half lives in `door/listen.py`, the only part that listens.
"""

import json
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from virtualcrowd.common.models import BusMessage

CHANNEL = "vc_bus"
KEEP = timedelta(minutes=10)


def publish(topic: str, body: dict[str, Any], *, event_id: int | None = None) -> None:
    """Tell every process. `body` is JSON of at most a few hundred bytes."""
    with transaction.atomic():
        message = BusMessage.objects.create(topic=topic, event_id=event_id, body=body)
        if connection.vendor == "postgresql":
            note = {"id": message.pk, "topic": topic, "event_id": event_id, "body": body}
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps(note)])


def sweep() -> int:
    """Delete what every listener has long read. Returns how many rows."""
    return BusMessage.objects.filter(at__lt=timezone.now() - KEEP).delete()[0]
