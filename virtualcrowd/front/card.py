"""The join card: what an attendee sees beside a session, and what they can do now.

Whether somebody may enter is decided in `agenda.entry` alone; here it only gets its words' key.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext, pgettext

from virtualcrowd.agenda.entry import AFTER, Verdict, decide, facts_of
from virtualcrowd.agenda.models import LiveState, Session
from virtualcrowd.agenda.providers import Panel, provider_of
from virtualcrowd.agenda.states import LATE, SOON, starts_in
from virtualcrowd.events.models import Attendee


class Kind(StrEnum):
    """The faces of the card."""

    BEFORE = "before"  # counts down
    LOBBY = "lobby"  # waits for the host
    LIVE = "live"  # the host is there
    OPEN = "open"  # can be joined; the provider's own page waits for the host
    ENDED = "ended"
    CANCELLED = "cancelled"
    NONE = "none"  # nothing to join
    ELSEWHERE = "elsewhere"  # a link or a message of the organisers stands in for the meeting


_WAY_IN = {Verdict.OPEN: Kind.LIVE, Verdict.UNKNOWN: Kind.OPEN}


JOINABLE = {Kind.BEFORE, Kind.LOBBY, Kind.LIVE, Kind.OPEN}
WAITED_FOR = JOINABLE - {Kind.LIVE}


@dataclass(frozen=True, slots=True)
class Card:
    """What the template needs; the badge's key and words, and when time alone changes it."""

    kind: Kind
    badge: str
    badge_label: str
    changes_at: datetime | None
    host_name: str = ""
    hears_start: bool = False
    note: str = ""
    next: Session | None = None
    host_url: str = ""  # for those who start the meeting, and nobody else
    ahead: tuple[str, ...] = ()
    app_url: str = ""  # where the way into the provider's own app is asked for
    phone_url: str = ""  # and where, the numbers to call

    @property
    def face(self) -> str:
        """What the page shows: who hosts the meeting gets another card, and is never taken in."""
        return "host" if self.host_url else self.kind

    @property
    def is_joinable(self) -> bool:
        """Is there a meeting that people go, or will go, into?"""
        return self.kind in JOINABLE

    @property
    def is_waited_for(self) -> bool:
        """Is the host still awaited? Then the badge changes with the clock."""
        return self.kind in WAITED_FOR

    @property
    def waits(self) -> bool:
        return self.face == Kind.LOBBY


def panel_of(session: Session) -> Panel | None:
    """Return what the session's provider shows, or None without a meeting."""
    provider = provider_of(session)
    return provider.panel(session) if provider else None


def card_of(
    session: Session,
    panel: Panel | None,
    *,
    attendee: Attendee,
    groups: frozenset[int],
    now: datetime,
) -> Card:
    """Return the card of a session that the attendee may see."""
    shown_to = session.groups.values_list("pk", flat=True)
    verdict = decide(
        facts_of(session, shown_to),
        groups=groups,
        is_staff=attendee.is_staff,
        hears_start=bool(panel and panel.hears_start),
        now=now.timestamp(),
    )
    kind = _kind(verdict, session, panel, now)
    badge, label = _badge(kind, session, now)
    return Card(
        kind=kind,
        badge=badge,
        badge_label=label,
        changes_at=_changes_at(kind, session, now),
        host_name=_host(session, panel),
        hears_start=bool(panel and panel.hears_start),
        note=panel.note if panel else "",
        next=next_after(session, attendee, now) if kind in {Kind.ENDED, Kind.CANCELLED} else None,
        host_url=_host_url(kind, panel, attendee),
        ahead=panel.ahead if panel and kind in JOINABLE else (),
        app_url=panel.app_url if panel and kind in {Kind.LIVE, Kind.OPEN} else "",
        phone_url=panel.phone_url if panel and kind in {Kind.LIVE, Kind.OPEN} else "",
    )


def _host_url(kind: Kind, panel: Panel | None, attendee: Attendee) -> str:
    """Return where the attendee starts the meeting, if that is theirs to do and still ahead."""
    is_theirs = panel is not None and kind in JOINABLE and panel.is_hosted_by(attendee.email)
    return panel.host_url if panel and is_theirs else ""


def next_after(session: Session, attendee: Attendee, now: datetime) -> Session | None:
    """Return what comes next for the attendee: on the same track if there is something."""
    begins = max(session.starts_at, now)
    coming = (
        Session.objects.visible_to(attendee)
        .filter(starts_at__gte=begins, starts_at__lt=begins + timedelta(days=2))
        .exclude(pk=session.pk)
        .exclude(live_state=LiveState.ENDED)[:100]
    )
    ranked = sorted(coming, key=lambda other: (other.track_id != session.track_id, other.starts_at))
    return next((other for other in ranked if not _is_off(other)), None)


def _is_off(session: Session) -> bool:
    panel = None if session.is_elsewhere else panel_of(session)
    return panel is not None and panel.is_cancelled


def _kind(verdict: Verdict, session: Session, panel: Panel | None, now: datetime) -> Kind:
    is_over = now >= session.ends_at + LATE
    if verdict is Verdict.ELSEWHERE:
        return Kind.ENDED if is_over else Kind.ELSEWHERE
    if panel and panel.is_cancelled:
        return Kind.CANCELLED
    if panel is None or verdict is Verdict.NO_MEETING:
        return Kind.ENDED if is_over else Kind.NONE
    if verdict in _WAY_IN:
        return _WAY_IN[verdict]
    if verdict is Verdict.ENDED or is_over:
        return Kind.ENDED
    return Kind.BEFORE if now < session.lobby_opens_at else Kind.LOBBY


def _badge(kind: Kind, session: Session, now: datetime) -> tuple[str, str]:
    """Return the state's key and words of its own, or "" for both where no badge says more."""
    if kind in WAITED_FOR and now < session.starts_at:
        is_soon = session.starts_at - now <= SOON
        return ("soon", starts_in(session, now)) if is_soon else ("upcoming", "")
    return {
        Kind.LOBBY: ("waiting", ""),
        Kind.LIVE: ("live", ""),
        Kind.ENDED: ("ended", ""),
        Kind.CANCELLED: ("deleted", gettext("Cancelled")),
    }.get(kind, ("", ""))


def _changes_at(kind: Kind, session: Session, now: datetime) -> datetime | None:
    """When the card will be another one though nothing is heard."""
    moments = {
        Kind.BEFORE: [session.lobby_opens_at],
        Kind.LOBBY: [session.ends_at + LATE],
        Kind.OPEN: [session.ends_at + timedelta(seconds=AFTER)],
        Kind.NONE: [session.ends_at + LATE],
        Kind.ELSEWHERE: [session.ends_at + LATE],
    }
    return min((m for m in moments.get(kind, []) if m > now), default=None)


def _host(session: Session, panel: Panel | None) -> str:
    """Who is named as host: the agenda's word before the provider's."""
    named = [p.speaker.name for p in session.parts.all() if p.part == p.Part.HOST]
    return named[0] if named else (panel.host_name if panel else "")


def time_left(until: datetime, now: datetime) -> list[tuple[str, str, int]]:
    """Return days, hours, minutes and seconds to a moment; none once it has passed."""
    seconds = max(0, int((until - now).total_seconds()))
    minutes, hours = seconds // 60, seconds // 3600
    return [
        ("days", pgettext("countdown", "days"), hours // 24),
        ("hours", pgettext("countdown", "hours"), hours % 24),
        ("minutes", pgettext("countdown", "minutes"), minutes % 60),
        ("seconds", pgettext("countdown", "seconds"), seconds % 60),
    ]
