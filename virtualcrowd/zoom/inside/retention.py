"""Who was in which meeting is deleted in the end: `KEEP_ATTENDANCE_DAYS`."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Coalesce

from virtualcrowd.zoom.inside.models import Run, Stay


def sweep(*, now: datetime) -> int:
    """Delete stays of long ago, and runs that nobody's stay is left of. Returns how many stays."""
    before = now - timedelta(days=settings.KEEP_ATTENDANCE_DAYS)
    last = Coalesce("left_at", "back_at", "joined_at")
    old = Stay.objects.alias(last=last).filter(last__lt=before)
    gone = old.delete()[0]
    began_then = Q(started_at=None) | Q(started_at__lt=before)
    over_then = Q(ended_at=None) | Q(ended_at__lt=before)
    Run.objects.filter(began_then, over_then, stays=None).delete()
    return gone
