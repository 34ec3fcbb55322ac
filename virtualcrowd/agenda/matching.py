"""Which meeting belongs to which session? Proposals by time and title, with how sure they are."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from typing import Literal

from virtualcrowd.agenda.models import Session
from virtualcrowd.agenda.providers import Choice

NEAR = timedelta(minutes=15)
ALIKE, SIMILAR = 0.9, 0.6  # of 1, which is the same title

type Sureness = Literal["sure", "likely", "perhaps"]
# What is better comes first.
ORDER: tuple[Sureness, ...] = ("sure", "likely", "perhaps")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A choice of a provider, for one session."""

    provider: str
    choice: Choice
    sureness: Sureness
    why: str
    score: tuple[int, float, float]  # smaller is better

    @property
    def pick(self) -> str:
        return f"{self.provider}:{self.choice.value}"


@dataclass(frozen=True, slots=True)
class Match:
    """A session and the choice that fits it best and no other session better."""

    session: Session
    best: Candidate


def propose(
    sessions: Iterable[Session], choices: Iterable[tuple[str, Choice]], taken: set[str]
) -> list[Match]:
    """Return a proposal for each session that has one; each choice is proposed once.

    `taken` are the picks ("zoom:17") that stand behind a session already.
    """
    by_time: dict[int, list[tuple[str, Choice]]] = defaultdict(list)
    by_title: dict[str, list[tuple[str, Choice]]] = defaultdict(list)
    for provider, choice in choices:
        if choice.refused or f"{provider}:{choice.value}" in taken:
            continue
        if choice.starts_at:
            by_time[_slot(choice.starts_at.timestamp())].append((provider, choice))
        by_title[plain(choice.title)].append((provider, choice))
    found = [
        (candidate, session)
        for session in sessions
        for candidate in _candidates(session, by_time, by_title)
    ]
    return _best_of(found)


def _best_of(found: list[tuple[Candidate, Session]]) -> list[Match]:
    matches: dict[int, Match] = {}
    used: set[str] = set()
    for candidate, session in sorted(found, key=lambda pair: (pair[0].score, pair[1].pk)):
        if session.pk not in matches and candidate.pick not in used:
            matches[session.pk] = Match(session, candidate)
            used.add(candidate.pick)
    return sorted(matches.values(), key=lambda match: (match.session.starts_at, match.session.pk))


def _slot(stamp: float) -> int:
    return int(stamp // NEAR.total_seconds())


def _candidates(
    session: Session,
    by_time: dict[int, list[tuple[str, Choice]]],
    by_title: dict[str, list[tuple[str, Choice]]],
) -> Iterable[Candidate]:
    here = _slot(session.starts_at.timestamp())
    near = [pair for slot in (here - 1, here, here + 1) for pair in by_time.get(slot, [])]
    same = [pair for pair in by_title.get(plain(session.title), []) if pair not in near]
    for provider, choice in [*near, *same]:
        if judged := _judge(session, choice):
            sureness, why, far, alike = judged
            score = ORDER.index(sureness), -alike, far
            yield Candidate(provider, choice, sureness, why, score)


def _judge(session: Session, choice: Choice) -> tuple[Sureness, str, float, float] | None:
    """Return how sure, why, the distance in seconds and how alike the titles are."""
    alike = likeness(session.title, choice.title)
    if choice.starts_at is None:
        return ("likely", "Same title, no fixed time", 0.0, alike) if alike >= ALIKE else None
    far = abs(choice.starts_at - session.starts_at)
    seconds = far.total_seconds()
    if alike >= ALIKE:
        if far <= NEAR:
            why = "Same title and time" if not far else "Same title, almost the same time"
            return "sure", why, seconds, alike
        return "perhaps", "Same title, another time", seconds, alike
    if far > NEAR:
        return None
    if alike >= SIMILAR:
        return "likely", "Similar title, same time", seconds, alike
    return ("perhaps", "Same time, another title", seconds, alike) if not far else None


def likeness(one: str, other: str) -> float:
    """Return how alike two titles are, 0 to 1; case, accents of typing and signs do not count."""
    first, second = plain(one), plain(other)
    if first == second:
        return 1.0
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def plain(title: str) -> str:
    """Return the words of a title alone."""
    return " ".join(re.sub(r"[^\w\s]|_", "", title.casefold()).split())
