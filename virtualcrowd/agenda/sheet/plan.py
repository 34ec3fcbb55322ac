"""What a table would do to the agenda: row by row, before anything is done."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from virtualcrowd.agenda import providers
from virtualcrowd.agenda.models import Session
from virtualcrowd.agenda.providers import Choice, Embedded
from virtualcrowd.agenda.sheet import cells, columns, writing
from virtualcrowd.agenda.sheet.cells import Wanted
from virtualcrowd.agenda.sheet.reading import BadFile
from virtualcrowd.events.models import Event

type Twin = tuple[str, datetime]  # what two entries have in common that are the same session
type Action = Literal["add", "change", "same", "wrong"]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table and what becomes of it."""

    number: int  # as the spreadsheet counts
    title: str
    action: Action
    errors: list[str] = field(default_factory=list)
    changes: list[tuple[str, str, str]] = field(default_factory=list)  # column, before, after
    session: Session | None = None
    wanted: Wanted | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole table."""

    lines: list[Line]
    ignored: list[str]  # headings that mean nothing to us
    new_tracks: list[str]

    def of(self, action: Action) -> list[Line]:
        return [line for line in self.lines if line.action == action]

    @property
    def wrong(self) -> list[Line]:
        return self.of("wrong")

    @property
    def to_do(self) -> list[Line]:
        return self.of("add") + self.of("change")

    @property
    def is_possible(self) -> bool:
        return not self.wrong and bool(self.to_do)

    @property
    def fingerprint(self) -> str:
        """Return what changes with anything that would be done."""
        acts = [(line.number, line.action, line.errors, line.changes) for line in self.lines]
        return hashlib.sha256(repr(acts).encode()).hexdigest()[:40]


@dataclass(frozen=True, slots=True)
class Known:
    """The event as it is now."""

    event: Event
    sessions: dict[str, Session]
    embedded: dict[int, Embedded]
    tracks: dict[str, str]  # casefolded → as it is written
    meetings: dict[str, tuple[str, Choice]]  # number → (provider, choice)
    unnamed: dict[Twin, list[Session]]  # sessions whose ID stands in no row


def of(event: Event, rows: list[list[str]]) -> Plan:
    """Return what the rows, the first of which is the heading, would do.

    Raises:
        BadFile: a column is missing that no row can do without.
    """
    places, ignored = _headings(rows[0])
    given = Counter(_cell(row, places, columns.ID) for row in rows[1:])
    known = _known(event, given)
    lines = [
        _line(number, {name: _cell(row, places, name) for name in places}, known, given)
        for number, row in enumerate(rows[1:], start=2)
        if any(row)
    ]
    wanted = [line.wanted.track for line in lines if line.wanted and line.wanted.track]
    new = {name.casefold(): name for name in wanted if name.casefold() not in known.tracks}
    return Plan(lines, ignored, sorted(new.values()))


def _headings(row: list[str]) -> tuple[dict[str, int], list[str]]:
    names = {name.casefold(): name for name in columns.ALL}
    places: dict[str, int] = {}
    ignored = []
    for place, text in enumerate(row):
        name = names.get(text.casefold())
        if name and name not in places:
            places[name] = place
        elif text:
            ignored.append(text[:60])
    if missing := [name for name in columns.NEEDED if name not in places]:
        raise BadFile(
            f"The first row must name the columns. Missing: {', '.join(missing)}. "
            "Download the template to see all of them."
        )
    return places, ignored


def _cell(row: list[str], places: dict[str, int], name: str) -> str:
    place = places.get(name)
    return row[place] if place is not None and place < len(row) else ""


def _known(event: Event, given: Counter[str]) -> Known:
    sessions = list(event.sessions.select_related("track", "event"))
    unnamed: dict[Twin, list[Session]] = {}
    for session in sessions:
        if str(session.pk) not in given:
            unnamed.setdefault(_twin(session.title, session.starts_at), []).append(session)
    meetings = {}
    for slug, provider in providers.all_providers().items():
        for choice in provider.choices(event, None):
            if number := "".join(choice.number.split()):
                meetings[number] = (slug, choice)
    return Known(
        event=event,
        sessions={str(session.pk): session for session in sessions},
        embedded=providers.embedded(sessions),
        tracks={track.name.casefold(): track.name for track in event.tracks.all()},
        meetings=meetings,
        unnamed=unnamed,
    )


def _twin(title: str, starts_at: datetime) -> Twin:
    return _plain(title).casefold(), starts_at.replace(second=0, microsecond=0)


def _line(number: int, row: dict[str, str], known: Known, given: Counter[str]) -> Line:
    title = row[columns.TITLE] or "Untitled"
    session, errors = _session(row, known, given)
    if session and not row.get(columns.ID):  # made elsewhere: what it leaves out stays
        row = {name: text for name, text in row.items() if text or name in columns.NEEDED}
    embedded = known.embedded.get(session.pk) if session else None
    before = _before(session, known.event, embedded)
    wanted, wrong = cells.read(row, session, before, known.event, known.tracks)
    errors += wrong
    if columns.MEETING in row:
        errors += _meeting(row[columns.MEETING], wanted, before, known)
    if errors:
        return Line(number, title, "wrong", errors)
    after = wanted.shown(known.event)
    changes = [
        (name, before.get(name, ""), after[name])
        for name in after
        if not _is_same(before.get(name, ""), after[name])
    ]
    action: Action = "add" if session is None else "change" if changes else "same"
    return Line(number, title, action, [], changes, session, wanted)


def _is_same(before: str, after: str) -> bool:
    """Spreadsheets have line breaks of their own and drop spaces around a text."""
    return _plain(before) == _plain(after)


def _plain(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def _session(
    row: dict[str, str], known: Known, given: Counter[str]
) -> tuple[Session | None, list[str]]:
    if not (text := row.get(columns.ID, "")):
        return _unnamed(row, known), []
    if text not in known.sessions:
        words = f"No session of this event has the ID {text[:20]}. Leave it empty for a new one."
        return None, [words]
    if given[text] > 1:
        return None, [f"The ID {text} stands in {given[text]} rows. Each session has one."]
    return known.sessions[text], []


def _unnamed(row: dict[str, str], known: Known) -> Session | None:
    """Return the session that a row without an ID is: the same file read twice adds nothing."""
    wanted, _errors = cells.read(row, None, {}, known.event, known.tracks)
    if wanted.starts_at is None:
        return None
    twins = known.unnamed.get(_twin(wanted.title, wanted.starts_at))
    return twins.pop(0) if twins else None


def _before(session: Session | None, event: Event, embedded: Embedded | None) -> dict[str, str]:
    if session is None:
        return {}
    cells_of = dict(zip(columns.ALL, writing.row_of(session, event, embedded), strict=True))
    return {name: text for name, text in cells_of.items() if name != columns.ID}


def _meeting(text: str, wanted: Wanted, before: dict[str, str], known: Known) -> Iterator[str]:
    """Set which meeting the row names; yields what is wrong with it."""
    number = "".join(text.replace("-", " ").split())
    wanted.number = number
    if not number or number == before.get(columns.MEETING, ""):
        return
    if number not in known.meetings:
        yield f"The library has no meeting {text[:30]}. Import it first."
        return
    wanted.provider, choice = known.meetings[number]
    wanted.value = choice.value
    if choice.refused:
        yield f"Meeting {text[:30]} cannot be joined: {choice.refused}."
