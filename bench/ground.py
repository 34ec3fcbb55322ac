"""The ground of a benchmark: a database of its own, filled with one large event."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
ORIGIN = "http://bench.example"


def prepare(folder: Path, database: str = "") -> None:
    """Point this process and the servers to `database`, or to an SQLite file in `folder`."""
    os.environ |= {
        "VAR_DIR": str(folder),
        "PUBLIC_URL": ORIGIN,
        "DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PYTHONPATH": str(ROOT),
    }
    for name in ("DATABASE_URL", "SECRET_KEY", "ENCRYPTION_KEYS", "ALLOWED_HOSTS"):
        os.environ.pop(name, None)
    if database:
        os.environ["DATABASE_URL"] = database
    migrate = [sys.executable, "manage.py", "migrate", "--skip-checks", "-v0"]
    subprocess.run(migrate, cwd=ROOT, check=True)


def fill(*, people: int, sessions: int) -> list[tuple[int, str]]:
    """Make an event where everybody may join everything; return (session id, pass) pairs."""
    import django  # noqa: PLC0415 - only now do the settings know the database

    django.setup()
    from bench import event  # noqa: PLC0415

    return event.fill(people=people, sessions=sessions, now=datetime.now(UTC))
