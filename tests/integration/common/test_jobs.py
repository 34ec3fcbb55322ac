"""Work that one worker holds: never two, stopped at once, gone on with after a kill.

An import stands for every job; the workers of imports and of mailings have their own tests.
"""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from virtualcrowd.common import jobs
from virtualcrowd.zoom.import_models import ImportJob

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
DEAD = jobs.STALE + timedelta(seconds=1)


@pytest.fixture
def clock(db):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def job(clock, demo) -> ImportJob:
    return ImportJob.objects.create(event=demo)


def seen(query) -> list[int]:
    return list(query.values_list("pk", flat=True))


def test_is_held_by_one_worker(job):
    assert jobs.claim(job)
    assert jobs.claim(job) is None

    assert seen(jobs.held(ImportJob, NOW)) == [job.pk]
    assert seen(jobs.left(ImportJob, NOW)) == []


def test_stays_held_while_its_worker_beats(job, clock):
    hold = jobs.claim(job)
    for _ in range(3):
        clock.shift(jobs.STALE)
        assert jobs.claim(job) is None
        hold.beat()

    assert seen(jobs.held(ImportJob, timezone.now())) == [job.pk]


def test_a_beat_is_written_once_in_a_while(job, clock, django_assert_num_queries):
    hold = jobs.claim(job)
    clock.shift(jobs.BEAT - timedelta(seconds=1))

    with django_assert_num_queries(1) as asked:
        hold.beat()

    assert asked.captured_queries[0]["sql"].startswith("SELECT")


def test_another_goes_on_when_the_worker_was_killed(job, clock):
    killed = jobs.claim(job)
    clock.shift(DEAD)
    assert seen(jobs.left(ImportJob, timezone.now())) == [job.pk]
    assert seen(jobs.held(ImportJob, timezone.now())) == []

    hold = jobs.claim(job)

    hold.beat()
    with pytest.raises(jobs.Taken):  # it was not dead, only slow
        killed.beat()


def test_a_lost_task_is_found(job, clock):
    assert seen(jobs.left(ImportJob, NOW)) == []
    clock.shift(DEAD)

    assert seen(jobs.left(ImportJob, timezone.now())) == [job.pk]


@pytest.mark.parametrize("since_last_beat", [timedelta(0), jobs.BEAT])
def test_a_worker_hears_at_its_next_step_that_it_was_stopped(job, clock, since_last_beat):
    hold = jobs.claim(job)
    clock.shift(since_last_beat)

    assert jobs.close(job, "cancelled")

    with pytest.raises(jobs.Taken):
        hold.beat()
    assert jobs.claim(job) is None


def test_is_finished_once_with_the_first_reason(job, clock):
    jobs.close(job, "cancelled")
    clock.shift(DEAD)

    assert not jobs.close(job)

    job.refresh_from_db()
    assert (job.stopped_because, job.finished_at) == ("cancelled", NOW)
    assert seen(jobs.left(ImportJob, timezone.now())) == []


def test_is_opened_again_only_when_it_is_finished(job):
    hold = jobs.claim(job)
    assert not jobs.reopen(job)
    hold.beat()
    jobs.close(job, "cancelled")

    assert jobs.reopen(job)

    job.refresh_from_db()
    assert (job.stopped_because, job.finished_at) == ("", None)
    assert jobs.claim(job)
