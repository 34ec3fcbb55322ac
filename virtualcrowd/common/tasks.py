"""The one queue. SQLite by default, PostgreSQL when that is the database: same task code."""

from typing import Any

from django.conf import settings
from huey import Huey, PostgresHuey, SqliteHuey
from huey.serializer import SignedSerializer

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
    return PostgresHuey("virtualcrowd", dsn=env.DATABASE_URL, **options)


huey = _queue()
