"""What stays of tickets that were given out."""

from datetime import datetime, timedelta

from django.conf import settings

from virtualcrowd.agenda.models import JoinEntry


def sweep(*, now: datetime) -> int:
    """Delete entries of long ago (`KEEP_ATTENDANCE_DAYS`). Returns how many."""
    before = now - timedelta(days=settings.KEEP_ATTENDANCE_DAYS)
    return JoinEntry.objects.filter(at__lt=before).delete()[0]
