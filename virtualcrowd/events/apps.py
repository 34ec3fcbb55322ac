from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest
from django.utils.translation import get_language


class EventsConfig(AppConfig):
    name = "virtualcrowd.events"

    def ready(self) -> None:
        user_logged_in.connect(_signed_in)
        user_logged_out.connect(_forget_passes)


def _signed_in(*, request: HttpRequest, user: Any, **_: Any) -> None:
    """Take off the bounds of a link, which sets them anew; keep the language for mails."""
    from virtualcrowd.events import links  # noqa: PLC0415 - models are there only now

    request.session.pop(links.MARK, None)
    language = get_language() or ""
    if user.language != language:
        user.language = language
        user.save(update_fields=["language"])


def _forget_passes(*, user: Any, **_: Any) -> None:
    from virtualcrowd.events import people  # noqa: PLC0415 - models are there only now

    if user:
        people.sign_out(user)
