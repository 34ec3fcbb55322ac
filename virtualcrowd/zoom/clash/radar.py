"""Which meetings of an event's hosts clash, from what is stored: no call to Zoom.

Counted are sessions at their own time, imported items that stand behind none, and whatever else
Zoom's lists showed of those hosts (`hosts`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from virtualcrowd.accounts.models import User
from virtualcrowd.agenda.models import Session
from virtualcrowd.common import audit
from virtualcrowd.events.models import Event
from virtualcrowd.zoom.clash import rules
from virtualcrowd.zoom.clash.models import LICENSED, AcceptedClash, Host, HostMeeting
from virtualcrowd.zoom.clash.rules import MARGIN, Clash, Slot
from virtualcrowd.zoom.models import Embed, LibraryItem

PLACE = "Libraries, host clashes"
SAME = timedelta(hours=12)  # a row of Zoom's list this near is the meeting that we know already
FREE_HOSTS = 3
WEBINAR = LibraryItem.Kind.WEBINAR.value


class Outdated(Exception):
    """The clash is not there any more, or not as it was when somebody looked at it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A clash, who has accepted it if anybody has, and which hosts are free meanwhile."""

    clash: Clash
    host: str  # e-mail, or Zoom's id where that is not known
    accepted: AcceptedClash | None
    free: tuple[str, ...]
    checked_at: datetime | None  # when the host's list was read

    @property
    def last(self) -> Slot:
        return self.clash.slots[-1]

    @property
    def is_bad(self) -> bool:
        """Is a session of the agenda in it, and more than a small margin at stake?"""
        has_session = any(slot.session_id for slot in self.clash.slots)
        return has_session and self.clash.kind != "tight"

    @property
    def has_webinar(self) -> bool:
        return any(slot.is_webinar for slot in self.clash.slots)


@dataclass(frozen=True, slots=True)
class Radar:
    """All that is known of an event's hosts."""

    found: list[Found]
    unread: list[str]  # hosts of sessions to come of whom Zoom's list was never read
    read_at: datetime | None  # the oldest look at the others

    @property
    def open(self) -> list[Found]:
        return [one for one in self.found if not one.accepted]

    @property
    def accepted(self) -> list[Found]:
        return [one for one in self.found if one.accepted]


def of(event: Event, now: datetime) -> Radar:
    """Return the clashes to come, in five queries."""
    slots = slots_of(event, now)
    hosts = {host.host_id: host for host in Host.objects.filter(event=event)}
    said = AcceptedClash.objects.filter(event=event).select_related("by")
    accepted = {row.signature: row for row in said}
    clashes = rules.find(slots, {pk: host.at_once for pk, host in hosts.items()})
    found = [
        Found(
            clash,
            _name(clash, hosts),
            accepted.get(clash.signature),
            _free(clash, slots, hosts),
            hosts[clash.host].calendar_at if clash.host in hosts else None,
        )
        for clash in clashes
        if any(slot.item_id for slot in clash.slots)
    ]
    return Radar(found, *_read(slots, hosts))


def with_choice(session: Session, item: LibraryItem, now: datetime) -> list[Clash]:
    """Return the clashes that `item` would be part of, if it stood behind the session."""
    others = [
        slot
        for slot in slots_of(session.event, now)
        if slot.session_id != session.pk and slot.zoom_id != item.zoom_id
    ]
    mine = _of_session(item, session)
    hosts = Host.objects.filter(event=session.event_id, host_id=item.host_id)
    limits = {host.host_id: host.at_once for host in hosts}
    return [clash for clash in rules.find([*others, mine], limits) if mine in clash.slots]


def slots_of(event: Event, now: datetime) -> list[Slot]:
    """Return what takes the time of the event's hosts from now on, in three queries."""
    embeds = (
        Embed.objects.filter(session__event=event, session__ends_at__gt=now, item__gone_at=None)
        .select_related("session", "item")
        .defer("item__passcode", "item__agenda", "item__description", "session__description")
    )
    slots = [_of_session(one.item, one.session) for one in embeds if not one.session.is_elsewhere]
    known = {one.item.zoom_id for one in embeds}
    replaced = known - {slot.zoom_id for slot in slots}
    items = LibraryItem.objects.filter(event=event, gone_at=None, starts_at__isnull=False)
    items = items.filter(starts_at__gt=now - SAME).defer("passcode", "agenda", "description")
    slots += [_of_item(item) for item in items if item.zoom_id not in known]
    slots += _others(event, now, slots)
    return [slot for slot in slots if slot.ends_at > now and slot.zoom_id not in replaced]


