"""Which session goes live when a meeting starts, and when it is over."""

from datetime import datetime, timedelta

from virtualcrowd.agenda import live as agenda_live
from virtualcrowd.agenda.models import LiveState, Session
from virtualcrowd.zoom.models import LibraryItem


def started(*, item: LibraryItem, at: datetime, run_at: datetime | None = None) -> bool:
    """The host started the meeting at `at`. Returns whether an open page has to change."""
    session = session_of(item, run_at or at)
    return _tell(item, [session] if session else [], LiveState.LIVE, at)


def ended(*, item: LibraryItem, at: datetime, run_at: datetime | None = None) -> bool:
    """The meeting that ran since `run_at` was over at `at`.

    Told of a session that never went live too, so that a "started" which comes later, but
    is older, does not open it.
    """
    return _tell(item, _live_or_nearest(item, run_at or at), LiveState.ENDED, at)


def session_of(item: LibraryItem, at: datetime) -> Session | None:
    """Return which of the item's sessions a run at `at` belongs to: the nearest by plan."""
    sessions = list(Session.objects.filter(zoom_embed__item=item))
    return min(sessions, key=lambda session: _distance(session, at), default=None)


def _distance(session: Session, at: datetime) -> tuple[timedelta, datetime]:
    """How far `at` is from the session's planned time; of two that overlap, the first."""
    far = max(session.starts_at - at, at - session.ends_at, timedelta(0))
    return far, session.starts_at


def _live_or_nearest(item: LibraryItem, at: datetime) -> list[Session]:
    live = list(Session.objects.filter(zoom_embed__item=item, live_state=LiveState.LIVE))
    nearest = session_of(item, at)
    return live or ([nearest] if nearest else [])


def _tell(item: LibraryItem, sessions: list[Session], state: LiveState, at: datetime) -> bool:
    changed = False
    is_news = not sessions
    for session in sessions:
        changed |= agenda_live.set_live_state(session, _state_of(session, state, at), at)
        is_news |= session.live_changed_at == at
    if is_news:
        LibraryItem.objects.filter(pk=item.pk).update(is_started=state == LiveState.LIVE)
    return changed


def _state_of(session: Session, state: LiveState, at: datetime) -> LiveState:
    """A run that was over before the lobby opened was a rehearsal: the session is still to come."""
    is_rehearsal = state == LiveState.ENDED and at < session.lobby_opens_at
    return LiveState.UNKNOWN if is_rehearsal else state
