"""Import Now: ticked rows become library items, behind, however often it has to begin again.

A job is a row with a heartbeat; what became of each ticked row is written down with it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, Count, Q, When
from django.utils import timezone

from virtualcrowd.accounts.models import User
from virtualcrowd.common import audit
from virtualcrowd.events.models import Event
from virtualcrowd.zoom import at_once, library, troubles
from virtualcrowd.zoom.client import Client
from virtualcrowd.zoom.errors import ZoomError, ZoomNotFound, ZoomRateLimited, ZoomRefused
from virtualcrowd.zoom.listing import Listed
from virtualcrowd.zoom.models import Connection, ImportJob, ImportPick, LibraryItem

STALE = timedelta(minutes=2)  # a heartbeat older than this is of a worker that died
REPORT = timedelta(minutes=10)  # how long the library page tells of an import that is done
BATCH = at_once.LANES
REPORTED = 100  # a page that is asked for every second stays small
PAUSE_S = 60.0  # when Zoom asks for a pause and does not say how long

State = ImportPick.State


class NothingToImport(Exception):
    """Nothing that Zoom listed was ticked."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is."""

    total: int
    waiting: int
    imported: int
    refused: int

    @property
    def done(self) -> int:
        return self.total - self.waiting


def start(*, event: Event, rows: Iterable[Listed], by: User) -> ImportJob:
    """Write down what was ticked and let a worker begin.

    Raises:
        NothingToImport: there are no rows.
    """
    from virtualcrowd.zoom import tasks  # noqa: PLC0415 - tasks call this module

    picks = {row.zoom_id: row for row in rows}
    if not picks:
        raise NothingToImport
    with transaction.atomic():
        job = ImportJob.objects.create(event=event, by=by)
        ImportPick.objects.bulk_create(
            ImportPick(job=job, kind=row.kind, zoom_id=row.zoom_id, topic=row.topic)
            for row in picks.values()
        )
        transaction.on_commit(lambda: tasks.import_run(job.pk))
    return job


def resume(*, job: ImportJob) -> None:
    """Go on with a job that stopped before all was taken."""
    from virtualcrowd.zoom import tasks  # noqa: PLC0415 - tasks call this module

    with transaction.atomic():
        ImportJob.objects.filter(pk=job.pk, picks__state=State.WAITING).update(
            finished_at=None, heartbeat_at=None, stopped_because=""
        )
        transaction.on_commit(lambda: tasks.import_run(job.pk))


def run(job_id: int) -> float | None:
    """Take what is still waiting; return after how many seconds to go on, or None.

    1. Claim the job; a second worker gets nothing to do.
    2. Read a few picks from Zoom side by side, store each in a transaction of its own.
    3. A long pause that Zoom asks for is left to a later run; any other failure of the
       connection stops the job with its reason.
    """
    job = ImportJob.objects.select_related("event").filter(pk=job_id).first()
    if job is None or not _claim(job):
        return None
    connection = Connection.objects.filter(
        event=job.event, status=Connection.Status.CONNECTED
    ).first()
    if connection is None:
        _finish(job, "not_connected")
        return None
    try:
        with Client(connection, retrying=True) as zoom:
            while picks := list(job.picks.filter(state=State.WAITING)[:BATCH]):
                _take(job, zoom, picks)
                ImportJob.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now())
    except ZoomRateLimited as error:
        if not error.daily:
            ImportJob.objects.filter(pk=job.pk).update(heartbeat_at=None)
            return error.retry_after or PAUSE_S
        _finish(job, troubles.key_of(error))
    except ZoomError as error:
        _finish(job, troubles.key_of(error))
    else:
        _finish(job)
    return None


def stale(now: datetime) -> list[int]:
    """Return the ids of jobs whose worker died, or whose task was lost before it began."""
    silent = Q(heartbeat_at__lt=now - STALE) | Q(heartbeat_at=None, created_at__lt=now - STALE)
    return list(ImportJob.objects.filter(silent, finished_at=None).values_list("pk", flat=True))


