"""What a stored webhook changes: applied once, in the order of the times that it tells."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from django.db import transaction
from pydantic import Field, ValidationError

from virtualcrowd.common import bus
from virtualcrowd.common.models import Delivery
from virtualcrowd.zoom import live, tokens, webhooks
from virtualcrowd.zoom.models import Connection, LibraryItem
from virtualcrowd.zoom.payloads import Digits, Flag, Moment, Number, Payload, Text

logger = logging.getLogger(__name__)

TRY_FOR = timedelta(hours=2)  # what fails for that long stays, with its error, for a look
BATCH = 500
DEAUTHORIZED = "app_deauthorized"


class Thing(Payload):
    """The meeting or webinar of an envelope."""

    id: Digits = ""
    start_time: Moment = None  # of a run: when it really began
    end_time: Moment = None
    practice_session: Flag = False


class Content(Payload):
    account_id: Text = ""
    client_id: Text = ""
    thing: Thing = Field(default_factory=Thing, validation_alias="object")


class Envelope(Payload):
    """https://developers.zoom.us/docs/api/webhooks/#event-notification-format."""

    event: Text
    event_ts: Number = 0  # milliseconds
    content: Content = Field(default_factory=Content, validation_alias="payload")

    @property
    def sent_at(self) -> datetime:
        return datetime.fromtimestamp(self.event_ts / 1000, UTC)

    @property
    def told_at(self) -> datetime:
        """When it happened: to the second in the object, finer if the envelope is of that second.

        Zoom sends late and out of order, so never the time of arrival.
        """
        is_end = self.event.endswith(".ended")
        told = self.content.thing.end_time if is_end else self.content.thing.start_time
        if told is None or not self.event.endswith((".started", ".ended")):
            return self.sent_at
        same_second = timedelta(0) <= self.sent_at - told < timedelta(seconds=1)
        return self.sent_at if same_second else told


def apply_waiting(*, now: datetime) -> int:
    """Apply what waits; safe to run twice at once. Returns how many were applied."""
    waiting = Delivery.objects.filter(
        provider="zoom", applied_at=None, received_at__gt=now - TRY_FOR
    ).order_by("received_at")[:BATCH]
    return sum(_apply_once(row.pk, now) for row in sorted(waiting, key=_told_at))


def _told_at(row: Delivery) -> datetime:
    try:
        return Envelope.model_validate_json(bytes(row.body)).told_at
    except (ValidationError, OverflowError, ValueError):
        return row.received_at


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
        _note_heard(connection, webhook_validated_at=row.received_at)
        return
    if row.kind == webhooks.REFUSED:
        Connection.objects.filter(pk=connection.pk).update(webhook_refused_at=row.received_at)
        return
    envelope = Envelope.model_validate_json(bytes(row.body))
    if connection.account_id and envelope.content.account_id != connection.account_id:
        logger.warning("Webhook %s is of another Zoom account than the event's", row.pk)
        return
    _note_heard(connection, webhook_received_at=row.received_at)
    if row.kind == DEAUTHORIZED:
        _deauthorized(connection, envelope, now)
    elif act := ACTS.get(row.kind):
        act(connection, envelope)


def _note_heard(connection: Connection, **times: datetime) -> None:
    """Keep when we last heard; the first time changes for whom the lobby waits."""
    did_hear = connection.hears_webhooks
    for name, at in times.items():
        setattr(connection, name, max(at, getattr(connection, name) or at))
    connection.save(update_fields=list(times))
    if connection.hears_webhooks != did_hear:
        bus.publish("facts", {"zoom": "hears"}, event_id=connection.event_id)


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
        live.started(item=item, at=envelope.told_at)


def _ended(connection: Connection, envelope: Envelope) -> None:
    thing = envelope.content.thing
    if thing.practice_session:  # of a webinar whose attendees were never let in
        return
    if item := _item(connection, envelope):
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
