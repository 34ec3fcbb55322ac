"""The library of an event: what Zoom says of an item, and beside it what attendees are shown.

A sync writes the first (MIRRORED), only organisers write the second, and Zoom never receives it.
Whether the host has started is news with a time of its own: `live` writes that.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.db import transaction

from virtualcrowd.accounts.models import User
from virtualcrowd.agenda import live as agenda_live
from virtualcrowd.agenda.models import Session
from virtualcrowd.common import audit, bus
from virtualcrowd.events.models import Event
from virtualcrowd.zoom import dates, drift
from virtualcrowd.zoom.inside import remembering
from virtualcrowd.zoom.models import LibraryItem
from virtualcrowd.zoom.native import phone
from virtualcrowd.zoom.payloads import Meeting, Webinar

MIRRORED = (
    "uuid",
    "zoom_type",
    "topic",
    "agenda",
    "starts_at",
    "duration",
    "timezone",
    "host_id",
    "host_email",
    "alternative_hosts",
    "passcode",
    "dial_in",
    "phone_passcode",
    "waiting_room",
    "join_before_host",
    "needs_registration",
    "manual_approval",
    "uses_pmi",
    "is_simulive",
    "has_country_rule",
    "obstacle",
    "missing_since",
    "gone_at",
    "synced_at",
)
# What the door keeps in memory, and what an attendee's page shows, of an embedded item.
HELD = {"passcode", "obstacle", "gone_at", "needs_registration", "manual_approval"}
SEEN = {"topic", "agenda", "obstacle", "gone_at"}
# A webinar may run over its planned end; after this long it cannot be joined any more.
OVERRUN = timedelta(hours=1)
# One "does not exist" may be wrong; a second one after this long is believed.
CONFIRM = timedelta(seconds=45)
AUTOMATIC, MANUAL = 0, 1  # `approval_type`; 2 is no registration
OWN_ROOM = 4  # `type`: the number of somebody's personal room
STARTED = "started"  # a meeting's status; webinars have none
PLACE = "Libraries"

type Detail = Meeting | Webinar


class StillEmbedded(Exception):
    """The item stands behind `sessions`, so it stays."""

    def __init__(self, sessions: Iterable[Session]) -> None:
        self.sessions = list(sessions)
        super().__init__(", ".join(str(session) for session in self.sessions))


def kind_of(detail: Detail) -> LibraryItem.Kind:
    kinds = LibraryItem.Kind
    return kinds.WEBINAR if isinstance(detail, Webinar) else kinds.MEETING


def obstacle(detail: Detail) -> str:
    """Return why attendees cannot join it from here, a key of `advice.OBSTACLES`, or ""."""
    rules = detail.settings
    if rules.meeting_authentication or rules.enforce_login:
        return "needs_sign_in_webinar" if isinstance(detail, Webinar) else "needs_sign_in"
    if rules.encryption_type == "e2ee":
        return "e2ee"
    return ""


def importable(detail: Detail, now: datetime) -> str:
    """Return "" or why it is not worth importing, a key of `advice.NOT_IMPORTED`."""
    starts_at, duration = when(detail, now)
    if isinstance(detail, Webinar) and is_expired(starts_at, duration, now):
        return "expired"
    return obstacle(detail)


def is_expired(starts_at: datetime | None, duration: timedelta, now: datetime) -> bool:
    """Is this webinar's number dead? Zoom closes it at the planned end, unless it is running."""
    return starts_at is not None and starts_at + duration + OVERRUN < now


def when(detail: Detail, now: datetime) -> tuple[datetime | None, timedelta]:
    """Return (start, duration); of a recurring one the date that is on or next, else the last."""
    known = sorted(
        (date.start_time, timedelta(minutes=date.duration))
        for date in detail.occurrences
        if date.start_time and date.status != dates.DELETED
    )
    ahead = [date for date in known if date[0] + date[1] > now]
    if known:
        return ahead[0] if ahead else known[-1]
    return detail.start_time, timedelta(minutes=detail.duration)


def dates_to_come(detail: Detail, now: datetime) -> dict[str, datetime]:
    """Return the dates of a recurring one that are not over: Zoom's id of each → its start."""
    return {
        one.occurrence_id: one.start_time
        for one in detail.occurrences
        if one.occurrence_id
        and one.start_time
        and one.status != dates.DELETED
        and one.start_time + timedelta(minutes=one.duration) > now
    }


def is_deleted(item: LibraryItem) -> bool:
    """Was it deleted in Zoom? What is merely over is unknown to Zoom after a while, too."""
    if item.gone_at is None:
        return False
    return item.ends_at is None or item.gone_at < item.ends_at


def mirror(item: LibraryItem, detail: Detail, now: datetime) -> set[str]:
    """Set what Zoom says; return the columns that are new, the time of the look apart.

    Of the item only MIRRORED is touched; nothing is saved.
    """
    starts_at, duration = when(detail, now)
    rules = detail.settings
    said = {
        "uuid": detail.uuid,
        "zoom_type": detail.type,
        "topic": detail.topic[:300],
        "agenda": detail.agenda,
        "starts_at": starts_at,
        "duration": duration,
        "timezone": detail.timezone,
        "host_id": detail.host_id,
        "host_email": detail.host_email or item.host_email,
        "alternative_hosts": ",".join(rules.alternative_hosts),
        "passcode": detail.password,
        "dial_in": phone.numbers(detail),
        "phone_passcode": detail.pstn_password,
        "waiting_room": rules.waiting_room,
        "join_before_host": rules.join_before_host,
        "needs_registration": rules.approval_type in (AUTOMATIC, MANUAL),
        "manual_approval": rules.approval_type == MANUAL,
        "uses_pmi": detail.type == OWN_ROOM or rules.use_pmi,
        "is_simulive": detail.is_simulive,
        "has_country_rule": rules.approved_or_denied_countries_or_regions.enable,
        "obstacle": obstacle(detail),
        "missing_since": None,
        "gone_at": None,
    }
    changed = {name for name, value in said.items() if getattr(item, name) != value}
    for name, value in said.items():
        setattr(item, name, value)
    item.synced_at = now
    return changed


