import logging
from smtplib import SMTPRecipientsRefused
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)


class MailFailed(Exception):
    """The mail server is away, or does not want this one."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Accounts are made by organisers and operators, never by a sign-up form."""

    error_messages: ClassVar[dict[str, object]] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "The e-mail and password do not match. Check both, or get a sign-in code by e-mail "
            "instead."
        ),
        "too_many_login_attempts": _(
            "Those were too many tries. Wait a few minutes, or get a sign-in code by e-mail "
            "instead."
        ),
        "incorrect_code": _("That is not the code in the newest e-mail."),
        "incorrect_password": _("That is not your password."),
        "enter_current_password": _("That is not your password."),
        "rate_limited": _("Those were too many tries. Wait a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of the mail, at PUBLIC_URL: whoever asks could choose the Host."""
        link: str = super().get_reset_password_from_key_url(key)
        return f"{settings.PUBLIC_URL}{urlsplit(link).path}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of the mails that let people in.

        Raises:
            MailFailed: it did not go out; the log has why, without the address.
        """
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:  # all of SMTP's are, and those of the line
            is_theirs = isinstance(error, SMTPRecipientsRefused)
            why = "its address was refused" if is_theirs else f"{type(error).__name__}: {error}"
            logger.error("E-mail %s was not sent: %s", template_prefix, why)  # noqa: TRY400 - no bug
            raise MailFailed from error

    def format_email_subject(self, subject: str) -> str:
        return subject