def progress(job: ImportJob) -> Progress:
    counts = job.picks.aggregate(
        total=Count("pk"),
        waiting=Count("pk", filter=Q(state=State.WAITING)),
        imported=Count("pk", filter=Q(state=State.IMPORTED)),
        refused=Count("pk", filter=Q(state=State.REFUSED)),
    )
    return Progress(**counts)


def report(job: ImportJob) -> list[ImportPick]:
    """Return the picks that a page shows: when it is done, what could not be imported first."""
    first = [] if job.finished_at is None else [Case(When(state=State.REFUSED, then=0), default=1)]
    picks = job.picks.select_related("item").defer("item__passcode").order_by(*first, "pk")
    return list(picks[:REPORTED])


def to_tell(event: Event, now: datetime) -> ImportJob | None:
    """Return the event's newest import if it runs or has just ended."""
    newest = ImportJob.objects.filter(event=event).first()
    if newest and (newest.finished_at is None or newest.finished_at > now - REPORT):
        return newest
    return None


def _claim(job: ImportJob) -> bool:
    """One UPDATE that must change one row: two workers never hold the same job."""
    now = timezone.now()
    free = Q(heartbeat_at=None) | Q(heartbeat_at__lt=now - STALE)
    mine = ImportJob.objects.filter(free, pk=job.pk, finished_at=None)
    return mine.update(heartbeat_at=now) == 1


def _take(job: ImportJob, zoom: Client, picks: list[ImportPick]) -> None:
    """Read the picks from Zoom and store what came.

    Raises:
        ZoomError: one that concerns the connection; what did come is stored.
    """
    ask: dict[str, Callable[[str], library.Detail]] = {
        LibraryItem.Kind.MEETING: zoom.meeting,
        LibraryItem.Kind.WEBINAR: zoom.webinar,
    }
    answers = at_once.ask(lambda pick: ask[pick.kind](pick.zoom_id), picks)
    failures: list[ZoomError] = []
    for pick, answer in answers.items():
        match answer:
            case ZoomNotFound():
                _refuse(pick, "gone")
            case ZoomRefused():
                _refuse(pick, "refused")
            case ZoomError():
                failures.append(answer)
            case _:
                _keep(job, pick, answer)
    if failures:
        raise failures[0]


def _keep(job: ImportJob, pick: ImportPick, detail: library.Detail) -> None:
    now = timezone.now()
    if reason := library.importable(detail, now):
        _refuse(pick, reason)
        return
    with transaction.atomic():
        item = library.add(event=job.event, zoom_id=pick.zoom_id, detail=detail, now=now)
        ImportPick.objects.filter(pk=pick.pk).update(state=State.IMPORTED, item=item)


def _refuse(pick: ImportPick, reason: str) -> None:
    ImportPick.objects.filter(pk=pick.pk).update(state=State.REFUSED, reason=reason)


@transaction.atomic
def _finish(job: ImportJob, because: str = "") -> None:
    """Close the job, once, and write down what it brought."""
    mine = ImportJob.objects.filter(pk=job.pk, finished_at=None)
    if not mine.update(finished_at=timezone.now(), stopped_because=because):
        return
    kinds = list(job.picks.filter(state=State.IMPORTED).values_list("kind", flat=True))
    audit.record(
        event=job.event,
        by=job.by,
        action=f"Imported {_words(kinds)}" if kinds else "Imported nothing from Zoom",
        place=library.PLACE,
        failed=bool(because),
    )


def _words(kinds: list[str]) -> str:
    """ "3 meetings and 1 webinar"."""
    counted = [(kinds.count(kind.value), kind.label.lower()) for kind in LibraryItem.Kind]
    return " and ".join(f"{n} {word}{'s' if n > 1 else ''}" for n, word in counted if n)
