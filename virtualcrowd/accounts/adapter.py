from typing import ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


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

    def format_email_subject(self, subject: str) -> str:
        return subject
