"""From SQLite to another database: all of it, or nothing."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import connection, connections

from tests.factories import core
from tests.factories import zoom as make
from virtualcrowd.accounts.models import User
from virtualcrowd.common import audit
from virtualcrowd.common.copying import copy, tables
from virtualcrowd.common.management.commands import copy_from_sqlite
from virtualcrowd.common.models import AuditEntry, Delivery, Heartbeat
from virtualcrowd.zoom.models import Connection


@pytest.fixture(scope="module")
def migrated(tmp_path_factory) -> Path:
    """A SQLite file as `migrate` leaves it."""
    path = tmp_path_factory.mktemp("copy") / "migrated.sqlite3"
    names = {
        "DATABASE_URL": f"sqlite:///{path}",
        "VAR_DIR": str(path.parent),
        "DJANGO_SETTINGS_MODULE": "virtualcrowd.settings",  # tests choose their database
    }
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        check=True,
        env=os.environ | names,
        cwd=settings.BASE_DIR,
    )
    return path


@pytest.fixture
def file(migrated, tmp_path, db) -> Iterator[Path]:
    """The file that an installation has worked with so far: empty yet."""
    path = tmp_path / "db.sqlite3"
    path.write_bytes(migrated.read_bytes())
    yield path
    if hasattr(connections._connections, copy_from_sqlite.SOURCE):
        del connections[copy_from_sqlite.SOURCE]


def fill(demo, ana, olive) -> None:
    """A bit of everything that databases keep in ways of their own."""
    ana.groups.add(demo.groups.create(name="Speakers"))
    make.embed(core.session(demo), make.item(demo))
    make.connection(demo, findings=[{"key": "clock_off"}])
    audit.record(event=demo, by=olive, action="Ate", target="cake", changes={"a": ["ä", None]})
    AuditEntry.objects.update(at=core.NOON - timedelta(days=400, microseconds=7))
    Delivery.objects.create(
        provider="zoom", source_id=1, key="k", kind="x", body=b"\x00\xff", received_at=core.NOON
    )
    Heartbeat.objects.create(name="worker", at=core.NOON)


def everything() -> str:
    rows = (row for model in tables() for row in model._base_manager.order_by("pk"))
    return serializers.serialize("json", rows, indent=1)


def empty() -> None:
    with connection.constraint_checks_disabled():
        for model in tables():
            model._base_manager.all()._raw_delete("default")


def move_into(file: Path) -> None:
    """All that the database of the test holds is now in the file alone."""
    copy_from_sqlite.open_file(file)
    copy("default", copy_from_sqlite.SOURCE, lambda *_: None)
    connections[copy_from_sqlite.SOURCE].close()
    empty()


def test_everything_comes_over_as_it_was(file, demo, ana, olive, capsys):
    fill(demo, ana, olive)
    before = everything()
    move_into(file)
    assert not User.objects.exists()

    call_command("copy_from_sqlite", str(file))

    assert everything() == before
    assert Connection.objects.get().access_token == "access-1"
    told = capsys.readouterr().out
    assert "events_attendee" in told
    assert "Done: " in told


def test_rows_made_afterwards_get_new_numbers(file, demo, ana, olive):
    fill(demo, ana, olive)
    move_into(file)
    call_command("copy_from_sqlite", str(file))

    assert core.user("new@demo.example").pk > olive.pk
    assert core.event("new").pk > demo.pk


def test_secrets_are_sealed_on_both_sides(file, demo):
    make.connection(demo)
    move_into(file)
    call_command("copy_from_sqlite", str(file))

    with connection.cursor() as cursor:
        cursor.execute("SELECT access_token FROM zoom_connection")
        assert cursor.fetchone()[0].startswith("enc:")
    assert b"access-1" not in file.read_bytes()


def test_database_that_holds_something_is_left_alone(file, demo):
    before = everything()

    with pytest.raises(CommandError, match=r"not empty: .*events_event"):
        call_command("copy_from_sqlite", str(file))

    assert everything() == before


def test_row_that_does_not_fit_is_named_and_nothing_stays(file, demo, olive):
    make.connection(demo)
    move_into(file)
    with sqlite3.connect(file) as raw:
        raw.execute("UPDATE zoom_connection SET event_id = 999999")
    raw.close()

    with pytest.raises(CommandError, match=r"zoom_connection(.|\n)*Nothing was copied"):
        call_command("copy_from_sqlite", str(file))

    assert not User.objects.exists()


def test_file_of_another_version_is_refused(file):
    with sqlite3.connect(file) as raw:
        raw.execute("DELETE FROM django_migrations WHERE app = 'zoom'")
    raw.close()

    with pytest.raises(CommandError, match="of different versions"):
        call_command("copy_from_sqlite", str(file))


def test_what_is_no_file_or_the_database_itself_is_refused(file, monkeypatch):
    with pytest.raises(CommandError, match="does not exist"):
        call_command("copy_from_sqlite", str(file) + "-gone")
    monkeypatch.setitem(connection.settings_dict, "NAME", str(file))
    with pytest.raises(CommandError, match="still names this file"):
        call_command("copy_from_sqlite", str(file))
