"""Import Now: ticked rows become library items, behind, however often it has to begin again.

A job is a row with a heartbeat; what became of each ticked row is written down with it. So a worker
that dies loses only what was on its way, and the next one goes on with the rows that still wait.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from virtualcrowd.accounts.models import User
from virtualcrowd.common import audit, jobs
from virtualcrowd.events.models import Event
from virtualcrowd.zoom import crew, library, troubles
from virtualcrowd.zoom.client import Client
from virtualcrowd.zoom.errors import ZoomError, ZoomNotFound, ZoomRateLimited, ZoomRefused
from virtualcrowd.zoom.import_models import ImportJob, ImportPick
from virtualcrowd.zoom.listed import Listed
from virtualcrowd.zoom.models import Connection, LibraryItem

BATCH = 400  # rows that are read from the database at a time
PAUSE_S = 60.0  # when Zoom asks for a pause and does not say how long
CANCELLED = "cancelled"
OTHER = "other_kind"  # meanwhile: this row is asked for as what it was not listed as
# "Cannot access webinar info." and "Invalid webinar ID.", as Zoom's API names them
OTHER_KIND = {300, 3000}

State = ImportPick.State


class NothingToImport(Exception):
    """Nothing that Zoom listed was ticked."""


def start(
    *, event: Event, rows: Iterable[Listed], by: User, dates: Mapping[str, list[str]] | None = None
) -> ImportJob:
    """Write down what was ticked and let a worker begin; `dates` are those ticked of a row.

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
            (
                ImportPick(
                    job=job,
                    kind=row.kind,
                    zoom_id=row.zoom_id,
                    topic=row.topic,
                    host=row.host,
                    dates=(dates or {}).get(row.zoom_id, []),
                )
                for row in picks.values()
            ),
            batch_size=500,
        )
        transaction.on_commit(lambda: tasks.import_run(job.pk))
    return job


def resume(*, job: ImportJob) -> None:
    """Go on with a job that stopped before all was taken."""
    from virtualcrowd.zoom import tasks  # noqa: PLC0415 - tasks call this module

    with transaction.atomic():
        if job.picks.filter(state=State.WAITING).exists() and jobs.reopen(job):
            ImportJob.objects.filter(pk=job.pk).update(goes_on_at=None)
        transaction.on_commit(lambda: tasks.import_run(job.pk))


def cancel(*, job: ImportJob, by: User) -> None:
    """Stop a running job; what was imported stays, and it can go on later."""
    _finish(job, CANCELLED, by=by)


def run(job_id: int) -> float | None:
    """Take what is still waiting; return after how many seconds to go on, or None.

    1. Claim the job; a second worker gets nothing to do.
    2. Read picks from Zoom side by side, store each in a transaction of its own.
    3. A long pause that Zoom asks for is left to a later run; any other failure of the
       connection stops the job with its reason.
    """
    job = ImportJob.objects.select_related("event").filter(pk=job_id).first()
    if job is None or (hold := jobs.claim(job)) is None:
        return None
    ImportJob.objects.filter(pk=job.pk).update(goes_on_at=None)
    connection = Connection.objects.filter(
        event=job.event, status=Connection.Status.CONNECTED
    ).first()
    if connection is None:
        _finish(job, "not_connected")
        return None
    try:
        with Client(connection, patient=True) as zoom:
            while picks := list(job.picks.filter(state=State.WAITING)[:BATCH]):
                _take(hold, zoom, picks)
    except jobs.Taken:
        return None
    except ZoomRateLimited as error:
        return _pause(job, error)
    except ZoomError as error:
        _finish(job, troubles.key_of(error))
    else:
        _finish(job)
    return None


def stale(now: datetime) -> list[int]:
    """Return the ids of jobs whose worker died, or whose task was lost before it began."""
    is_due = Q(goes_on_at=None) | Q(goes_on_at__lt=now - jobs.STALE)
    found = jobs.left(ImportJob, now).filter(is_due)
    return list(found.values_list("pk", flat=True))


