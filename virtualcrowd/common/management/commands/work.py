from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone
from huey import crontab

from virtualcrowd.common import bus, upkeep
from virtualcrowd.common.models import Heartbeat
from virtualcrowd.common.tasks import huey

THREADS = 4
SHUTDOWN_SECONDS = 1  # what is cut off is resumed: tasks are safe to run twice


@huey.periodic_task(crontab())
def beat() -> None:
    """Say that the worker lives, for /readyz; and sweep what every process has read."""
    Heartbeat.objects.update_or_create(name=upkeep.WORKER, defaults={"at": timezone.now()})
    bus.sweep()


@huey.periodic_task(crontab(hour="3", minute="17"))
def keep_small() -> None:
    """Let nothing grow without end."""
    upkeep.sweep_old(now=timezone.now())


@huey.pre_execute()
def _fresh_connection(_task: Any) -> None:
    close_old_connections()


class Command(BaseCommand):
    """Runs background work until it is told to stop."""

    help = "Run background work: imports, webhooks, the watch over meetings."

    def handle(self, *_args: Any, **_options: Any) -> None:
        for app in settings.INSTALLED_APPS:
            if app.startswith("virtualcrowd.") and find_spec(f"{app}.tasks"):
                import_module(f"{app}.tasks")
        beat.call_local()
        huey.create_consumer(
            workers=THREADS,
            initial_delay=0.05,
            backoff=1.1,
            max_delay=0.25,
            check_worker_health=True,
            flush_locks=True,
            shutdown_timeout=SHUTDOWN_SECONDS,
        ).run()
