"""Links for the Zoom admin: signed, good for some days, taken back whenever the organiser likes.

The address is not stored: it is the row's number and our signature under it.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.urls import reverse

from virtualcrowd.accounts.models import User
from virtualcrowd.common import audit
from virtualcrowd.events.models import Event
from virtualcrowd.zoom import pairs
from virtualcrowd.zoom.setup_models import AdminLink

DAYS = {3: "3 days", 7: "7 days", 14: "14 days", 30: "30 days"}
USUAL = 14
MOST = 20  # good at the same time, of one event
_SIGNER = signing.Signer(salt="virtualcrowd.zoom.admin-link", sep=".")


class TooManyLinks(Exception):
    """Twenty are good at the same time: one must be taken back first."""


def good(event: Event, now: datetime) -> QuerySet[AdminLink]:
    """Return the event's links that still open."""
    links = AdminLink.objects.filter(event=event, revoked_at=None, expires_at__gt=now)
    return links.select_related("by")


def create(*, event: Event, by: User, days: int, now: datetime) -> AdminLink:
    """Make a link that opens for `days` days.

    Raises:
        TooManyLinks: there are enough.
    """
    if good(event, now).count() >= MOST:
        raise TooManyLinks
    # To the full minute, as it is told to people.
    until = (now + timedelta(days=days)).replace(second=0, microsecond=0)
    link = AdminLink.objects.create(event=event, by=by, created_at=now, expires_at=until)
    _note(link, by, "Made a link for the Zoom admin")
    return link


def revoke(*, link: AdminLink, by: User, now: datetime) -> None:
    """Take a link back; one that is over stays over."""
    taken = AdminLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now)
    if taken:
        _note(link, by, "Took back a link for the Zoom admin")


def _note(link: AdminLink, by: User, action: str) -> None:
    until = f"{link.expires_at:%d %b %Y %H:%M} UTC"
    audit.record(event=link.event, by=by, action=action, target=until, place=pairs.PLACE)


def address(link: AdminLink) -> str:
    """Return the whole address."""
    token = _SIGNER.sign(str(link.pk))
    return f"{settings.PUBLIC_URL}{reverse('zoom_callback:admin', args=[token])}"


def opened(token: str, now: datetime) -> AdminLink | None:
    """Return the link that an address stands for, if it still opens; notes that it was opened."""
    try:
        number = int(_SIGNER.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    link = AdminLink.objects.filter(pk=number).select_related("event", "by").first()
    if link is None or link.revoked_at or link.expires_at <= now:
        return None
    AdminLink.objects.filter(pk=link.pk).update(opened_at=now)
    return link
