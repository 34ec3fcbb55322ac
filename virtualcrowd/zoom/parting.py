"""The end of a connection: revoked at Zoom, forgotten here, the library kept or not."""

import logging
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from virtualcrowd.accounts.models import User
from virtualcrowd.agenda.models import JoinEntry, Session
from virtualcrowd.common import audit, bus
from virtualcrowd.common.models import Delivery
from virtualcrowd.events.models import Event
from virtualcrowd.zoom import oauth, pairs
from virtualcrowd.zoom.errors import ZoomError
from virtualcrowd.zoom.import_models import ImportJob
from virtualcrowd.zoom.inside import remembering
from virtualcrowd.zoom.inside.models import Run
from virtualcrowd.zoom.models import Connection, Embed, LibraryItem

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Keeping:
    """What stays after a disconnect. Attendance hangs on sessions, the library on Zoom."""

    library: bool = True
    attendance: bool = True


def disconnect(*, event: Event, by: User, keeping: Keeping | None = None) -> bool:
    """Forget the authorization here and at Zoom; the keys stay.

    Without its library, sessions lose what was embedded. Returns whether Zoom confirmed.
    """
    keep = keeping or Keeping()
    with transaction.atomic():
        row = Connection.objects.select_for_update().get(event=event)
        held = _held(row)
        account = row.zoom_user_email
        pairs.forget_account(row)
        row.failure, row.failure_detail, row.failed_at = "", "", None
        changes = {"Zoom account": (account, "none")}
        if not keep.library:
            changes |= _drop_library(row)
        if not keep.attendance:
            changes |= _drop_attendance(event)
        row.save()
        audit.record(
            event=event, by=by, action="Disconnected Zoom", place=pairs.PLACE, changes=changes
        )
        bus.publish("facts", {"zoom": row.status}, event_id=event.pk)
    return _revoke(held)


def _held(row: Connection) -> Connection:
    """What is needed to revoke, when the row itself has forgotten it."""
    return Connection(
        oauth_client_id=row.oauth_client_id,
        oauth_client_secret=row.oauth_client_secret,
        access_token=row.access_token,
    )


def _revoke(held: Connection) -> bool:
    if not held.access_token:
        return False
    try:
        oauth.revoke(held)
    except ZoomError as error:
        logger.warning("Zoom did not confirm the end of an authorization: %s", error)
        return False
    return True


def _drop_library(row: Connection) -> dict[str, tuple[str, str]]:
    """Take all items away, and with them what was embedded; another account is then no surprise."""
    sessions = Session.objects.for_event(row.event).filter(provider="zoom")
    Embed.objects.filter(session__event=row.event).delete()
    sessions.update(provider="")
    items = LibraryItem.objects.filter(event=row.event)
    count = items.count()
    for item in items.exclude(image=""):
        image = item.image
        transaction.on_commit(partial(image.storage.delete, str(image.name)))
    remembering.keep_people(items)
    items.delete()
    ImportJob.objects.filter(event=row.event).delete()
    row.former_account_id = row.former_account = ""
    return {"Library": (f"{count} imported", "removed")}


def _drop_attendance(event: Event) -> dict[str, tuple[str, str]]:
    """Take away who joined when, and what Zoom told of it."""
    joins = JoinEntry.objects.filter(session__event=event)
    count = joins.count()
    joins.delete()
    Run.objects.filter(event=event).delete()
    told = Delivery.objects.filter(provider="zoom", source_id__in=_sources(event))
    told.exclude(applied_at=None).delete()
    return {"Attendance": (f"{count} entries", "removed")}


def _sources(event: Event) -> list[int]:
    return list(Connection.objects.filter(event=event).values_list("pk", flat=True))
