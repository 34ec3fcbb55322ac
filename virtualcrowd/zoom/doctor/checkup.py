"""A look at a connection that stands, or did: on "Test now", and behind by the worker.

Heals what works again, breaks what Zoom refuses for good, keeps what limits it (`findings`).
"""

import logging
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from virtualcrowd.accounts.models import User
from virtualcrowd.common import audit, bus
from virtualcrowd.zoom import account, connection, pairs, tokens
from virtualcrowd.zoom.client import Client
from virtualcrowd.zoom.connection import ConnectFailed
from virtualcrowd.zoom.doctor import alarm, clock, hooks, joins, keys
from virtualcrowd.zoom.doctor.keys import Found
from virtualcrowd.zoom.doctor.probes import NoAnswer
from virtualcrowd.zoom.errors import ZoomError, ZoomUnauthorized
from virtualcrowd.zoom.models import Connection

logger = logging.getLogger(__name__)

EVERY = timedelta(minutes=30)
STALE = 3 * EVERY  # what was seen longer ago is shown as old


def test(*, row: Connection, by: User, now: datetime) -> Connection:
    """Ask Zoom who we are, now; a connection that was broken and works again is whole.

    Raises:
        ConnectFailed: with the reason.
    """
    try:
        return _examine(row, None if row.is_connected else by, now)
    except ZoomUnauthorized as error:
        key, detail = _why_dead(row, str(error))
        raise connection.failed(row, by, key, detail, now) from error
    except (ZoomError, ConnectFailed, IntegrityError) as error:
        raise connection.failed(row, by, *connection.reason_of(error), now) from error


def _why_dead(row: Connection, detail: str) -> tuple[str, str]:
    """The refresh that failed has written down why; the doctor may know better."""
    kept = Connection.objects.get(pk=row.pk)
    key = kept.failure if kept.failure in _ENDS else "grant_dead"
    if key in ("grant_dead", "secret_rotated"):
        found = keys.examine(kept)
        if found and found.key in ("app_removed", "app_disabled"):
            return found.key, found.detail
    return key, detail


_ENDS = tokens.NEEDS_SOMEBODY | {"secret_rotated", "grant_slept", "is_general_app", "app_removed"}


def _examine(row: Connection, by: User | None, now: datetime) -> Connection:
    with Client(row) as zoom:
        found = account.look(zoom, row, row.scopes)
    return _heal(row, found, doubts(row, found.findings, now), by, now)


def doubts(row: Connection, known: list[str], now: datetime) -> list[dict[str, str]]:
    """Return what limits a connection that works: rows of the table with what was seen."""
    found = [Found(key) for key in known]
    with suppress(NoAnswer):
        found += filter(None, [clock.off(), keys.signing(row)])
    found += [*joins.refusals(row), *hooks.troubles(row, now)]
    return [{"key": one.key, "detail": one.detail} for one in found]


@transaction.atomic
def _heal(
    tested: Connection,
    found: account.Account,
    findings: list[dict[str, str]],
    by: User | None,
    now: datetime,
) -> Connection:
    row = Connection.objects.select_for_update().get(pk=tested.pk)
    if not tokens.has_grant(row):
        raise ConnectFailed("grant_dead", "Disconnected meanwhile.")
    was_broken = not row.is_connected
    row.status, row.failure, row.failure_detail = Connection.Status.CONNECTED, "", ""
    row.failed_at = row.owner_told_at = None
    row.last_ok_at = row.checked_at = now
    row.zoom_user_email, row.zoom_user_name = found.me.email[:254], found.me.name[:200]
    row.plan, row.has_webinars = found.plan[:40], found.has_webinars
    row.findings = findings
    row.save()
    if was_broken:
        audit.record(event=row.event, by=by, action="Connected Zoom", place=pairs.PLACE)
        bus.publish("facts", {"zoom": row.status}, event_id=row.event_id)
    return row


def run_due(*, now: datetime) -> int:
    """Look at each connection whose look is due, one after the other. Returns how many."""
    rows = Connection.objects.exclude(status=Connection.Status.DRAFT)
    due = rows.filter(Q(checked_at=None) | Q(checked_at__lt=now - EVERY)).order_by("checked_at")
    count = 0
    for row in due:
        count += 1
        watch(row, now)
    for row in rows.filter(status=Connection.Status.BROKEN, owner_told_at=None):
        alarm.tell_owners(row, now=now)
    return count


def watch(row: Connection, now: datetime) -> None:
    """Look at one connection; whatever happens, the next is looked at too."""
    try:
        _examine(row, None, now)
    except ZoomUnauthorized as error:
        _note_break(row, str(error), now)
    except (ZoomError, ConnectFailed, IntegrityError) as error:
        # Passing: the time of the last answer shows how old all of it is.
        logger.warning("The look at %r came to nothing: %s", row, error)
        key, detail = connection.reason_of(error)
        mine = Connection.objects.filter(pk=row.pk, failure="")
        mine.update(failure=key, failure_detail=detail[:500], failed_at=now)
    # Only now: who looks at the page shall not take a look that broke off for one.
    Connection.objects.filter(pk=row.pk).update(checked_at=now)


def _note_break(row: Connection, detail: str, now: datetime) -> None:
    key, told = _why_dead(row, detail)
    tokens.mark_broken(row, key, told, now=now)
    broken = Connection.objects.filter(pk=row.pk, status=Connection.Status.BROKEN)
    broken.update(failure=key, failure_detail=told[:500])
