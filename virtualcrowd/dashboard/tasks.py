"""Work behind the dashboard: thin tasks, safe to run twice."""

from django.utils import timezone
from huey import crontab

from virtualcrowd.agenda import joins
from virtualcrowd.common.tasks import huey
from virtualcrowd.dashboard import digest


@huey.periodic_task(crontab(minute="*/5"))
def send_digests() -> None:
    """Tell owners what is red, a day and an hour before."""
    digest.send_due(timezone.now())


@huey.periodic_task(crontab(hour="3", minute="37"))
def sweep_joins() -> None:
    """Who was given tickets long ago does not stay."""
    joins.sweep(now=timezone.now())
