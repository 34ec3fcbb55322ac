from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.sqlite3.base import DatabaseWrapper

from virtualcrowd.common.copying import CannotCopy, copy

SOURCE = "sqlite_to_copy"


class Command(BaseCommand):
    """Copies all that a SQLite file holds into the database of DATABASE_URL, or nothing.

    The file stays as it is. Uploads and secrets are not in it: they stay in VAR_DIR.
    """

    help = "Copy everything from a SQLite file into the empty database that DATABASE_URL names."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="like var/db.sqlite3")

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"{file} does not exist.")
        here = connections[DEFAULT_DB_ALIAS].settings_dict["NAME"]
        if Path(here).resolve() == file.resolve():
            raise CommandError("DATABASE_URL still names this file: set it to the new database.")
        open_file(file)
        call_command("migrate", verbosity=0)
        try:
            total = copy(SOURCE, DEFAULT_DB_ALIAS, self.tell)
        except CannotCopy as error:
            raise CommandError(f"{error}\nNothing was copied.") from error
        finally:
            connections[SOURCE].close()
        self.stdout.write(f"Done: {total} rows, as many in each table as there were.")

    def tell(self, table: str, count: int) -> None:
        if count:
            self.stdout.write(f"  {table:<34}{count:>9}")
            self.stdout.flush()


def open_file(file: Path) -> None:
    """Let Django know the file, by the name of `SOURCE`; nobody can write to it while we read."""
    wanted = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
    }
    complete = connections.configure_settings({DEFAULT_DB_ALIAS: wanted})[DEFAULT_DB_ALIAS]
    connections[SOURCE] = DatabaseWrapper(complete, SOURCE)
