"""What the door writes, in bulk and by hand: the ORM's bulk_create costs several times more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from virtualcrowd.agenda.models import Session
from virtualcrowd.events.models import Attendee

type Join = tuple[int, int, int]  # session, attendee, Unix seconds

_JOIN = "INSERT INTO agenda_joinentry (session_id, attendee_id, at) VALUES {}"
_DELIVERY = (
    "INSERT INTO common_delivery"
    " (provider, source_id, key, kind, body, received_at, error)"
    " VALUES {} ON CONFLICT (key) DO NOTHING"
)
_AT_ONCE = 500  # rows in one statement


@dataclass(frozen=True, slots=True)
class Arrival:
    """A verified webhook call."""

    provider: str
    source_id: int
    key: str
    kind: str
    body: bytes
    at: float  # Unix seconds


def _moment(seconds: float) -> Any:
    return connection.ops.adapt_datetimefield_value(datetime.fromtimestamp(seconds, UTC))


def _insert(statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Insert the rows in one transaction.

    Many in one statement, as SQLite's driver takes and gives back the interpreter's lock at each
    row of an executemany, while the loop waits for it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for start in range(0, len(rows), _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            row = f"({', '.join(['%s'] * len(part[0]))})"
            cursor.execute(
                statement.format(", ".join([row] * len(part))),
                [value for values in part for value in values],
            )


def store_joins(joins: Sequence[Join]) -> None:
    """Write the join log. Lines of a session or attendee that is gone by now are left out."""
    moments = {at: _moment(at) for at in {join[2] for join in joins}}
    # Sorted, as the larger index is: each of its pages is looked for once.
    rows = [(session, attendee, moments[at]) for session, attendee, at in sorted(joins)]
    try:
        _insert(_JOIN, rows)
    except IntegrityError:
        sessions = set(Session.objects.in_bulk({row[0] for row in rows}))
        people = set(Attendee.objects.in_bulk({row[1] for row in rows}))
        _insert(_JOIN, [row for row in rows if row[0] in sessions and row[1] in people])


def store_arrivals(arrivals: Sequence[Arrival]) -> None:
    """Write the webhook calls, each once however often it came."""
    _insert(
        _DELIVERY,
        [(a.provider, a.source_id, a.key, a.kind, a.body, _moment(a.at), "") for a in arrivals],
    )
