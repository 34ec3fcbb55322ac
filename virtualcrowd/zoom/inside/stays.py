"""Who is in a run, from webhooks about people: thousands at once, twice, in any order.

Each webhook only moves a time of its own forwards, in the database, so nothing is read before it
is written, and two workers that apply the same or each other's news end with the same.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection as database

from virtualcrowd.common.models import Delivery
from virtualcrowd.zoom import hearing
from virtualcrowd.zoom.envelope import Envelope
from virtualcrowd.zoom.inside.models import Run
from virtualcrowd.zoom.models import Connection, LibraryItem
from virtualcrowd.zoom.testjoin.entry import KEY_PREFIX

logger = logging.getLogger(__name__)

# Who waits in the waiting room, or for the host, is not inside: those events are left alone.
JOINED = {
    "meeting.participant_joined",
    "meeting.participant_joined_breakout_room",
    "webinar.participant_joined",
}
LEFT = {
    "meeting.participant_left",
    "meeting.participant_left_breakout_room",
    "meeting.participant_put_in_waiting_room",
    "webinar.participant_left",
}
KINDS = JOINED | LEFT
NAME_LIMIT = 64

_STORE = """
INSERT INTO zoom_stay (run_id, who, in_room, person, joined_at, back_at, left_at) VALUES {rows}
ON CONFLICT (run_id, who, in_room) DO UPDATE SET
joined_at = {least}(COALESCE(zoom_stay.joined_at, EXCLUDED.joined_at),
                    COALESCE(EXCLUDED.joined_at, zoom_stay.joined_at)),
back_at = {most}(COALESCE(zoom_stay.back_at, EXCLUDED.back_at),
                 COALESCE(EXCLUDED.back_at, zoom_stay.back_at)),
left_at = {most}(COALESCE(zoom_stay.left_at, EXCLUDED.left_at),
                 COALESCE(EXCLUDED.left_at, zoom_stay.left_at))
"""

type Key = tuple[int, str, bool]  # run, who, in a breakout room


@dataclass
class Times:
    """What a batch tells of one stay."""

    person: str
    joined_at: datetime | None = None
    back_at: datetime | None = None
    left_at: datetime | None = None

    def take(self, envelope: Envelope) -> None:
        """Widen the times by what one webhook tells."""
        at = envelope.told_at
        if envelope.event in JOINED:
            self.joined_at = min(self.joined_at or at, at)
            self.back_at = max(self.back_at or at, at)
        else:
            self.left_at = max(self.left_at or at, at)


def apply(rows: Sequence[Delivery], now: datetime) -> tuple[int, dict[Connection, datetime]]:
    """Apply webhooks about people. Returns how many, and of which connections we heard, when.

    One that cannot be understood gets its error, and keeps no other from being applied. The
    connection is not touched here: who has it locked may wait for a run.
    """
    read = {row: envelope for row in rows if (envelope := _read(row))}
    heard: dict[Connection, datetime] = {}
    for pk, connection in Connection.objects.in_bulk({row.source_id for row in read}).items():
        mine = [row for row in read if row.source_id == pk]
        if ours := [row for row in mine if hearing.is_ours(connection, read[row])]:
            store(connection.event_id, [read[row] for row in ours])
            heard[connection] = max(row.received_at for row in ours)
    Delivery.objects.filter(pk__in=[row.pk for row in read]).update(applied_at=now, error="")
    return len(read), heard


def _read(row: Delivery) -> Envelope | None:
    try:
        envelope = Envelope.model_validate_json(bytes(row.body))
        _ = envelope.told_at  # a time that is none shows here
    except (ValueError, OverflowError) as error:
        logger.warning("Zoom webhook %s cannot be understood", row.pk)
        Delivery.objects.filter(pk=row.pk).update(error=f"{type(error).__name__}: {error}"[:1000])
        return None
    return envelope


def store(event_id: int, envelopes: Iterable[Envelope]) -> None:
    """Write down who came and went; what is about no meeting of the library is passed over."""
    told = [one for one in envelopes if _counts(one)]
    runs = _runs(event_id, told)
    found: dict[Key, Times] = {}
    for envelope in told:
        thing = envelope.content.thing
        run_id = runs.get((thing.id, thing.uuid))
        if run_id is not None:
            person = thing.participant
            who = (person.uuid or person.user_id)[:NAME_LIMIT]
            key = (run_id, who, envelope.event.endswith("_breakout_room"))
            found.setdefault(key, Times(_person(envelope) or who)).take(envelope)
    if found:
        _write(found)


def _counts(envelope: Envelope) -> bool:
    """Is it about somebody in a run? A Test join is nobody."""
    thing = envelope.content.thing
    person = thing.participant
    is_test = person.customer_key.startswith(KEY_PREFIX)
    return bool(thing.uuid and (person.uuid or person.user_id)) and not is_test


def _person(envelope: Envelope) -> str:
    person = envelope.content.thing.participant
    return (person.registrant_id or person.customer_key or person.zoom_user)[:NAME_LIMIT]


def _runs(event_id: int, envelopes: Iterable[Envelope]) -> dict[tuple[str, str], int]:
    """(number, uuid) → the run, of meetings that are in the event's library."""
    asked = {(one.content.thing.id, one.content.thing.uuid) for one in envelopes}
    items = LibraryItem.objects.filter(event=event_id, zoom_id__in={number for number, _ in asked})
    by_number = dict(items.values_list("zoom_id", "pk"))
    return {
        (number, uuid): Run.objects.get_or_create(
            event_id=event_id, item_id=by_number[number], uuid=uuid[:NAME_LIMIT]
        )[0].pk
        for number, uuid in sorted(asked)
        if number in by_number
    }


def _write(found: dict[Key, Times]) -> None:
    """Move the times forwards, in one statement; in an order, so that workers cannot lock up."""
    is_lite = database.vendor == "sqlite"
    statement = _STORE.format(
        rows=", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(found)),
        least="MIN" if is_lite else "LEAST",
        most="MAX" if is_lite else "GREATEST",
    )
    values = [
        value
        for key, times in sorted(found.items(), key=lambda pair: pair[0])
        for value in (
            *key,
            times.person,
            *(_stored(at) for at in (times.joined_at, times.back_at, times.left_at)),
        )
    ]
    with database.cursor() as cursor:
        cursor.execute(statement, values)


def _stored(at: datetime | None) -> Any:
    return database.ops.adapt_datetimefield_value(at)
