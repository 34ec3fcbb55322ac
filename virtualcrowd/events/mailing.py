"""Mailings of personal links: who gets one, how far they are, stopping and going on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from virtualcrowd.accounts.models import User
from virtualcrowd.common import audit, jobs
from virtualcrowd.events import links, people
from virtualcrowd.events.models import Attendee, Event, LinkMail, LinkMailing

State, Reason, Stop = LinkMail.State, LinkMail.Reason, LinkMailing.Stop


class NotOpen(Exception):
    """Links would let nobody in: the event is not published, or over."""


class NobodyToMail(Exception):
    """Everybody chosen is blocked or not on the list."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many mails of a mailing stand where."""

    total: int
    sent: int
    failed: int

    @property
    def waiting(self) -> int:
        return self.total - self.done

    @property
    def done(self) -> int:
        return self.sent + self.failed


def is_open(event: Event, now: datetime) -> bool:
    """Would a link let somebody in, or will it before it ends?"""
    return event.is_published and now < links.expires_at(event)


def start(  # noqa: PLR0913 - the fields of the form
    *,
    event: Event,
    attendees: Iterable[Attendee],
    by: User,
    key: UUID,
    language: str,
    leads_to: str = "",
    about: str = "",
) -> LinkMailing:
    """Write down who gets a mail and let a worker begin; a `key` seen before changes nothing.

    Raises:
        NotOpen: publish the event first, or move its last day.
        NobodyToMail: nobody chosen may attend.
    """
    if known := LinkMailing.objects.filter(key=key).first():
        return known
    wanted = [one for one in attendees if not one.is_blocked and not one.is_staff]
    if not is_open(event, timezone.now()):
        raise NotOpen
    if not wanted:
        raise NobodyToMail
    fields = {
        "event": event,
        "by": by,
        "leads_to": leads_to,
        "about": about,
        "language": language,
    }
    with transaction.atomic():
        mailing, is_new = LinkMailing.objects.get_or_create(key=key, defaults=fields)
        if is_new:
            mails = (LinkMail(mailing=mailing, attendee=one) for one in wanted)
            LinkMail.objects.bulk_create(mails, batch_size=500)
            _record(mailing, wanted)
            _begin(mailing)
    return mailing


def go_on(mailing: LinkMailing) -> None:
    """Send what was not sent; also to those of whom nobody knows whether theirs arrived."""
    with transaction.atomic():
        again = Q(state=State.FAILED) & ~Q(reason=Reason.OUT)
        mailing.mails.filter(again).update(state=State.WAITING, reason="")
        jobs.reopen(mailing)
        _begin(mailing)


def stop(mailing: LinkMailing) -> None:
    """Send no more of it; what left has left."""
    jobs.close(mailing, Stop.CANCELLED)


def progress(mailing: LinkMailing) -> Progress:
    """Return how far it is."""
    sent, failed = Q(state=State.SENT), Q(state=State.FAILED)
    counted = mailing.mails.aggregate(
        total=Count("pk"), sent=Count("pk", filter=sent), failed=Count("pk", filter=failed)
    )
    return Progress(**counted)


def _begin(mailing: LinkMailing) -> None:
    from virtualcrowd.events import tasks  # noqa: PLC0415 - tasks call this module

    transaction.on_commit(lambda: tasks.send_links(mailing.pk))


def _record(mailing: LinkMailing, wanted: list[Attendee]) -> None:
    words = f"{wanted[0]}" if len(wanted) == 1 else f"{len(wanted)} people"
    audit.record(
        event=mailing.event,
        by=mailing.by,
        action="Sent personal links",
        target=words,
        place=people.PLACE,
    )
