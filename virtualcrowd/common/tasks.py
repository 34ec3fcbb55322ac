"""The one queue. SQLite by default, PostgreSQL when that is the database: same task code."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from huey import Huey, PostgresHuey, SqliteHuey
from huey.serializer import SignedSerializer
from psycopg import OperationalError

from virtualcrowd import env


def _queue() -> Huey:
    options: dict[str, Any] = {
        "results": False,
        "immediate": settings.HUEY_IMMEDIATE,
        # Pickles are only read when they carry our signature.
        "serializer": SignedSerializer(secret=settings.SECRET_KEY, salt="virtualcrowd.queue"),
    }
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return SqliteHuey("virtualcrowd", filename=str(env.VAR_DIR / "queue.sqlite3"), **options)
    try:
        return PostgresHuey("virtualcrowd", dsn=env.DATABASE_URL, **options)
    except (
        OperationalError
    ) as error:  # it makes its tables at once: here a database is missed first
        text = f"The database of DATABASE_URL does not let us in: {error}"
        raise ImproperlyConfigured(text) from error


huey = _queue()
