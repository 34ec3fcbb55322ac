"""Meetings that need a registration: attendees are registered with Zoom when they first enter.

Opening the join page writes down who wants in; a job registers all who wait, as many in a call as
Zoom takes. What Zoom gives back is a personal link, of which the `tk` opens the meeting to this one
attendee: https://developers.zoom.us/docs/meeting-sdk/auth/. It is kept, for Zoom gives it three
times a day at most.
"""

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from virtualcrowd.agenda.models import Session
from virtualcrowd.common import bus
from virtualcrowd.events.models import Attendee
from virtualcrowd.zoom import crew
from virtualcrowd.zoom.client import Client
from virtualcrowd.zoom.errors import ZoomError, ZoomMissingScopes, ZoomRateLimited, ZoomRefused
from virtualcrowd.zoom.models import Connection, LibraryItem, Registrant
from virtualcrowd.zoom.payloads import Registered

State = Registrant.State
AT_ONCE = 30  # of POST …/batch_registrants
WITHOUT_DATES = {2, 5}  # the types that it takes
CLAIM = timedelta(seconds=90)  # a worker that took rows and died gives them back after this long
GATHER_S = 1  # a crowd that comes at once is registered together
PAUSE_S = 30.0
MOST_TRIES = 4
NEAR = timedelta(hours=24)
# What Zoom's refusals mean: https://developers.zoom.us/docs/api/meetings/ POST …/registrants
REASONS = {3027: "host", 3034: "email", 3038: "over", 3043: "full", 404: "off", 3000: "off"}


def behind(session: Session) -> LibraryItem | None:
    """Return the item behind the session, if attendees need a registration for it."""
    items = LibraryItem.objects.filter(embeds__session=session, needs_registration=True)
    return items.only("pk", "event_id").first()


def enrol(*, item: LibraryItem, attendee: Attendee) -> None:
    """Write down that an attendee wants in; asks nothing of Zoom."""
    row, is_new = Registrant.objects.get_or_create(item=item, attendee=attendee)
    if is_new or row.state == State.WAITING:
        _soon(item)


def ask_again(*, item: LibraryItem, attendee: Attendee) -> None:
    """Zoom did not take what we have: fetch the attendee's way in anew, a few times at most."""
    rows = Registrant.objects.filter(item=item, attendee=attendee, tries__lt=MOST_TRIES)
    if rows.exclude(state=State.DENIED).update(state=State.WAITING, asked_at=None, tk=""):
        _soon(item)


def _soon(item: LibraryItem) -> None:
    """Let a worker register who waits: one task for all who come within a moment."""
    from virtualcrowd.zoom import tasks  # noqa: PLC0415 - tasks call this module

    if cache.add(f"zoom-registering:{item.pk}", 1, GATHER_S + 1):
        transaction.on_commit(lambda: tasks.register.schedule((item.pk,), delay=GATHER_S))


def waiting(now: datetime) -> list[int]:
    """Return the ids of items for which somebody waits: a task was lost, or Zoom paused."""
    rows = Registrant.objects.filter(_free(now), state=State.WAITING)
    return list(rows.order_by().values_list("item", flat=True).distinct())


def pending(now: datetime) -> list[LibraryItem]:
    """Return the items of the next day whose host has yet to approve somebody."""
    soon = Q(embeds__session__starts_at__lte=now + NEAR, embeds__session__ends_at__gte=now)
    return list(LibraryItem.objects.filter(soon, registrants__state=State.PENDING).distinct())


def run(item_id: int) -> float | None:
    """Register all who wait for an item; return after how many seconds to go on, or None."""
    item = LibraryItem.objects.filter(pk=item_id).first()
    connection = _connection(item) if item else None
    if item is None or connection is None:
        return None
    try:
        with Client(connection, patient=True) as zoom:
            while rows := _claim(item, timezone.now()):
                _register(zoom, item, rows)
    except ZoomMissingScopes:
        _fail(item, "scopes")
    except ZoomRateLimited as error:
        return error.retry_after or PAUSE_S
    except ZoomError:
        return PAUSE_S
    return None


def look_for_approvals(item: LibraryItem) -> int:
    """Ask Zoom whom the host has let in or turned away; return how many were decided."""
    connection = _connection(item)
    if connection is None:
        return 0
    rows = {row.attendee.email.casefold(): row for row in _rows(item, State.PENDING)}
    with Client(connection, patient=True) as zoom:
        decided = sum(
            _take(rows[one.email.casefold()], one, state)
            for state, word in ((State.APPROVED, "approved"), (State.DENIED, "denied"))
            for one in zoom.registrants(item.kind, item.zoom_id, word)
            if one.email.casefold() in rows
        )
    if decided:
        _tell(item)
    return decided


def tk_of(join_url: str) -> str:
    """Return the token of a registrant's link, "" if there is none."""
    return next(iter(parse_qs(urlsplit(join_url).query).get("tk", [])), "")


def _connection(item: LibraryItem) -> Connection | None:
    return Connection.objects.filter(
        event=item.event_id, status=Connection.Status.CONNECTED
    ).first()


