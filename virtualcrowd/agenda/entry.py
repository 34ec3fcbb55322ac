"""The one place that decides who may enter a session's meeting, and when.

Page, ticket and calendar all ask here. Pure: the door asks it from memory.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from virtualcrowd.agenda.models import LiveState, Session

AFTER = 4 * 3600  # seconds after the planned end in which a meeting that runs late can be joined


class Verdict(StrEnum):
    """May they enter, and if not, why not."""

    OPEN = "open"
    UNKNOWN = "unknown"  # we do not hear when the host starts: Zoom's own page waits
    NOT_STARTED = "not_started"
    TOO_EARLY = "too_early"
    ENDED = "ended"
    NO_MEETING = "no_meeting"
    NOT_FOR_YOU = "not_for_you"
    ELSEWHERE = "elsewhere"  # a link or a message stands in for the meeting


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """What the decision rests on. Times are Unix seconds."""

    session_id: int
    is_published: bool  # it and its event
    groups: frozenset[int]
    lobby_opens_at: float
    starts_at: float
    ends_at: float
    provider: str
    live_state: str
    is_elsewhere: bool = False


def facts_of(session: Session, groups: Iterable[int]) -> EntryFacts:
    """Return the facts of a session; `groups` are the ids that it is shown to."""
    return EntryFacts(
        session_id=session.pk,
        is_published=session.is_published and session.event.is_published,
        groups=frozenset(groups),
        lobby_opens_at=session.lobby_opens_at.timestamp(),
        starts_at=session.starts_at.timestamp(),
        ends_at=session.ends_at.timestamp(),
        provider=session.provider,
        live_state=session.live_state,
        is_elsewhere=session.is_elsewhere,
    )


def load(event_id: int) -> dict[int, EntryFacts]:
    """Session id → facts of every session of the event, in two queries."""
    sessions = Session.objects.filter(event=event_id).select_related("event")
    sessions = sessions.prefetch_related("groups")
    return {s.pk: facts_of(s, [group.pk for group in s.groups.all()]) for s in sessions}


def decide(
    facts: EntryFacts, *, groups: frozenset[int], is_staff: bool, hears_start: bool, now: float
) -> Verdict:
    """Decide for somebody in `groups` at `now`. `hears_start`: do we learn of the host's start?"""
    if not is_staff and (not facts.is_published or (facts.groups and not facts.groups & groups)):
        return Verdict.NOT_FOR_YOU
    if facts.is_elsewhere or not facts.provider:
        return Verdict.ELSEWHERE if facts.is_elsewhere else Verdict.NO_MEETING
    if facts.live_state == LiveState.LIVE:
        return Verdict.OPEN
    if facts.live_state == LiveState.ENDED or now > facts.ends_at + AFTER:
        return Verdict.ENDED
    if hears_start:
        return Verdict.NOT_STARTED
    return Verdict.UNKNOWN if now >= facts.lobby_opens_at else Verdict.TOO_EARLY