@transaction.atomic
def take_over(*, item: LibraryItem, detail: Detail, now: datetime) -> set[str]:
    """Store what Zoom says of an item in the library; return the columns that changed.

    The row is locked and read again: somebody may be editing or removing it meanwhile.
    """
    row = LibraryItem.objects.select_for_update().filter(pk=item.pk).first()
    if row is None:
        return set()
    row.baseline = row.baseline or drift.snapshot(row)
    changed = mirror(row, detail, now)
    dates.store(row, detail)
    drift.note(row, drift.sessions_of(row))
    row.save(update_fields=[*MIRRORED, "baseline", "drift"])
    _tell(row, changed)
    return changed


@transaction.atomic
def add(*, event: Event, zoom_id: str, detail: Detail, now: datetime) -> LibraryItem:
    """Put an item into the event's library; one that is there already is brought up to date."""
    fresh = LibraryItem(event=event, zoom_id=zoom_id, kind=kind_of(detail))
    mirror(fresh, detail, now)
    fresh.is_started = detail.status == STARTED
    fresh.baseline = drift.snapshot(fresh)
    said = {name: getattr(fresh, name) for name in ("kind", "is_started", "baseline", *MIRRORED)}
    item, is_new = LibraryItem.objects.get_or_create(event=event, zoom_id=zoom_id, defaults=said)
    if is_new and detail.occurrences:
        dates.store(item, detail)
    elif not is_new:
        take_over(item=item, detail=detail, now=now)
    return item


@transaction.atomic
def note_missing(*, item: LibraryItem, now: datetime, is_told: bool = False) -> set[str]:
    """Write down that Zoom does not know the item; return {"gone_at"} once it is certain.

    Certain is what Zoom told by itself, too (`is_told`), or what it says again after CONFIRM.
    """
    row = LibraryItem.objects.select_for_update().filter(pk=item.pk).first()
    if row is None:
        return set()
    is_certain = is_told or (row.missing_since and now - row.missing_since >= CONFIRM)
    changed = {"gone_at"} if is_certain and not row.gone_at else set()
    row.missing_since, row.synced_at = row.missing_since or now, now
    if changed:
        row.gone_at = row.missing_since
    row.save(update_fields=["gone_at", "missing_since", "synced_at"])
    _tell(row, changed)
    return changed


def _tell(item: LibraryItem, changed: set[str]) -> None:
    """Let the door and open pages know, if the item stands behind a session."""
    sessions = list(item.embeds.values_list("session_id", flat=True)) if changed else []
    if sessions and changed & HELD:
        bus.publish("facts", {}, event_id=item.event_id)
    hidden = {name for name, own in drift.OVERRIDES.items() if getattr(item, own)}
    if changed & SEEN - hidden:
        for session_id in sessions:
            agenda_live.agenda_changed(item.event_id, session_id)


@transaction.atomic
def edit(  # noqa: PLR0913 - the fields of the form
    *,
    item: LibraryItem,
    title: str,
    description: str,
    by: User,
    image: ContentFile | None = None,  # type: ignore[type-arg]  # generic only in the stubs
    drop_image: bool = False,
) -> None:
    """Change what attendees are shown; an empty text shows Zoom's. Zoom never hears of it."""
    row = LibraryItem.objects.select_for_update().get(pk=item.pk)
    before = (row.title, row.description, bool(row.image), row.image.name)
    row.title, row.description = title, description
    if image or drop_image:
        _forget_file(row)
        row.image = image or ""
    row.save(update_fields=["title", "description", "image"])
    after = (row.title, row.description, bool(row.image), row.image.name)
    if before == after:
        return
    words = {True: "an image", False: "no image"}
    audit.record(
        event=row.event,
        by=by,
        action="Changed what attendees are shown",
        target=row,
        place=PLACE,
        changes={
            "Title": (before[0] or "Zoom's", row.title or "Zoom's"),
            "Description": (before[1] or "Zoom's", row.description or "Zoom's"),
            "Image": (words[before[2]], "a new image" if image else words[bool(row.image)]),
        },
    )
    for session_id in row.embeds.values_list("session_id", flat=True):
        agenda_live.agenda_changed(row.event_id, session_id)


@transaction.atomic
def remove(*, item: LibraryItem, by: User) -> None:
    """Take an item out of the library; in Zoom it stays.

    Raises:
        StillEmbedded: it stands behind a session.
    """
    row = LibraryItem.objects.select_for_update().get(pk=item.pk)
    if sessions := list(Session.objects.filter(zoom_embed__item=row)):
        raise StillEmbedded(sessions)
    audit.record(
        event=row.event,
        by=by,
        action=f"Removed a {row.get_kind_display().lower()} from the library",
        target=row,
        place=PLACE,
    )
    _forget_file(row)
    remembering.keep_people([row])
    row.delete()


def _forget_file(item: LibraryItem) -> None:
    """Delete the item's picture once the change that drops it has lasted."""
    if item.image.name:
        storage, name = item.image.storage, item.image.name
        transaction.on_commit(lambda: storage.delete(str(name)))
