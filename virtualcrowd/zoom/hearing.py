"""What every webhook means, whatever it tells: that Zoom reaches us, and of which account."""

import logging
from datetime import datetime

from virtualcrowd.common import bus
from virtualcrowd.zoom.envelope import Envelope
from virtualcrowd.zoom.models import Connection

logger = logging.getLogger(__name__)


def is_ours(connection: Connection, envelope: Envelope) -> bool:
    """Is it about the Zoom account of the event?"""
    told = envelope.content.account_id
    if connection.account_id and told != connection.account_id:
        logger.warning("A webhook to %r is of another Zoom account than the event's", connection)
        return False
    return True


def note(connection: Connection, **times: datetime) -> None:
    """Keep when we last heard; the first time changes for whom the lobby waits."""
    did_hear = connection.hears_webhooks
    for name, at in times.items():
        setattr(connection, name, max(at, getattr(connection, name) or at))
    connection.save(update_fields=list(times))
    if connection.hears_webhooks != did_hear:
        bus.publish("facts", {"zoom": "hears"}, event_id=connection.event_id)
