"""Work behind: thin tasks, ids as arguments, one domain call each, safe to run twice."""

from contextlib import suppress
from typing import Any

from django.utils import timezone
from huey import crontab

from virtualcrowd.common.tasks import huey
from virtualcrowd.events.models import Event
from virtualcrowd.zoom import deliveries, imports, poll, registration, sync, tokens
from virtualcrowd.zoom.board import headers
from virtualcrowd.zoom.clash import hosts
from virtualcrowd.zoom.doctor import checkup
from virtualcrowd.zoom.errors import ZoomError
from virtualcrowd.zoom.inside import count, retention
from virtualcrowd.zoom.models import Connection, LibraryItem
from virtualcrowd.zoom.support import calls, job

POLL_S = 56.0  # a little less than the minute after which the next run begins


@huey.pre_execute()
def _name_job(task: Any) -> None:
    job.current.set(task.name)


@huey.post_execute()
def _forget_job(_task: Any, _value: Any, _error: Any) -> None:
    job.current.set("")


@huey.task()
def apply_deliveries() -> None:
    """Webhooks were stored: apply them."""
    deliveries.apply_waiting(now=timezone.now())


@huey.periodic_task(crontab(minute="*"))
def sweep_deliveries() -> None:
    """Apply what a lost task or a failure has left."""
    deliveries.apply_waiting(now=timezone.now())


@huey.periodic_task(crontab(hour="3", minute="27"))
def sweep_people() -> None:
    """Names and addresses of who came and went do not stay."""
    deliveries.sweep_people(now=timezone.now())


@huey.periodic_task(crontab(hour="3", minute="37"))
def sweep_attendance() -> None:
    """Who was in meetings of long ago does not stay."""
    retention.sweep(now=timezone.now())


@huey.task()
def count_inside(event_id: int) -> None:
    """People came or went: tell pages how many are inside."""
    count.tell(event_id)


@huey.periodic_task(crontab(minute="*"))
def count_inside_again() -> None:
    """Count what a lost task has left, and hide numbers that nobody feeds any more."""
    count.again(timezone.now())


@huey.periodic_task(crontab(minute="*"))
def poll_status() -> None:
    """Ask Zoom whether hosts have started, until the next minute begins."""
    poll.run(POLL_S)


@huey.task()
def refresh_item(item_id: int, is_told: bool = False) -> None:  # noqa: FBT001, FBT002 - a task's
    """Zoom told that an item changed, or is gone (`is_told`): ask what it is now."""
    if item := LibraryItem.objects.filter(pk=item_id).first():
        sync.run_item(item, now=timezone.now(), is_told=is_told)


@huey.task()
def register(item_id: int) -> None:
    """Attendees wait for their registration with Zoom."""
    pause = registration.run(item_id)
    if pause is not None:
        register.schedule((item_id,), delay=pause)


@huey.periodic_task(crontab(minute="*"))
def sweep_registrations() -> None:
    """Register whom a lost task has left, and see whom hosts have approved."""
    now = timezone.now()
    for item_id in registration.waiting(now):
        register(item_id)
    for item in registration.pending(now):
        look_for_approvals(item.pk)


@huey.task()
def look_for_approvals(item_id: int) -> None:
    """A host decided about registrants, or may have."""
    if item := LibraryItem.objects.filter(pk=item_id).first():
        with suppress(ZoomError):  # the next minute asks again
            registration.look_for_approvals(item)


@huey.task()
def import_run(job_id: int) -> None:
    """Import what was ticked; after a pause that Zoom asks for, go on."""
    pause = imports.run(job_id)
    if pause is not None:
        import_run.schedule((job_id,), delay=pause)


@huey.periodic_task(crontab(minute="*"))
def resume_imports() -> None:
    """Go on with imports whose worker died."""
    for job_id in imports.stale(timezone.now()):
        import_run(job_id)


@huey.periodic_task(crontab(minute="*/5"))
def sync_due() -> None:
    """Ask Zoom about what is behind sessions, the nearer the more often."""
    sync.run_due(now=timezone.now())


@huey.task()
def sync_event(event_id: int) -> None:
    """Somebody pressed "Refresh now"."""
    if event := Event.objects.filter(pk=event_id).first():
        sync.run_event(event, now=timezone.now())


@huey.periodic_task(crontab(minute="7,22,37,52"))
def look_at_due_hosts() -> None:
    """Ask Zoom about the hosts of what is to come."""
    hosts.look_due(timezone.now())


@huey.periodic_task(crontab(minute="*/10"))
def look_at_headers() -> None:
    """Ask our own public address for what browsers need."""
    headers.look(timezone.now())


@huey.task()
def look_at_hosts(event_id: int) -> None:
    """Ask Zoom about all hosts of an event."""
    row = Connection.objects.filter(event=event_id, status=Connection.Status.CONNECTED).first()
    if row:
        hosts.look(row, timezone.now(), all_of_them=True)


@huey.periodic_task(crontab(hour="3", minute="17"))
def refresh_tokens() -> None:
    """Keep authorizations of events that sleep alive."""
    tokens.keep_alive(now=timezone.now())


@huey.periodic_task(crontab(minute="*/5"))
def look_at_connections() -> None:
    """Look at each connection twice an hour; tell owners of one that broke."""
    checkup.run_due(now=timezone.now())


@huey.periodic_task(crontab(minute="47"))
def sweep_calls() -> None:
    """Keep the log of what Zoom answered small."""
    calls.sweep(now=timezone.now())
