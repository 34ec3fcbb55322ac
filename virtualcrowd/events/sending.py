"""Sends what a mailing has waiting: each person gets one mail of it, never two.

A mail cannot be taken back, so a row is marked before it is sent: what a dying worker leaves marked
counts as "may have arrived", and only a person decides to send it again.
"""

import logging
import smtplib
from datetime import datetime
from itertools import count

from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from virtualcrowd.common import jobs
from virtualcrowd.events import link_mail, mailing
from virtualcrowd.events.models import Attendee, LinkMail, LinkMailing

AT_ONCE = 2  # mailings; of a worker's few threads, that Zoom's news need as well
MAILS_A_CONNECTION = 50  # mail servers close connections that bring many
_LATER = range(400, 500)  # SMTP's codes for "try again later"

logger = logging.getLogger(__name__)
State, Reason, Stop = LinkMail.State, LinkMail.Reason, LinkMailing.Stop


class _ServerDown(Exception):
    """No mail leaves now."""


def run(mailing_id: int) -> None:
    """Send what is waiting; a second worker gets nothing to do.

    While as many others are being sent as may be, it is left for `next_to_run`.
    """
    row = LinkMailing.objects.select_related("event").filter(pk=mailing_id).first()
    if row is None or (hold := _claim(row)) is None:
        return
    # Marked by a worker that died: it may have left, or not.
    row.mails.filter(state=State.SENDING).update(state=State.FAILED, reason=Reason.UNSURE)
    try:
        _send_all(hold)
    except jobs.Taken:
        return
    except _ServerDown as error:
        logger.warning("Links to %s are not sent: %s", row.event, error)
        jobs.close(row, Stop.MAIL_SERVER)
    except mailing.NotOpen:
        jobs.close(row, Stop.CLOSED)
    else:
        jobs.close(row)


def next_to_run(now: datetime) -> list[int]:
    """Return the ids of mailings that nobody sends: their worker died, or they had to wait."""
    found = jobs.left(LinkMailing, now).order_by("pk")
    return list(found.values_list("pk", flat=True)[:AT_ONCE])


def _claim(row: LinkMailing) -> jobs.Hold[LinkMailing] | None:
    others = jobs.held(LinkMailing, timezone.now()).exclude(pk=row.pk)
    return None if others.count() >= AT_ONCE else jobs.claim(row)


def _send_all(hold: jobs.Hold[LinkMailing]) -> None:
    """Send one mail after the other, and stop when none would leave.

    Raises:
        Taken: as `Hold.beat`.
        _ServerDown: what is left waits.
        NotOpen: the event was closed meanwhile.
    """
    server = _server()
    mails = hold.job.mails.select_related("attendee__user", "attendee__event")
    try:
        for number in count(1):
            hold.beat()
            mail = mails.filter(state=State.WAITING).first()
            if mail is None:
                return
            _send(server, hold.job, mail)
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
