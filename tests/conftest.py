"""The cast that every test knows.

Olive organises the event "demo", Stan is her staff (editor), Ana attends. Rival organises another
event and must never see Olive's.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management.commands import flush
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client
from django.utils import translation
from hypothesis import settings

from tests.factories import core
from virtualcrowd.accounts.models import User
from virtualcrowd.events.models import Attendee, Event, Role

# The same examples in every run, however slow the machine: a failure belongs to the change at hand.
# HYPOTHESIS_PROFILE=search looks for new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=2000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Once the database is there: what a test has committed goes in milliseconds.

    Django's TRUNCATE makes the files of all tables and indexes anew, up to a second on a busy disk,
    and then all permissions, which nobody asks for here.
    """

    def delete(self: DatabaseOperations, _style: Any, tables: list[str], **_more: Any) -> list[str]:
        return [f"DELETE FROM {self.quote_name(table)}" for table in tables]  # noqa: S608

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", delete)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_args, **_more: None)
        yield
    with django_db_blocker.unblock():
        _end_other_sessions()


def _end_other_sessions() -> None:
    """PostgreSQL drops no database while somebody is there, be it a thread that has just ended."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def _speak_english() -> Iterator[None]:
    """Forget the language of the last request, which its thread keeps."""
    yield
    translation.deactivate()


@pytest.fixture
def demo(db) -> Event:
    return core.event("demo", name="Open Water 2026")


@pytest.fixture
def olive(demo: Event) -> User:
    user = core.user("olive@demo.example", name="Olive Organiser")
    core.staff(demo, user, Role.OWNER)
    return user


@pytest.fixture
def stan(demo: Event) -> User:
    user = core.user("stan@demo.example", name="Stan Staff")
    core.staff(demo, user, Role.EDITOR)
    return user


@pytest.fixture
def vera(demo: Event) -> User:
    user = core.user("vera@demo.example", name="Vera Viewer")
    core.staff(demo, user, Role.VIEWER)
    return user


@pytest.fixture
def ana(demo: Event) -> Attendee:
    return core.attendee(demo, core.user("ana@demo.example", name="Ana Attendee"))


@pytest.fixture
def rival(db) -> User:
    user = core.user("rival@demo.example", name="Rival Organiser")
    core.staff(core.event("rival", name="Rival Days"), user, Role.OWNER)
    return user


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser in which somebody is signed in."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make
