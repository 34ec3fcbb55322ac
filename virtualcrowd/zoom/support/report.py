"""What the organiser hands to whoever helps: versions, health, the last answers; no secret."""

import platform
import tomllib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache

import django
from django.conf import settings
from django.db import connection as database

from virtualcrowd.zoom.doctor import health
from virtualcrowd.zoom.models import Connection
from virtualcrowd.zoom.setup_models import ApiCall
from virtualcrowd.zoom.support import redact
from virtualcrowd.zoom.testjoin import results

LINES = 40


def text(row: Connection, calls: Iterable[ApiCall], now: datetime) -> str:
    """Return the report as plain text. Times are UTC, so that two of them can be compared."""
    parts = [_head(now), _connection(row), _health(row, now), _answers(calls)]
    return "\n\n".join("\n".join(part) for part in parts)


def _head(now: datetime) -> Iterator[str]:
    yield f"VirtualCrowd report on Zoom, {_at(now)}"
    yield f"VirtualCrowd {version()}, Django {django.get_version()}"
    yield f"Python {platform.python_version()}, {database.vendor}, {platform.system()}"
    yield f"Zoom Meeting SDK {settings.ZOOM_SDK_VERSION} from {settings.ZOOM_SDK_SOURCE}"


def _connection(row: Connection) -> Iterator[str]:
    yield "CONNECTION"
    yield f"Event {row.event.shortcode}: {row.get_status_display()}, {row.get_way_display()}"
    if row.failure:
        yield f"Trouble since {_at(row.failed_at)}: {row.failure}"
        yield f"  {redact.text(row.failure_detail)}"
    yield f"Plan {row.plan or 'unknown'}, webinars {'yes' if row.has_webinars else 'no'}"
    yield f"Last good answer {_at(row.last_ok_at)}, token until {_at(row.token_expires_at)}"
    yield f"Webhooks: validated {_at(row.webhook_validated_at)}"
    yield f"  last received {_at(row.webhook_received_at)}"
    yield f"Scopes: {row.scopes or 'none'}"
    yield f"Test join: {results.in_a_line(row)}"


def _health(row: Connection, now: datetime) -> Iterator[str]:
    yield "HEALTH"
    who = row.zoom_user_name, row.account_name, row.zoom_user_email
    for check in health.lines(row, now):
        yield redact.text(f"[{check.level}] {check.title}: {check.detail}", who)


def _answers(calls: Iterable[ApiCall]) -> Iterator[str]:
    yield "WHAT ZOOM ANSWERED (newest first)"
    none = True
    for call in calls:
        none = False
        yield _line(call)
    if none:
        yield "Nothing yet."


def _line(call: ApiCall) -> str:
    said = f" {call.code or ''} {call.message}".rstrip()
    traced = f" [{call.tracking_id}]" if call.tracking_id and call.failed else ""
    what = f"{call.method} {call.path} {call.status or 'no answer'}{said}"
    return f"{_at(call.at)} {what} {call.duration_ms} ms, {call.job_words}{traced}"


def _at(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if moment else "never"


@cache
def version() -> str:
    """Return the version of this installation, as `pyproject.toml` has it."""
    try:
        told = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    except OSError:
        return "of unknown version"
    return str(told["project"]["version"])
