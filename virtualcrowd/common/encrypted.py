"""Secrets at rest. Keys rotate: `ENCRYPTION_KEYS`, newest first; `manage.py rotate_secrets`."""

from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.db import models

MARK = "enc:"  # tells a stored secret from a value that slipped in unencrypted


@cache
def box() -> MultiFernet:
    """Return the box of all keys: it closes with the first and opens with any."""
    return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS])


def _forget_keys(*, setting: str, **_: Any) -> None:
    if setting == "ENCRYPTION_KEYS":
        box.cache_clear()


setting_changed.connect(_forget_keys)


def seal(plain: str) -> str:
    """Return `plain` encrypted, as it is stored. An empty string stays empty."""
    return MARK + box().encrypt(plain.encode()).decode() if plain else ""


def unseal(stored: str) -> str:
    """Return what `seal` was given.

    Raises:
        ImproperlyConfigured: no key opens it. A wrong key must be loud, never an empty secret.
    """
    if not stored:
        return ""
    try:
        return box().decrypt(stored.removeprefix(MARK)).decode()
    except InvalidToken as error:
        raise ImproperlyConfigured(
            "A stored secret cannot be opened with ENCRYPTION_KEYS. "
            "Put the key that it was written with back into the list."
        ) from error


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]  # generic only in the stubs
    """Text that is encrypted in the database and plain in Python."""

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return None if value is None else unseal(value)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return None if value is None else seal(value)

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse to search in ciphertext: only "is it empty" can be asked."""
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        return None


def models_with_secrets() -> list[tuple[type[models.Model], list[str]]]:
    """Every model that keeps secrets, with the names of those fields."""
    found = []
    for model in apps.get_models():
        fields = model._meta.concrete_fields  # noqa: SLF001 - documented, despite its name
        if names := [one.attname for one in fields if isinstance(one, EncryptedTextField)]:
            found.append((model, names))
    return found
