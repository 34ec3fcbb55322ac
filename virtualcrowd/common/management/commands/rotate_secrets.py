from typing import Any

from django.core.management.base import BaseCommand
from django.db import models, transaction

from virtualcrowd.common.encrypted import models_with_secrets

BATCH = 200


class Command(BaseCommand):
    """Write every stored secret anew with the first of ENCRYPTION_KEYS.

    How to rotate: put a new key in front of the list, restart everything, run this, then take
    the old key away. Safe to stop and to run again.
    """

    help = "Re-encrypt all stored secrets with the first of ENCRYPTION_KEYS."

    def handle(self, *_args: Any, **_options: Any) -> None:
        total = 0
        for model, names in models_with_secrets():
            count = rotate(model, names)
            total += count
            self.stdout.write(f"{model.__name__}: {count} rows")
        self.stdout.write(f"Done: {total} rows now rest on the first key.")


def rotate(model: type[models.Model], names: list[str]) -> int:
    """Rewrite the secrets of all rows, a batch a transaction, so that others may write between.

    Reading opens with whichever key fits, writing closes with the first; nothing else of a row is
    touched. Returns how many rows held a secret.
    """
    rows = model._base_manager.order_by("pk")  # noqa: SLF001 - documented, despite its name
    count, last = 0, 0
    while batch := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            for row in rows.select_for_update().filter(pk__in=batch).values("pk", *names):
                pk = row.pop("pk")
                if any(row.values()):
                    count += rows.filter(pk=pk).update(**row)
        last = batch[-1]
    return count
