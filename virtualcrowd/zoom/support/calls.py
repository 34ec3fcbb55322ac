"""The log of what was asked of Zoom and what it answered, written when a client is closed.

All of a client's calls go in with one INSERT. Of the status check, which asks every few seconds,
only failures are kept. Answers are redacted before they are written, never when they are read.
"""

import logging
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

import httpx2
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from virtualcrowd.events.models import Event
from virtualcrowd.zoom.models import Connection
from virtualcrowd.zoom.setup_models import ApiCall
from virtualcrowd.zoom.support import job, redact

logger = logging.getLogger(__name__)

KEEP = timedelta(days=14)
MOST = 500  # of each connection: so many that worked, so many that did not
AT_ONCE = 200  # of each, of one client: a long import keeps its newest
QUIET = {"poll_status"}
_SECRETS = (
    "sdk_client_secret",
    "oauth_client_secret",
    "webhook_secret",
    "access_token",
    "refresh_token",
    "hook_token",
)


class Recorder:
    """Collects the calls of one client. Several threads may use it: appending is one step."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._job = job.current.get()
        self._fine: deque[ApiCall] = deque(maxlen=AT_ONCE)
        self._failed: deque[ApiCall] = deque(maxlen=AT_ONCE)

    @contextmanager
    def call(self, method: str, path: str) -> Iterator["Answer"]:
        """Time one request; what is not answered within the block failed."""
        told, started = Answer(), perf_counter()
        try:
            yield told
        except httpx2.TimeoutException:
            told.message = "No answer in time."
            raise
        except httpx2.HTTPError as error:
            told.message = f"No answer ({type(error).__name__})."
            raise
        finally:
            self._note(told, method, path, round((perf_counter() - started) * 1000))

    def _note(self, told: "Answer", method: str, path: str, duration_ms: int) -> None:
        if self._job in QUIET and not told.failed:
            return
        held = tuple(getattr(self._connection, name, "") for name in _SECRETS)
        row = ApiCall(
            connection=self._connection,
            at=timezone.now(),
            method=method[:8],
            path=redact.path(path),
            status=told.status,
            code=told.code,
            message=redact.text(told.message, held),
            duration_ms=duration_ms,
            job=self._job[:40],
            tracking_id=told.tracking_id[:64],
            failed=told.failed,
        )
        (self._failed if told.failed else self._fine).append(row)

    def write(self) -> None:
        """Store what was collected; a log that cannot be written keeps nobody from their work."""
        rows = [*self._fine, *self._failed]
        self._fine.clear()
        self._failed.clear()
        if not rows or not self._connection.pk:
            return
        try:
            with transaction.atomic():
                ApiCall.objects.bulk_create(rows)
        except DatabaseError as error:
            logger.warning("What Zoom answered was not written down: %s", type(error).__name__)


class Answer:
    """What came back of one request; nothing yet."""

    def __init__(self) -> None:
        self.status, self.message, self.tracking_id = 0, "", ""
        self.code: int | None = None
        self.failed = True

    def take(self, response: httpx2.Response, *, is_fine: bool) -> None:
        """Note an answer; of one that is fine, no word is kept."""
        self.status, self.failed = response.status_code, not is_fine
        self.tracking_id = response.headers.get("x-zm-trackingid", "")
        if response.is_success:
            return
        self.code, self.message = _said(response)

    def take_unread(self, response: httpx2.Response) -> None:
        """As `take`, for a hook that sees an answer before its body came."""
        response.read()
        self.take(response, is_fine=response.is_success)


def _said(response: httpx2.Response) -> tuple[int | None, str]:
    try:
        body: Any = response.json()
    except ValueError:
        kind = response.headers.get("content-type", "nothing").partition(";")[0]
        return None, f"Not Zoom's API: {kind}."
    if not isinstance(body, dict):
        return None, ""
    code = body.get("code", body.get("errorCode"))
    words = [str(body[name]) for name in ("error", "reason", "message") if body.get(name)]
    return code if isinstance(code, int) else None, " · ".join(words)


def of(event: Event, *, only_failed: bool = False) -> QuerySet[ApiCall]:
    """Return what Zoom answered to this event, the newest first."""
    rows = ApiCall.objects.filter(connection__event=event)
    return rows.filter(failed=True) if only_failed else rows


def sweep(*, now: datetime) -> int:
    """Delete what is older than 14 days, and beyond the newest 500 of each connection and kind.

    Returns how many rows went.
    """
    gone: int = ApiCall.objects.filter(at__lt=now - KEEP).delete()[0]
    kinds = ApiCall.objects.order_by().values_list("connection", "failed").distinct()
    for connection, failed in kinds:
        rows = ApiCall.objects.filter(connection=connection, failed=failed)
        kept = rows.order_by("-at", "-pk").values("pk")[:MOST]
        # As a list: MySQL aside, a subquery with LIMIT in a DELETE is not everybody's.
        gone += rows.exclude(pk__in=[row["pk"] for row in kept]).delete()[0]
    return gone
