"""Sends what a mailing has waiting: each person gets one mail of it, never two.

A mail cannot be taken back, so a row is marked before it is sent: what a dying worker leaves marked
counts as "may have arrived", and only a person decides to send it again.
"""

import logging
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from virtualcrowd.events import link_mail, mailing
from virtualcrowd.events.models import Attendee, LinkMail, LinkMailing

STALE = timedelta(seconds=40)  # a heartbeat older than this is of a worker that died
BEAT = timedelta(seconds=3)
AT_ONCE = 2  # mailings; of a worker's few threads, that Zoom's news need as well
MAILS_A_CONNECTION = 50  # mail servers close connections that bring many
_LATER = range(400, 500)  # SMTP's codes for "try again later"

logger = logging.getLogger(__name__)
State, Reason, Stop = LinkMail.State, LinkMail.Reason, LinkMailing.Stop


class _Taken(Exception):
    """The mailing was stopped, or another worker holds it now."""


class _ServerDown(Exception):
    """No mail leaves now."""


def run(mailing_id: int) -> None:
    """Send what is waiting; a second worker gets nothing to do.

    While as many others are being sent as may be, it is left for `next_to_run`.
    """
    row = LinkMailing.objects.select_related("event").filter(pk=mailing_id).first()
    if row is None or (run_ := _claim(row)) is None:
        return
    # Marked by a worker that died: it may have left, or not.
    row.mails.filter(state=State.SENDING).update(state=State.FAILED, reason=Reason.UNSURE)
    try:
        _send_all(run_)
    except _Taken:
        return
    except _ServerDown as error:
        logger.warning("Links to %s are not sent: %s", row.event, error)
        mailing.finish(row.pk, Stop.MAIL_SERVER)
    except mailing.NotOpen:
        mailing.finish(row.pk, Stop.CLOSED)
    else:
        mailing.finish(row.pk)


def next_to_run(now: datetime) -> list[int]:
    """Return the ids of mailings that nobody sends: their worker died, or they had to wait."""
    silent = Q(heartbeat_at__lt=now - STALE) | Q(heartbeat_at=None, created_at__lt=now - STALE)
    found = LinkMailing.objects.filter(silent, finished_at=None).order_by("pk")
    return list(found.values_list("pk", flat=True)[:AT_ONCE])


@dataclass
class _Run:
    """A mailing that this worker holds, and when it last said so."""

    row: LinkMailing
    beaten_at: datetime

    def beat(self) -> None:
        """Say that the worker lives.

        Raises:
            _Taken: the mailing is not this worker's any more.
        """
        now = timezone.now()
        mine = LinkMailing.objects.filter(
            pk=self.row.pk, finished_at=None, heartbeat_at=self.beaten_at
        )
        if now - self.beaten_at < BEAT:
            held = mine.exists()
        elif held := bool(mine.update(heartbeat_at=now)):
            self.beaten_at = now
        if not held:
            raise _Taken


def _claim(row: LinkMailing) -> _Run | None:
    """One UPDATE that must change one row: two workers never hold the same mailing."""
    now = timezone.now()
    others = LinkMailing.objects.filter(finished_at=None, heartbeat_at__gte=now - STALE)
    if others.exclude(pk=row.pk).count() >= AT_ONCE:
        return None
    free = Q(heartbeat_at=None) | Q(heartbeat_at__lt=now - STALE)
    mine = LinkMailing.objects.filter(free, pk=row.pk, finished_at=None)
    return _Run(row, now) if mine.update(heartbeat_at=now) else None


def _send_all(run_: _Run) -> None:
    """Send one mail after the other, and stop when none would leave.

    Raises:
        _Taken: as `_Run.beat`.
        _ServerDown: what is left waits.
        NotOpen: the event was closed meanwhile.
    """
    server = _server()
    mails = run_.row.mails.select_related("attendee__user", "attendee__event")
    try:
        for number in count(1):
            run_.beat()
            mail = mails.filter(state=State.WAITING).first()
            if mail is None:
                return
            _send(server, run_.row, mail)
            if number % MAILS_A_CONNECTION == 0:
                server.close()
    finally:
        _close(server)


def _send(server: BaseEmailBackend, row: LinkMailing, mail: LinkMail) -> None:
    attendee = mail.attendee
    if not mailing.is_open(attendee.event, timezone.now()):
        raise mailing.NotOpen
    if attendee.is_blocked or not attendee.user.is_active:
        _set(mail, State.FAILED, Reason.OUT)
        return
    message = link_mail.of(attendee, row)
    _reach(server)
    _set(mail, State.SENDING)
    reason = _hand_over(server, message, mail)
    if reason:
        _set(mail, State.FAILED, reason)
        return
    with transaction.atomic():
        _set(mail, State.SENT)
        Attendee.objects.filter(pk=attendee.pk).update(invited_at=timezone.now())


def _server() -> BaseEmailBackend:
    try:
        return mailers["default"]
    except ImproperlyConfigured as error:
        raise _ServerDown(error) from error


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
