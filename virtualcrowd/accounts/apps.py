from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import get_language


class AccountsConfig(AppConfig):
    name = "virtualcrowd.accounts"

    def ready(self) -> None:
        user_logged_in.connect(_keep_language)


def _keep_language(*, user: Any, **_: Any) -> None:
    user.reads(get_language() or "")
