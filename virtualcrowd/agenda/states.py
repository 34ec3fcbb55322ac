"""The state vocabulary: one badge per thing, the first that applies."""

from datetime import datetime, timedelta

from django.utils.translation import ngettext

from virtualcrowd.agenda.models import LiveState, Session
from virtualcrowd.agenda.providers import Embedded

SOON = timedelta(minutes=30)
LATE = timedelta(minutes=15)  # how long after its end a session without news still counts as on


def state_of(session: Session, now: datetime, embedded: Embedded | None = None) -> str:
    """Return the key of the session's state.

    One of deleted, unsupported, live, waiting, soon, upcoming, ended.
    """
    if session.is_elsewhere:  # what its meeting does is of no concern any more
        return _by_time(session, now)
    if embedded and embedded.problem:
        return embedded.problem
    if session.live_state == LiveState.LIVE:
        return "live"
    if session.live_state == LiveState.ENDED or now >= session.ends_at + LATE:
        return "ended"
    if now >= session.starts_at and session.provider:
        return "waiting"
    return _by_time(session, now)


def _by_time(session: Session, now: datetime) -> str:
    if now >= session.starts_at:
        return "live" if now < session.ends_at else "ended"
    return "soon" if session.starts_at - now <= SOON else "upcoming"


def minutes_to(moment: datetime, now: datetime) -> int:
    """Whole minutes from `now` to `moment`, at least 1."""
    return max(1, round((moment - now).total_seconds() / 60))


def starts_in(session: Session, now: datetime) -> str:
    """Return "Starts in 18 min"."""
    count = minutes_to(session.starts_at, now)
    return ngettext("Starts in %(count)d min", "Starts in %(count)d min", count) % {"count": count}
