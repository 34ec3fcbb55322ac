from datetime import datetime, timedelta

from django.core.management import call_command

from virtualcrowd.common.models import Delivery, Heartbeat

WORKER = "worker"
SILENT = timedelta(minutes=3)
KEEP_DELIVERIES = timedelta(days=30)  # long enough to look into a complaint


def sweep_old(*, now: datetime) -> int:
    """Delete webhooks of long ago, and the sessions of browsers that are gone.

    Returns how many webhooks went. What could not be applied stays as long, to be looked at.
    """
    call_command("clearsessions")
    old = Delivery.objects.filter(received_at__lt=now - KEEP_DELIVERIES)
    return old.delete()[0]


def worker_is_there(now: datetime) -> bool:
    """Was the worker heard of lately?"""
    return Heartbeat.objects.filter(name=WORKER, at__gte=now - SILENT).exists()


def worker_gone_since(now: datetime) -> datetime | None:
    """Return when the worker was last heard of, if that is too long ago.

    None also where none has ever run: only `/readyz` tells of that.
    """
    beat = Heartbeat.objects.filter(name=WORKER, at__lt=now - SILENT).first()
    return beat.at if beat else None