def _of_session(item: LibraryItem, session: Session) -> Slot:
    return Slot(
        zoom_id=item.zoom_id,
        host=item.host_id,
        title=session.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        is_webinar=item.kind == WEBINAR,
        has_other_host=bool(item.alternative_hosts),
        session_id=session.pk,
        item_id=item.pk,
        host_email=item.host_email,
    )


def _of_item(item: LibraryItem) -> Slot:
    starts_at = item.starts_at or datetime.min  # noqa: DTZ901 - the query left those out
    return Slot(
        zoom_id=item.zoom_id,
        host=item.host_id,
        title=item.shown_title,
        starts_at=starts_at,
        ends_at=starts_at + item.duration,
        is_webinar=item.kind == WEBINAR,
        has_other_host=bool(item.alternative_hosts),
        item_id=item.pk,
        host_email=item.host_email,
    )


def _others(event: Event, now: datetime, known: list[Slot]) -> Iterable[Slot]:
    """Yield what Zoom listed beyond what we have: lists tell no alternative hosts."""
    ours: dict[str, list[Slot]] = {}
    for slot in known:
        ours.setdefault(slot.zoom_id, []).append(slot)
    for row in HostMeeting.objects.filter(event=event, starts_at__gt=now - SAME):
        same = ours.get(row.zoom_id, [])
        if any(abs(slot.starts_at - row.starts_at) < SAME for slot in same):
            continue
        yield Slot(
            zoom_id=row.zoom_id,
            host=row.host_id,
            title=row.topic,
            starts_at=row.starts_at,
            ends_at=row.starts_at + row.duration,
            is_webinar=row.kind == WEBINAR,
            has_other_host=any(slot.has_other_host for slot in same),
            item_id=same[0].item_id if same else None,
        )


def _name(clash: Clash, hosts: dict[str, Host]) -> str:
    """Who it is for people: as Zoom described them, as the import found them, else Zoom's id."""
    if clash.host in hosts:
        return str(hosts[clash.host])
    return next((slot.host_email for slot in clash.slots if slot.host_email), clash.host)


def _free(clash: Clash, slots: list[Slot], hosts: dict[str, Host]) -> tuple[str, ...]:
    """Hosts with a licence who have nothing around the last of the meetings."""
    last = clash.slots[-1]
    busy = {
        slot.host
        for slot in slots
        if slot.starts_at < last.ends_at + MARGIN and last.starts_at < slot.ends_at + MARGIN
    }
    can = [
        host
        for host in hosts.values()
        if host.status == Host.Status.ACTIVE
        and host.licence == LICENSED
        and host.calendar_at
        and host.host_id not in busy
    ]
    return tuple(sorted(str(host) for host in can)[:FREE_HOSTS])


def _read(slots: list[Slot], hosts: dict[str, Host]) -> tuple[list[str], datetime | None]:
    wanted = {slot.host for slot in slots if slot.session_id and slot.host}
    read = {pk: at for pk in wanted if pk in hosts and (at := hosts[pk].calendar_at)}
    return sorted(wanted - set(read)), min(read.values(), default=None)


@transaction.atomic
def accept(*, event: Event, signature: str, reason: str, by: User, now: datetime) -> None:
    """Take an organiser's word that a clash is fine; it holds until its facts change.

    Raises:
        Outdated: there is no such clash now.
    """
    found = _found(event, signature, now)
    AcceptedClash.objects.update_or_create(
        event=event, signature=signature, defaults={"reason": reason, "by": by, "at": now}
    )
    _record(event, found, "Accepted a host clash", ("", reason), by)


@transaction.atomic
def reopen(*, event: Event, signature: str, by: User, now: datetime) -> None:
    """Take the word back.

    Raises:
        Outdated: there is no such clash now.
    """
    found = _found(event, signature, now)
    if found.accepted:
        found.accepted.delete()
        _record(event, found, "Reopened a host clash", (found.accepted.reason, ""), by)


def _found(event: Event, signature: str, now: datetime) -> Found:
    for one in of(event, now).found:
        if one.clash.signature == signature:
            return one
    raise Outdated


def _record(event: Event, found: Found, action: str, reason: tuple[str, str], by: User) -> None:
    names = ", ".join(slot.title for slot in found.clash.slots)
    audit.record(
        event=event,
        by=by,
        action=action,
        target=f"{found.host}: {names}",
        place=PLACE,
        changes={"Reason": reason},
    )
