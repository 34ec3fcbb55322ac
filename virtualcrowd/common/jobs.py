"""Long work behind: a row that one worker holds while it lives, and another after it.

No queue hands a task out again when its worker was killed, so a job is a row, and how far it is
stands in rows of its own. Whoever works at it says so every few seconds, and hears there that it
was stopped.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

STALE = timedelta(seconds=40)  # a heartbeat older than this is of a worker that died
BEAT = timedelta(seconds=3)


class Job(models.Model):
    """What somebody asked for, until it is finished."""

    created_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(null=True)  # of the worker that holds it
    finished_at = models.DateTimeField(null=True)
    stopped_because = models.CharField(max_length=40, blank=True)  # "": all of it is done

    class Meta:
        abstract = True


class Taken(Exception):
    """The job was stopped, or another worker holds it now."""


@dataclass
class Hold[J: Job]:
    """A job that this worker holds, and when it last said so."""

    job: J
    beaten_at: datetime

    def beat(self) -> None:
        """Say that the worker lives; before each step, so that "stop" means at once.

        Raises:
            Taken: the job is not this worker's any more.
        """
        now = timezone.now()
        mine = _open(type(self.job)).filter(pk=self.job.pk, heartbeat_at=self.beaten_at)
        if now - self.beaten_at < BEAT:
            is_mine = mine.exists()
        elif is_mine := bool(mine.update(heartbeat_at=now)):
            self.beaten_at = now
        if not is_mine:
            raise Taken


def claim[J: Job](job: J) -> Hold[J] | None:
    """One UPDATE that must change one row: two workers never hold the same job."""
    now = timezone.now()
    free = Q(heartbeat_at=None) | Q(heartbeat_at__lt=now - STALE)
    mine = _open(type(job)).filter(free, pk=job.pk)
    return Hold(job, now) if mine.update(heartbeat_at=now) else None


def close(job: Job, because: str = "") -> bool:
    """Finish a job, once; whoever holds it hears of it at its next beat."""
    mine = _open(type(job)).filter(pk=job.pk)
    return bool(mine.update(finished_at=timezone.now(), stopped_because=because))


def reopen(job: Job) -> bool:
    """Let a worker take a finished job again."""
    finished = _all(type(job)).filter(pk=job.pk, finished_at__isnull=False)
    return bool(finished.update(finished_at=None, heartbeat_at=None, stopped_because=""))


def held[J: Job](model: type[J], now: datetime) -> QuerySet[J]:
    """Return the jobs that somebody works at."""
    return _open(model).filter(heartbeat_at__gte=now - STALE)


def left[J: Job](model: type[J], now: datetime) -> QuerySet[J]:
    """Return the jobs that nobody works at: their worker died, or never began."""
    lost = Q(heartbeat_at=None, created_at__lt=now - STALE)
    return _open(model).filter(lost | Q(heartbeat_at__lt=now - STALE))


def _open[J: Job](model: type[J]) -> QuerySet[J]:
    return _all(model).filter(finished_at=None)


def _all[J: Job](model: type[J]) -> QuerySet[J]:
    return model._default_manager.all()  # noqa: SLF001 - documented, despite its name
