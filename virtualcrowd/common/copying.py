"""Everything of one database into another that is empty, whatever the two are made of.

Not `dumpdata` and `loaddata`: their file would hold all secrets in the clear. Here rows go from
model to model, each secret opened and sealed again on its way.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import Error, connections, models, transaction
from django.db.migrations.recorder import MigrationRecorder

BATCH = 1000
MADE_BY_MIGRATE: tuple[type[models.Model], ...] = (Permission, ContentType)

type Tell = Callable[[str, int], None]


class CannotCopy(Exception):
    """What stands in the way, and what to do about it. Nothing was changed."""


def copy(source: str, target: str, tell: Tell) -> int:
    """Copy all rows, or none; `tell` hears of each table as it is done. Returns how many.

    `source` and `target` are aliases. Who would write to the source meanwhile has to wait.
    """
    with transaction.atomic(source), transaction.atomic(target):
        _check(source, target)
        for model in MADE_BY_MIGRATE:  # with other ids than the source's
            _rows(model, target).delete()
        for model in tables():
            tell(_name(model), _copy_table(model, source, target))
        _finish(target)
        total = sum(_compare(model, source, target) for model in tables())
    ContentType.objects.clear_cache()
    return total


def tables() -> list[type[models.Model]]:
    """All models that have a table, with those that Django makes between two of them."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]  # noqa: SLF001 - documented, despite its name


def _name(model: type[models.Model]) -> str:
    return model._meta.db_table  # noqa: SLF001 - documented, despite its name


def _rows(model: type[models.Model], alias: str) -> models.QuerySet[Any]:
    return model._base_manager.using(alias)  # noqa: SLF001 - documented, despite its name


def _check(source: str, target: str) -> None:
    if _migrations(source) != _migrations(target):
        raise CannotCopy(
            "The two databases are of different versions: run `manage.py migrate` on both first, "
            "each time with DATABASE_URL set to one of them."
        )
    others = [model for model in tables() if model not in MADE_BY_MIGRATE]
    if taken := [_name(model) for model in others if _rows(model, target).exists()]:
        raise CannotCopy(f"The new database is not empty: {', '.join(taken)}. Make another one.")


def _migrations(alias: str) -> set[tuple[str, str]]:
    return set(MigrationRecorder(connections[alias]).applied_migrations())


def _copy_table(model: type[models.Model], source: str, target: str) -> int:
    count = 0
    for row in _rows(model, source).order_by("pk").iterator(chunk_size=BATCH):
        try:
            # As fixtures are loaded: no field makes a value of its own, like the time of now.
            row.save_base(raw=True, force_insert=True, using=target)
        except Error as error:
            raise CannotCopy(f"{_name(model)}, row {row.pk}: {error}") from error
        count += 1
    return count


def _finish(target: str) -> None:
    """What has to hold between rows must hold now; new rows are numbered after these."""
    connection = connections[target]
    try:
        connection.check_constraints()
    except Error as error:
        raise CannotCopy(str(error)) from error
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)


def _compare(model: type[models.Model], source: str, target: str) -> int:
    before, after = (_rows(model, alias).count() for alias in (source, target))
    if before != after:
        raise CannotCopy(f"{_name(model)}: {before} rows became {after}.")
    return after
