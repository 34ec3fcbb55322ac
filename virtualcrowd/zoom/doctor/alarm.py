"""One e-mail to the owners when a connection breaks, and none again until it stood."""

import logging
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from virtualcrowd.events import staff
from virtualcrowd.zoom import advice
from virtualcrowd.zoom.models import Connection

logger = logging.getLogger(__name__)


def tell_owners(row: Connection, *, now: datetime) -> bool:
    """Tell the event's owners that the connection broke; returns whether it was done now.

    The mark is set first and taken back on failure: two workers never send two.
    """
    mine = Connection.objects.filter(pk=row.pk, status=Connection.Status.BROKEN, owner_told_at=None)
    if not mine.update(owner_told_at=now):
        return False
    try:
        staff.mail_owners(row.event, _subject(row), _words(row))
    except OSError as error:
        logger.warning("Owners of %s could not be told: %s", row.event, error)
        Connection.objects.filter(pk=row.pk, owner_told_at=now).update(owner_told_at=None)
        return False
    return True


def _subject(row: Connection) -> str:
    return f"{row.event}: Zoom needs you"


def _words(row: Connection) -> str:
    told = advice.CONNECT.get(row.failure, advice.CONNECT["grant_dead"])
    page = reverse("zoom:connection", args=[row.event.shortcode])
    context = {"event": row.event, "advice": told, "url": f"{settings.PUBLIC_URL}{page}"}
    return render_to_string("zoom/mail_broken.txt", context)
