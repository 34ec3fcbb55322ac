"""What a page tells of an import: how far it is, host by host, and what became of each pick."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, Q, When

from virtualcrowd.events.models import Event
from virtualcrowd.zoom.import_models import ImportJob, ImportPick

State = ImportPick.State
REPORT = timedelta(minutes=10)  # how long the library page tells of an import that is done
REPORTED = 100  # a page that is asked for every second stays small


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


@dataclass(frozen=True, slots=True)
class HostProgress:
    """How far an import is with one host's items."""

    host: str
    total: int
    done: int


def progress(job: ImportJob) -> Progress:
    counts = job.picks.aggregate(
        total=Count("pk"),
        waiting=Count("pk", filter=Q(state=State.WAITING)),
        imported=Count("pk", filter=Q(state=State.IMPORTED)),
        refused=Count("pk", filter=Q(state=State.REFUSED)),
    )
    return Progress(**counts)


def by_host(job: ImportJob) -> list[HostProgress]:
    """Return how far each host is, those with the most to do first; of one host, nothing."""
    rows = (
        job.picks.order_by()
        .values_list("host")
        .annotate(total=Count("pk"), done=Count("pk", filter=~Q(state=State.WAITING)))
    )
    found = [HostProgress(*row) for row in rows]
    found.sort(key=lambda row: (row.done == row.total, -row.total, row.host))
    return found[:REPORTED] if len(found) > 1 else []


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
