from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest


class EventsConfig(AppConfig):
    name = "virtualcrowd.events"

    def ready(self) -> None:
        user_logged_in.connect(_take_bounds_off)
        user_logged_out.connect(_forget_passes)


def _take_bounds_off(*, request: HttpRequest, **_: Any) -> None:
    """A personal link, which binds a visit to its event, sets its bounds after this."""
    from virtualcrowd.events import links  # noqa: PLC0415 - models are there only now

    request.session.pop(links.MARK, None)


def _forget_passes(*, user: Any, **_: Any) -> None:
    from virtualcrowd.events import people  # noqa: PLC0415 - models are there only now

    if user:
        people.sign_out(user)