def _pause(job: ImportJob, error: ZoomRateLimited) -> float | None:
    """Leave a pause to a later run; a limit for the day stops the job."""
    if error.daily:
        _finish(job, troubles.key_of(error))
        return None
    seconds = error.retry_after or PAUSE_S
    ImportJob.objects.filter(pk=job.pk, finished_at=None).update(
        heartbeat_at=None, goes_on_at=timezone.now() + timedelta(seconds=seconds)
    )
    return seconds


def _take(hold: jobs.Hold[ImportJob], zoom: Client, picks: list[ImportPick]) -> None:
    """Read the picks from Zoom and store what comes.

    Raises:
        ZoomError: one that concerns the connection; what did come is stored.
        Taken: as `Hold.beat`.
    """
    ask: dict[str, Callable[[str], library.Detail]] = {
        LibraryItem.Kind.MEETING: zoom.meeting,
        LibraryItem.Kind.WEBINAR: zoom.webinar,
    }
    asking = crew.Crew(
        zoom,
        lambda pick: ask[pick.kind](pick.zoom_id),
        deque(picks),
        "light",
        tries=crew.TRIES,
    )
    failure: ZoomError | None = None
    for got in asking.answers():
        hold.beat()
        if got is None:
            continue
        failure = _store(hold.job, *got)
        if failure:
            break
    if failure:
        raise failure


def _store(
    job: ImportJob, pick: ImportPick, answer: crew.Answer[library.Detail]
) -> ZoomError | None:
    """Write down what became of a pick; return a failure that concerns the connection."""
    match answer:
        case ZoomNotFound():
            _refuse(pick, "gone")
        case ZoomRefused() if _is_other_kind(pick, answer):
            _ask_as_other_kind(pick)
        case ZoomRefused():
            _refuse(pick, "refused")
        case ZoomError():
            return answer
        case _:
            _keep(job, pick, answer)
    return None


def _is_other_kind(pick: ImportPick, refused: ZoomRefused) -> bool:
    """Does Zoom only say that a meeting is a webinar, or the reverse? Believed once."""
    is_told = refused.code in OTHER_KIND and "webinar" in refused.message.lower()
    return is_told and pick.reason != OTHER


def _ask_as_other_kind(pick: ImportPick) -> None:
    kinds = LibraryItem.Kind
    other = kinds.WEBINAR if pick.kind == kinds.MEETING else kinds.MEETING
    ImportPick.objects.filter(pk=pick.pk).update(kind=other, reason=OTHER)


def _keep(job: ImportJob, pick: ImportPick, detail: library.Detail) -> None:
    now = timezone.now()
    if reason := library.importable(detail, now):
        _refuse(pick, reason)
        return
    with transaction.atomic():
        item = library.add(event=job.event, zoom_id=pick.zoom_id, detail=detail, now=now)
        if pick.dates:  # the others are kept, and left out of what the series mapper proposes
            item.dates.exclude(occurrence_id__in=pick.dates).update(is_wanted=False)
        ImportPick.objects.filter(pk=pick.pk).update(state=State.IMPORTED, reason="", item=item)


def _refuse(pick: ImportPick, reason: str) -> None:
    ImportPick.objects.filter(pk=pick.pk).update(state=State.REFUSED, reason=reason)


@transaction.atomic
def _finish(job: ImportJob, because: str = "", *, by: User | None = None) -> None:
    """Close the job, once, and write down what it brought."""
    if not jobs.close(job, because):
        return
    kinds = list(job.picks.filter(state=State.IMPORTED).values_list("kind", flat=True))
    audit.record(
        event=job.event,
        by=by or job.by,
        action=f"Imported {_words(kinds)}" if kinds else "Imported nothing from Zoom",
        place=library.PLACE,
        failed=bool(because),
    )


def _words(kinds: list[str]) -> str:
    """ "3 meetings and 1 webinar"."""
    counted = [(kinds.count(kind.value), kind.label.lower()) for kind in LibraryItem.Kind]
    return " and ".join(f"{n} {word}{'s' if n > 1 else ''}" for n, word in counted if n)
