"""The mail that brings somebody their personal link, in their language."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import resolve
from django.utils import formats, timezone, translation
from django.utils.translation import gettext

from virtualcrowd.events import links, phases
from virtualcrowd.events.models import Attendee, LinkMailing


def of(attendee: Attendee, mailing: LinkMailing) -> EmailMessage:
    """Return the attendee's mail; those who do not come in by links get the way to sign in."""
    with translation.override(attendee.user.language or mailing.language):
        subject = gettext("Your way into %(event)s") % {"event": attendee.event}
        words = render_to_string("events/mail_link.txt", _context(attendee, mailing))
    return EmailMessage(" ".join(subject.split()), words, None, [attendee.user.email])


def _context(attendee: Attendee, mailing: LinkMailing) -> dict[str, object]:
    event, is_guarded = attendee.event, links.is_guarded(attendee.user)
    page = f"{settings.PUBLIC_URL}{event.get_absolute_url()}"
    plain = f"{settings.PUBLIC_URL}{mailing.leads_to}" if mailing.leads_to else page
    return {
        "attendee": attendee,
        "event": event,
        "dates": phases.span(event.starts_on, event.ends_on),
        "is_guarded": is_guarded,
        "url": plain if is_guarded else links.address(attendee, leads_to=mailing.leads_to),
        "about": mailing.about,
        "session": _session(attendee, mailing),
        "until": formats.date_format(links.last_day(event)),
        "page": page,
        "email": attendee.user.email,
    }


def _session(attendee: Attendee, mailing: LinkMailing) -> object | None:
    """Return the session that the link leads to, else the next one; only one that they may see."""
    theirs = attendee.event.sessions.visible_to(attendee)
    if mailing.leads_to:
        return theirs.filter(pk=resolve(mailing.leads_to).kwargs["pk"]).first()
    return theirs.filter(ends_at__gt=timezone.now()).first()
