"""Personal links by mail, sent behind: each person gets one mail of a mailing, never two.

A mail cannot be taken back, so a row is marked before it is sent: what a dying worker leaves marked
counts as "may have arrived", and only a person decides to send it again.
"""

import logging
import smtplib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from virtualcrowd.accounts.models import User
from virtualcrowd.common import audit
from virtualcrowd.events import link_mail, links, people
from virtualcrowd.events.models import Attendee, Event, LinkMail, LinkMailing

STALE = timedelta(seconds=40)  # a heartbeat older than this is of a worker that died
BEAT = timedelta(seconds=3)
MAILS_A_CONNECTION = 50  # mail servers close connections that bring many
_LATER = range(400, 500)  # SMTP's codes for "try again later"

logger = logging.getLogger(__name__)
State, Reason, Stop = LinkMail.State, LinkMail.Reason, LinkMailing.Stop


class NotOpen(Exception):
    """Links would let nobody in: the event is not published, or over."""


class NobodyToMail(Exception):
    """Everybody chosen is blocked or not on the list."""


class _Taken(Exception):
    """The mailing was stopped, or another worker holds it now."""


class _ServerDown(Exception):
    """No mail leaves now."""


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
        LinkMailing.objects.filter(pk=mailing.pk, finished_at__isnull=False).update(
            finished_at=None, heartbeat_at=None, stopped_because=""
        )
        _begin(mailing)


def stop(mailing: LinkMailing) -> None:
    """Send no more of it; what left has left."""
    _finish(mailing.pk, Stop.CANCELLED)


def progress(mailing: LinkMailing) -> Progress:
    """Return how far it is."""
    sent, failed = Q(state=State.SENT), Q(state=State.FAILED)
    counted = mailing.mails.aggregate(
        total=Count("pk"), sent=Count("pk", filter=sent), failed=Count("pk", filter=failed)
    )
    return Progress(**counted)


def run(mailing_id: int) -> None:
    """Send what is waiting; a second worker gets nothing to do."""
    rows = LinkMailing.objects.select_related("event")
    mailing = rows.filter(pk=mailing_id).first()
    if mailing is None or (run_ := _claim(mailing)) is None:
        return
    # Marked by a worker that died: it may have left, or not.
    mailing.mails.filter(state=State.SENDING).update(state=State.FAILED, reason=Reason.UNSURE)
    try:
        _send_all(run_)
    except _Taken:
        return
    except _ServerDown as error:
        logger.warning("Links to %s are not sent: %s", mailing.event, error)
        _finish(mailing.pk, Stop.MAIL_SERVER)
    except NotOpen:
        _finish(mailing.pk, Stop.CLOSED)
    else:
        _finish(mailing.pk)


def stale(now: datetime) -> list[int]:
    """Return the ids of mailings whose worker died, or whose task was lost before it began."""
    silent = Q(heartbeat_at__lt=now - STALE) | Q(heartbeat_at=None, created_at__lt=now - STALE)
    return list(LinkMailing.objects.filter(silent, finished_at=None).values_list("pk", flat=True))


@dataclass
class _Run:
    """A mailing that this worker holds, and when it last said so."""

    mailing: LinkMailing
    beaten_at: datetime

    def beat(self) -> None:
        """Say that the worker lives.

        Raises:
            _Taken: the mailing is not this worker's any more.
        """
        now = timezone.now()
        mine = LinkMailing.objects.filter(
            pk=self.mailing.pk, finished_at=None, heartbeat_at=self.beaten_at
        )
        if now - self.beaten_at < BEAT:
            held = mine.exists()
        elif held := bool(mine.update(heartbeat_at=now)):
            self.beaten_at = now
        if not held:
            raise _Taken


def _claim(mailing: LinkMailing) -> _Run | None:
    """One UPDATE that must change one row: two workers never hold the same mailing."""
    now = timezone.now()
    free = Q(heartbeat_at=None) | Q(heartbeat_at__lt=now - STALE)
    mine = LinkMailing.objects.filter(free, pk=mailing.pk, finished_at=None)
    return _Run(mailing, now) if mine.update(heartbeat_at=now) else None


def _send_all(run_: _Run) -> None:
    """Send one mail after the other, and stop when none would leave.

    Raises:
        _Taken: as `_Run.beat`.
        _ServerDown: what is left waits.
        NotOpen: the event was closed meanwhile.
    """
    server = mailers["default"]
    mails = run_.mailing.mails.select_related("attendee__user", "attendee__event")
    try:
        for number in count(1):
            run_.beat()
            mail = mails.filter(state=State.WAITING).first()
            if mail is None:
                return
            _send(server, run_.mailing, mail)
            if number % MAILS_A_CONNECTION == 0:
                server.close()
    finally:
        _close(server)


def _send(server: BaseEmailBackend, mailing: LinkMailing, mail: LinkMail) -> None:
    attendee = mail.attendee
    if not is_open(attendee.event, timezone.now()):
        raise NotOpen
    if attendee.is_blocked or not attendee.user.is_active:
        _set(mail, State.FAILED, Reason.OUT)
        return
    message = link_mail.of(attendee, mailing)
    _reach(server)
    _set(mail, State.SENDING)
    reason = _hand_over(server, message, mail)
    if reason:
        _set(mail, State.FAILED, reason)
        return
    with transaction.atomic():
        _set(mail, State.SENT)
        Attendee.objects.filter(pk=attendee.pk).update(invited_at=timezone.now())


def _reach(server: BaseEmailBackend) -> None:
    try:
        server.open()
    except OSError as error:  # SMTP's own errors are ones, too
        raise _ServerDown(error) from error


def _hand_over(server: BaseEmailBackend, message: EmailMessage, mail: LinkMail) -> str:
    """Give the mail to the server; return why it was not taken, or "".

    Raises:
        _ServerDown: it takes nothing of ours, or is gone.
    """
    try:
        server.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        codes = {code for code, _ in error.recipients.values()}
        return Reason.LATER if codes & set(_LATER) else Reason.REFUSED
    except smtplib.SMTPDataError as error:
        return Reason.LATER if error.smtp_code in _LATER else Reason.REFUSED
    except smtplib.SMTPSenderRefused as error:
        _set(mail, State.WAITING)
        raise _ServerDown(error) from error
    except OSError as error:  # cut off in the middle
        _set(mail, State.FAILED, Reason.UNSURE)
        raise _ServerDown(error) from error
    except ValueError:  # an address that no mail can have
        return Reason.REFUSED
    return ""


def _close(server: BaseEmailBackend) -> None:
    try:
        server.close()
    except OSError as error:
        logger.info("The mail server did not say goodbye: %s", error)


def _set(mail: LinkMail, state: LinkMail.State, reason: str = "") -> None:
    LinkMail.objects.filter(pk=mail.pk).update(state=state, reason=reason)


def _begin(mailing: LinkMailing) -> None:
    from virtualcrowd.events import tasks  # noqa: PLC0415 - tasks call this module

    transaction.on_commit(lambda: tasks.send_links(mailing.pk))


def _finish(mailing_id: int, because: str = "") -> None:
    mine = LinkMailing.objects.filter(pk=mailing_id, finished_at=None)
    mine.update(finished_at=timezone.now(), stopped_because=because)


def _record(mailing: LinkMailing, wanted: list[Attendee]) -> None:
    words = f"{wanted[0]}" if len(wanted) == 1 else f"{len(wanted)} people"
    audit.record(
        event=mailing.event,
        by=mailing.by,
        action="Sent personal links",
        target=words,
        place=people.PLACE,
    )
