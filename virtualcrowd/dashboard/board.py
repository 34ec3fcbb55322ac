"""The readiness board: the event's checklist, and each session to come with its own lines.

All from what is stored, in as many queries for many sessions as for one.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from virtualcrowd.agenda.models import Session
from virtualcrowd.agenda.providers import Check, Level, all_providers
from virtualcrowd.dashboard import readiness
from virtualcrowd.dashboard.readiness import Readiness
from virtualcrowd.events.models import Event

WORST_FIRST: tuple[Level, ...] = ("bad", "warn", "none", "ok")
WORDS: dict[Level, str] = {
    "bad": "Needs you",
    "warn": "Worth a look",
    "none": "Not checked",
    "ok": "Ready",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A session with its checks, the worst first."""

    session: Session
    checks: list[Check]

    @property
    def level(self) -> Level:
        """The worst of its checks: one that is not checked keeps a session from being ready."""
        return min((check.level for check in self.checks), key=WORST_FIRST.index, default="none")

    @property
    def is_bare(self) -> bool:
        """Has nobody chosen a meeting for it, or another way?"""
        return not self.session.provider and not self.session.is_elsewhere

    @property
    def word(self) -> str:
        return WORDS[self.level]

    @property
    def count(self) -> int:
        """How many checks are as bad as the worst."""
        return sum(check.level == self.level for check in self.checks)

    def of(self, level: Level) -> list[Check]:
        return [check for check in self.checks if check.level == level]

    @property
    def todo(self) -> list[Check]:
        """What is not known to be fine, the worst first."""
        return [check for check in self.checks if check.level != "ok"]

    @property
    def passed(self) -> list[Check]:
        return self.of("ok")

    @property
    def red(self) -> list[Check]:
        return self.of("bad")


@dataclass(frozen=True, slots=True)
class Board:
    """One event."""

    ready: Readiness
    lines: list[Line]

    @property
    def bare(self) -> list[Line]:
        """Sessions without a meeting, where they are several: one card says it for all."""
        found = [line for line in self.lines if line.is_bare]
        return found if len(found) > 1 else []

    @property
    def cards(self) -> list[Line]:
        """Sessions that have a card of their own."""
        return [line for line in self.lines if not (self.bare and line.is_bare)]

    @property
    def counts(self) -> list[tuple[Level, str, int]]:
        """(level, word, how many sessions), the worst first."""
        found = Counter(line.level for line in self.lines)
        return [(level, _counted(level, found[level]), found[level]) for level in WORST_FIRST]


def _counted(level: Level, count: int) -> str:
    return "need you" if level == "bad" and count != 1 else WORDS[level].lower()


def of(event: Event, now: datetime) -> Board:
    """Return the board of the event."""
    sessions = Session.objects.filter(event=event, is_published=True, ends_at__gt=now)
    return Board(
        readiness.of(event, now).of_event, lines_of(event, sessions.order_by("starts_at"), now)
    )


def lines_of(event: Event, sessions: Iterable[Session], now: datetime) -> list[Line]:
    """Return the sessions with their checks."""
    found: dict[int, list[Check]] = {}
    for provider in all_providers().values():
        found |= provider.session_checks(event, now)
    return [line_of(event, session, found.get(session.pk, [])) for session in sessions]


def of_session(session: Session, now: datetime) -> Line:
    """Return one session's line, for its own page."""
    found: list[Check] = []
    for provider in all_providers().values():
        found += provider.session_checks(session.event, now, session.pk).get(session.pk, [])
    return line_of(session.event, session, found)


def line_of(event: Event, session: Session, known: list[Check]) -> Line:
    """Return the session's line with what its provider knows of it."""
    checks = known or [_without_provider(event, session)]
    return Line(session, sorted(checks, key=lambda check: WORST_FIRST.index(check.level)))


def _without_provider(event: Event, session: Session) -> Check:
    url = reverse("dashboard:session_embed", args=[event.shortcode, session.pk])
    if session.is_elsewhere:
        return Check("warn", "Plan B is on", "Attendees are sent another way.", "Show", url)
    if session.provider:
        return Check("none", "Not checked", "Its plugin tells nothing of it.", "Show", url)
    return Check("bad", "No meeting behind it", "Nobody can join it yet.", "Choose", url)
