"""The dates of a recurring meeting or webinar, and the sessions that follow them.

All dates share one meeting number: https://developers.zoom.us/docs/api/meetings/ `occurrences`.
"""

from datetime import timedelta

from virtualcrowd.agenda import sessions as agenda
from virtualcrowd.agenda.models import Session
from virtualcrowd.common import bus
from virtualcrowd.zoom.models import Embed, LibraryItem, Occurrence
from virtualcrowd.zoom.payloads import Meeting, Webinar
from virtualcrowd.zoom.payloads import Occurrence as Said

DELETED = "deleted"


def store(item: LibraryItem, detail: Meeting | Webinar) -> None:
    """Store the dates that Zoom tells; sessions at a date that moved move with it.

    Zoom leaves past dates out, so what is not told any more is deleted only if it was to come.
    """
    known = {date.occurrence_id: date for date in item.dates.all()}
    told = {one.occurrence_id: one for one in detail.occurrences if _is_whole(one)}
    if not known and not told:
        return
    for key, one in told.items():
        _store(item, known.get(key), key, one)
    for key, date in known.items():
        is_to_come = date.ends_at > item.synced_at
        if key not in told and is_to_come and not date.is_deleted:
            _delete(date)


def _is_whole(one: Said) -> bool:
    return bool(one.occurrence_id and one.start_time)


def _store(item: LibraryItem, date: Occurrence | None, key: str, one: Said) -> None:
    assert one.start_time  # noqa: S101 - `_is_whole` has looked
    duration, is_deleted = timedelta(minutes=one.duration), one.status == DELETED
    if date is None:
        Occurrence.objects.create(
            item=item,
            occurrence_id=key,
            starts_at=one.start_time,
            duration=duration,
            is_deleted=is_deleted,
        )
        return
    before = (date.starts_at, date.duration)
    was_deleted = date.is_deleted
    if (*before, was_deleted) == (one.start_time, duration, is_deleted):
        return
    date.starts_at, date.duration, date.is_deleted = one.start_time, duration, is_deleted
    date.save(update_fields=["starts_at", "duration", "is_deleted"])
    for session in _sessions_of(date):
        if session.starts_at == before[0]:  # who moved it by hand, keeps it
            # By nobody: Zoom moved it.
            agenda.move(session=session, starts_at=date.starts_at, length=date.duration, by=None)
        if was_deleted != is_deleted:
            agenda.tell(session)


def _delete(date: Occurrence) -> None:
    date.is_deleted = True
    date.save(update_fields=["is_deleted"])
    bus.publish("facts", {}, event_id=date.item.event_id)
    for session in _sessions_of(date):
        agenda.tell(session)


def _sessions_of(date: Occurrence) -> list[Session]:
    embeds = Embed.objects.filter(date=date).select_related("session__event", "session__track")
    return [embed.session for embed in embeds]
