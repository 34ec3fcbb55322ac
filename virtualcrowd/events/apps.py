from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out


class EventsConfig(AppConfig):
    name = "virtualcrowd.events"

    def ready(self) -> None:
        user_logged_out.connect(_forget_passes)


def _forget_passes(*, user: Any, **_: Any) -> None:
    from virtualcrowd.events import people  # noqa: PLC0415 - models are there only now

    if user:
        people.sign_out(user)
