"""Sessions in people's calendars: files, links for those who have no files, and a personal feed.

All lead to our pages; nothing in them lets somebody into a meeting. The feed's address is a secret
of its own, because calendars cannot sign in: it shows an agenda and opens nothing else.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from virtualcrowd.agenda import providers
from virtualcrowd.agenda.models import Session
from virtualcrowd.agenda.providers import Embedded
from virtualcrowd.events import people
from virtualcrowd.events.models import Attendee, Event
from virtualcrowd.front.ics import Entry

GONE = {"deleted", "unsupported"}
_SALT = b"virtualcrowd.calendar.1:"
_SIGNS = 32  # of the MAC in hex: 128 bits


@dataclass(frozen=True, slots=True)
class Link:
    """A calendar that takes a session by its address."""

    label: str
    icon: str
    url: str


def entries(sessions: Iterable[Session], event: Event) -> list[Entry]:
    """Return the sessions as entries; what cannot be joined any more is cancelled."""
    found = list(sessions)
    behind = providers.embedded(s for s in found if s.provider)
    return [
        Entry(
            uid=f"session-{session.pk}@{urlsplit(settings.PUBLIC_URL).hostname}",
            title=f"{session.title} ({event.name})",
            description=_words(session),
            location=session.location,
            url=_page(session, event),
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            sequence=session.sequence,
            is_cancelled=_is_cancelled(session, behind),
        )
        for session in found
    ]


def _words(session: Session) -> str:
    """What the agenda says; of plan B, which no calendar can show, that there is one."""
    if not session.is_elsewhere:
        return session.description
    moved = gettext("The organisers changed the way in. The session’s page leads to it.")
    return "\n\n".join(filter(None, [moved, session.plan_b_words, session.description]))


def _is_cancelled(session: Session, behind: dict[int, Embedded]) -> bool:
    if session.is_elsewhere:
        return False
    return session.pk in behind and behind[session.pk].problem in GONE


def links(session: Session, event: Event) -> list[Link]:
    """Return where calendars in a browser take the session over."""
    entry = entries([session], event)[0]
    details = f"{entry.description}\n\n{entry.url}".strip()
    google = f"https://calendar.google.com/calendar/render?{_for_google(entry, details)}"
    outlook = f"calendar/0/deeplink/compose?{_for_outlook(entry, details)}"
    return [
        Link("Google Calendar", "brand-google", google),
        Link("Outlook", "mail", f"https://outlook.live.com/{outlook}"),
        Link("Microsoft 365", "mail", f"https://outlook.office.com/{outlook}"),
    ]


def _for_google(entry: Entry, details: str) -> str:
    return urlencode(
        {
            "action": "TEMPLATE",
            "text": entry.title,
            "dates": f"{_compact(entry.starts_at)}/{_compact(entry.ends_at)}",
            "details": details,
            "location": entry.location or entry.url,
        }
    )


def _for_outlook(entry: Entry, details: str) -> str:
    return urlencode(
        {
            "path": "/calendar/action/compose",
            "rru": "addevent",
            "subject": entry.title,
            "startdt": f"{entry.starts_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "enddt": f"{entry.ends_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "body": details,
            "location": entry.location or entry.url,
        }
    )


def feed_url(attendee: Attendee, event: Event) -> str:
    """Return the secret address of the attendee's feed."""
    path = reverse("front:feed", args=[event.shortcode, token_of(attendee)])
    return f"{settings.PUBLIC_URL}{path}"


def token_of(attendee: Attendee) -> str:
    """Return what proves a calendar to be the attendee's, until they ask for another."""
    return f"{attendee.pk:x}-{_seal(attendee)}"


def holder_of(token: str, shortcode: str) -> Attendee | None:
    """Return whose token it is, or None for one that is wrong, renewed, or of no guest any more."""
    number, _, seal = token.partition("-")
    try:
        pk = int(number, 16)
    except ValueError:
        return None
    rows = Attendee.objects.select_related("event", "user")
    attendee = rows.filter(pk=min(pk, 2**63 - 1), event__shortcode=shortcode).first()
    if attendee is None or not hmac.compare_digest(seal.encode(), _seal(attendee).encode()):
        return None
    return attendee if people.may_attend(attendee) else None


def renew(attendee: Attendee) -> None:
    """Make the feed's address worthless; the attendee has another one at once."""
    attendee.calendar_version += 1
    attendee.save(update_fields=["calendar_version"])


def _seal(attendee: Attendee) -> str:
    said = _SALT + b"%d:%d" % (attendee.pk, attendee.calendar_version)
    return hmac.new(settings.SECRET_KEY.encode(), said, sha256).hexdigest()[:_SIGNS]


def _page(session: Session, event: Event) -> str:
    path = reverse("front:session", args=[event.shortcode, session.pk])
    return f"{settings.PUBLIC_URL}{path}"


def _compact(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