def _free(now: datetime) -> Q:
    return Q(asked_at=None) | Q(asked_at__lt=now - CLAIM)


def _rows(item: LibraryItem, state: str) -> list[Registrant]:
    rows = Registrant.objects.filter(item=item, state=state).select_related("attendee")
    return list(rows.order_by("pk"))


def _claim(item: LibraryItem, now: datetime) -> list[Registrant]:
    """Take some who wait; another worker does not get the same."""
    free = Registrant.objects.filter(_free(now), item=item, state=State.WAITING)
    ids = list(free.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    free.filter(pk__in=ids).update(asked_at=now)
    mine = Registrant.objects.filter(pk__in=ids, asked_at=now).select_related("attendee")
    return list(mine.order_by("pk"))


def _register(zoom: Client, item: LibraryItem, rows: list[Registrant]) -> None:
    """Register a few, together if Zoom takes them so.

    Raises:
        ZoomError: one that concerns the connection; who was not registered waits on.
    """
    try:
        left = _register_together(zoom, item, rows) if len(rows) > 1 else rows
        if left:
            _register_each(zoom, item, left)
    except ZoomError:
        Registrant.objects.filter(pk__in=[row.pk for row in rows], state=State.WAITING).update(
            asked_at=None
        )
        raise
    finally:
        _tell(item)


def _register_together(zoom: Client, item: LibraryItem, rows: list[Registrant]) -> list[Registrant]:
    """Return those who must be registered one by one."""
    fresh = [row for row in rows if not row.tries]
    if item.zoom_type not in WITHOUT_DATES or len(fresh) < 2:  # noqa: PLR2004 - a batch
        return rows
    try:
        came = zoom.add_registrants(item.kind, item.zoom_id, [_person(row) for row in fresh])
    except ZoomRefused:
        return rows  # one bad address refuses all; each by itself tells whose
    found = {one.email.casefold(): one for one in came}
    taken = [row for row in fresh if row.attendee.email.casefold() in found]
    for row in taken:
        _take(row, found[row.attendee.email.casefold()], State.APPROVED)
    return [row for row in rows if row not in taken]


def _register_each(zoom: Client, item: LibraryItem, rows: list[Registrant]) -> None:
    answers = crew.ask(
        zoom,
        lambda row: _add(zoom, item, row),
        rows,
        label="light",
        tries=crew.TRIES,
    )
    failure: ZoomError | None = None
    for row, answer in answers.items():
        if isinstance(answer, ZoomRefused):
            _refuse(row, answer)
        elif isinstance(answer, ZoomError):
            failure = answer
        else:
            _take(row, answer, State.APPROVED)
    if failure:
        raise failure


def _add(zoom: Client, item: LibraryItem, row: Registrant) -> Registered:
    """Register one; whom Zoom has registered often enough today is looked for in its list."""
    try:
        return zoom.add_registrant(item.kind, item.zoom_id, _person(row))
    except ZoomRateLimited as error:
        if not error.of_person:
            raise
        mail = row.attendee.email.casefold()
        listed = zoom.registrants(item.kind, item.zoom_id, "approved")
        if one := next((one for one in listed if one.email.casefold() == mail), None):
            return one
        raise ZoomRefused(0, "Registered too often today.", 429) from error


def _person(row: Registrant) -> dict[str, str]:
    """What Zoom is told of an attendee: name and e-mail address, nothing else."""
    first, _, last = (row.attendee.name or row.attendee.email.partition("@")[0]).partition(" ")
    return {"email": row.attendee.email, "first_name": first[:64], "last_name": last.strip()[:64]}


def _take(row: Registrant, came: Registered, state: str) -> bool:
    """Store what Zoom gave; no link means that the host has yet to approve."""
    tk = tk_of(came.join_url)
    if state == State.APPROVED and not tk:
        state = State.PENDING
    row.state, row.tk, row.reason, row.tries = state, tk, "", row.tries + 1
    row.registrant_id = came.registrant_id or came.id
    row.save(update_fields=["state", "tk", "reason", "tries", "registrant_id"])
    return True


def _refuse(row: Registrant, refusal: ZoomRefused) -> None:
    from virtualcrowd.zoom import tasks  # noqa: PLC0415 - tasks call this module

    reason = REASONS.get(refusal.code, "refused")
    row.state, row.reason, row.tries = State.FAILED, reason, row.tries + 1
    row.save(update_fields=["state", "reason", "tries"])
    if reason == "off":
        tasks.refresh_item(row.item_id)  # perhaps it needs no registration any more


def _fail(item: LibraryItem, reason: str) -> None:
    rows = Registrant.objects.filter(item=item, state=State.WAITING)
    rows.update(state=State.FAILED, reason=reason)
    _tell(item)


def _tell(item: LibraryItem) -> None:
    """Let the door read the new ways in."""
    bus.publish("facts", {}, event_id=item.event_id)


def counts(item: LibraryItem) -> dict[str, int]:
    """Return how many are in each state, for the item's page."""
    rows = item.registrants.order_by().values_list("state").annotate(Count("pk"))
    return dict(rows)
