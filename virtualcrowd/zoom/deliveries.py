"""What a stored webhook changes: applied once, in the order of the times that it tells."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from virtualcrowd.common.models import Delivery
from virtualcrowd.zoom import hearing, live, tokens, webhooks
from virtualcrowd.zoom.envelope import Envelope
from virtualcrowd.zoom.inside import count, runs, stays
from virtualcrowd.zoom.models import Connection, LibraryItem

logger = logging.getLogger(__name__)

TRY_FOR = timedelta(hours=2)  # what fails for that long stays, with its error, for a look
BATCH = 500
KEEP_PEOPLE = timedelta(days=1)  # their bodies hold names and addresses, which nothing here needs
DEAUTHORIZED = "app_deauthorized"


def apply_waiting(*, now: datetime) -> int:
    """Apply what waits; safe to run twice at once. Returns how many were applied.

    What happens to meetings does not wait behind thousands of people who come in.
    """
    waiting = _waiting(now).exclude(kind__in=stays.KINDS).order_by("received_at", "pk")[:BATCH]
    done = sum(_apply_once(row.pk, now) for row in sorted(waiting, key=_told_at))
    return done + _apply_people(now)


def sweep_people(*, now: datetime) -> int:
    """Delete what told of people, before other webhooks go. Returns how many."""
    old = Delivery.objects.filter(
        provider="zoom", kind__in=stays.KINDS, received_at__lt=now - KEEP_PEOPLE
    )
    return old.delete()[0]


def _waiting(now: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(provider="zoom", applied_at=None, received_at__gt=now - TRY_FOR)


def _told_at(row: Delivery) -> datetime:
    try:
        return Envelope.model_validate_json(bytes(row.body)).told_at
    except (OverflowError, ValueError):
        return row.received_at


def _apply_people(now: datetime) -> int:
    """Apply what tells of people, a batch in one transaction, and have them counted."""
    done, last = 0, 0
    people = _waiting(now).filter(kind__in=stays.KINDS).order_by("pk")
    while pks := list(people.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        last = pks[-1]
        try:
            applied, heard = _apply_batch(pks, now)
        except Exception:  # find the bad one, so that it does not stop the others
            logger.exception("Zoom webhooks about people could not be applied together")
            done += sum(_apply_once(pk, now) for pk in pks)
            continue
        done += applied
        for connection, at in heard.items():
            hearing.note(connection, webhook_received_at=at)
            count.soon(connection.event_id, timezone.now())  # later than `now`, after many
    return done


@transaction.atomic
def _apply_batch(pks: list[int], now: datetime) -> tuple[int, dict[Connection, datetime]]:
    """Apply what no other worker is at. Returns what `stays.apply` does."""
    rows = Delivery.objects.filter(pk__in=pks, applied_at=None)
    return stays.apply(list(rows.select_for_update(skip_locked=True)), now)


def _apply_once(pk: int, now: datetime) -> bool:
    """Apply one delivery and its mark in one transaction; a failure is written down."""
    try:
        with transaction.atomic():
            row = Delivery.objects.select_for_update().filter(pk=pk, applied_at=None).first()
            if row is None:
                return False
            _apply(row, now)
            Delivery.objects.filter(pk=pk).update(applied_at=now, error="")
    except Exception as error:  # one bad delivery must not stop the others
        logger.exception("Zoom webhook %s could not be applied", pk)
        Delivery.objects.filter(pk=pk).update(error=f"{type(error).__name__}: {error}"[:1000])
        return False
    return True


def _apply(row: Delivery, now: datetime) -> None:
    connection = Connection.objects.filter(pk=row.source_id).first()
    if connection is None:
        return
    if row.kind == webhooks.VALIDATION:
        hearing.note(connection, webhook_validated_at=row.received_at)
        return
    if row.kind == webhooks.REFUSED:
        Connection.objects.filter(pk=connection.pk).update(webhook_refused_at=row.received_at)
        return
    envelope = Envelope.model_validate_json(bytes(row.body))
    if not hearing.is_ours(connection, envelope):
        return
    hearing.note(connection, webhook_received_at=row.received_at)
    if row.kind == DEAUTHORIZED:
        _deauthorized(connection, envelope, now)
    elif act := ACTS.get(row.kind):
        act(connection, envelope)


def _deauthorized(connection: Connection, envelope: Envelope, now: datetime) -> None:
    """Somebody removed our app at Zoom: nothing will answer until it is authorized again."""
    if envelope.content.client_id in ("", connection.oauth_client_id):
        words = "The app was removed from the Zoom account."
        tokens.mark_broken(connection, "grant_dead", words, now=now, forget=True)


def _item(connection: Connection, envelope: Envelope) -> LibraryItem | None:
    number = envelope.content.thing.id
    return LibraryItem.objects.filter(event=connection.event_id, zoom_id=number).first()


def _started(connection: Connection, envelope: Envelope) -> None:
    if item := _item(connection, envelope):
        runs.began(item, envelope)
        live.started(item=item, at=envelope.told_at)


def _ended(connection: Connection, envelope: Envelope) -> None:
    thing = envelope.content.thing
    if thing.practice_session:  # of a webinar whose attendees were never let in
        return
    if item := _item(connection, envelope):
        runs.over(item, envelope)
        live.ended(item=item, at=envelope.told_at, run_at=thing.start_time)


def _changed(connection: Connection, envelope: Envelope) -> None:
    """Ask Zoom what the item is now: the webhook names only what differs."""
    from virtualcrowd.zoom import tasks  # noqa: PLC0415 - tasks import what they run

    if item := _item(connection, envelope):
        transaction.on_commit(partial(tasks.refresh_item, item.pk))


def _deleted(connection: Connection, envelope: Envelope) -> None:
    """Ask Zoom whether the whole item is gone: of a series, this comes for a single date, too."""
    from virtualcrowd.zoom import tasks  # noqa: PLC0415 - tasks import what they run

    if item := _item(connection, envelope):
        transaction.on_commit(partial(tasks.refresh_item, item.pk, is_told=True))


def _decided(connection: Connection, envelope: Envelope) -> None:
    """The host let a registrant in, or turned them away."""
    from virtualcrowd.zoom import tasks  # noqa: PLC0415 - tasks import what they run

    if item := _item(connection, envelope):
        transaction.on_commit(partial(tasks.look_for_approvals, item.pk))


def _came_or_went(connection: Connection, envelope: Envelope) -> None:
    """One of the people whose batch could not be applied; `count.again` will see them."""
    stays.store(connection.event_id, [envelope])


ACTS: dict[str, Callable[[Connection, Envelope], None]] = {
    f"{kind}.{happened}": act
    for kind in ("meeting", "webinar")
    for happened, act in (
        ("started", _started),
        ("ended", _ended),
        ("updated", _changed),
        ("deleted", _deleted),
        ("permanently_deleted", _deleted),
        ("recovered", _changed),
        ("registration_approved", _decided),
        ("registration_denied", _decided),
    )
}
ACTS.update(dict.fromkeys(stays.KINDS, _came_or_went))
