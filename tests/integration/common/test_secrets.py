"""Secrets at rest: rotating the keys, and finding out at once when a key is missing."""

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection as database

from tests.factories import core
from tests.factories import zoom as make
from virtualcrowd import checks
from virtualcrowd.common.encrypted import box
from virtualcrowd.zoom.models import Connection

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture(autouse=True)
def keys(settings):
    settings.ENCRYPTION_KEYS = [OLD]
    box.cache_clear()
    yield settings
    box.cache_clear()


def with_keys(settings, *names):
    settings.ENCRYPTION_KEYS = list(names)
    box.cache_clear()


def test_rotation_frees_of_the_old_key(demo, keys, capsys):
    make.connection(demo, webhook_secret="")
    make.connection(core.event("other"), status="draft", access_token="another")
    with_keys(keys, NEW, OLD)

    call_command("rotate_secrets")

    with_keys(keys, NEW)
    assert Connection.objects.get(event=demo).access_token == "access-1"
    assert Connection.objects.get(event__shortcode="other").access_token == "another"
    assert Connection.objects.get(event=demo).webhook_secret == ""
    assert "Connection: 2 rows" in capsys.readouterr().out


def test_rotation_reaches_every_batch(demo, keys, monkeypatch):
    monkeypatch.setattr("virtualcrowd.common.management.commands.rotate_secrets.BATCH", 1)
    for number in range(3):
        make.connection(core.event(f"event-{number}"), status="draft")
    with_keys(keys, NEW, OLD)

    call_command("rotate_secrets")

    with_keys(keys, NEW)
    assert [row.access_token for row in Connection.objects.all()] == ["access-1"] * 3


def test_rotation_without_the_old_key_is_loud_and_loses_nothing(demo, keys):
    make.connection(demo)
    with_keys(keys, NEW)

    with pytest.raises(ImproperlyConfigured):
        call_command("rotate_secrets")

    with_keys(keys, OLD)
    assert Connection.objects.get().access_token == "access-1"


def test_missing_key_is_an_error_of_the_system_check(demo, keys):
    make.connection(demo)
    assert checks.encryption_keys() == []

    with_keys(keys, NEW)

    assert [message.id for message in checks.encryption_keys()] == ["virtualcrowd.E005"]


def test_database_that_is_not_migrated_is_not_the_checks_business(demo, keys):
    with database.cursor() as cursor:
        cursor.execute("ALTER TABLE zoom_connection RENAME TO zoom_connection_away")

    assert checks.encryption_keys() == []


def test_something_that_is_no_key_is_an_error(keys):
    keys.ENCRYPTION_KEYS = ["not a key"]

    assert [message.id for message in checks.encryption_keys()] == ["virtualcrowd.E004"]
