"""What the pages of Builder → Agenda show, prepared so that templates only draw it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from virtualcrowd.agenda import providers, states, timeline, times
from virtualcrowd.agenda.models import Session
from virtualcrowd.agenda.providers import Embedded
from virtualcrowd.common.templatetags.vc import art_url
from virtualcrowd.events.models import Event


@dataclass(frozen=True, slots=True)
class Row:
    """A session with its badge."""

    session: Session
    embedded: Embedded | None
    state: str
    label: str  # of the badge; empty for the state's own word
    goes_on: bool  # ends on a later day than it starts

    @property
    def needs_meeting(self) -> bool:
        has_way_in = self.session.provider or self.session.is_elsewhere
        return not has_way_in and self.state != "ended"

    @property
    def problem(self) -> str:
        is_used = self.embedded and not self.session.is_elsewhere
        return self.embedded.problem if self.embedded and is_used else ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A session's place on the timeline, as the steps of `builder.css`."""

    row: Row
    hour: int
    step: int
    hours: int
    steps: int
    column: int
    columns: int

    @property
    def is_short(self) -> bool:
        return self.hours == 0 and self.steps <= timeline.LEAST_ROWS


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the day switch."""

    day: date
    is_today: bool
    is_outside: bool


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """One day of the agenda."""

    day: date
    days: list[Day]
    rows: list[Row]
    grid: timeline.Grid
    slots: list[Slot]
    at: datetime  # when the page was asked for
    now: tuple[int, int] | None  # hour and step of the "now" line
    is_outside: bool

    @property
    def without_meeting(self) -> list[Row]:
        return [row for row in self.rows if row.needs_meeting]

    @property
    def in_trouble(self) -> list[Row]:
        return [row for row in self.rows if row.problem]

    @property
    def lines(self) -> list[tuple[int, str, bool]]:
        """(hours from the top, "09:00", is on the next day) of each line."""
        first = self.grid.first_hour
        return [(h - first, f"{h % 24:02}:00", h == 24) for h in self.grid.hours]  # noqa: PLR2004 - a day has 24


def load(event: Event, wanted: date | None, now: datetime) -> AgendaPage:
    """Return the wanted day, else today if it is one of the event's, else the first day."""
    starts = event.sessions.order_by().values_list("starts_at", flat=True)
    days = timeline.days(event, {times.day_of(moment, event) for moment in starts})
    today = times.day_of(now, event)
    day = wanted or (today if today in days else event.starts_on)
    first, last = times.bounds(day, event.tz)
    sessions = event.sessions.filter(starts_at__gte=first, starts_at__lt=last)
    rows = rows_of(sessions.select_related("track"), event, now)
    grid = timeline.build(
        event=event,
        day=day,
        sessions=[row.session for row in rows],
        tracks=list(event.tracks.all()),
    )
    return AgendaPage(
        day=day,
        days=[Day(d, d == today, times.is_outside(d, event)) for d in sorted({*days, day})],
        rows=rows,
        grid=grid,
        slots=_slots(grid, rows),
        at=now,
        now=_now_line(grid, day, event, now),
        is_outside=times.is_outside(day, event),
    )


def rows_of(sessions: Iterable[Session], event: Event, now: datetime) -> list[Row]:
    """Return the sessions with their badges."""
    known = list(sessions)
    embedded = providers.embedded(known)
    return [_row(session, embedded.get(session.pk), event, now) for session in known]


def _row(session: Session, embedded: Embedded | None, event: Event, now: datetime) -> Row:
    state = states.state_of(session, now, embedded)
    label = ""
    if state == "soon":
        label = f"Starts in {states.minutes_to(session.starts_at, now)} min"
    elif embedded and embedded.problem == state:
        label = embedded.problem_label
    goes_on = times.day_of(session.ends_at, event) > times.day_of(session.starts_at, event)
    return Row(session, embedded, state, label, goes_on)


def _slots(grid: timeline.Grid, rows: list[Row]) -> list[Slot]:
    by_session = {row.session.pk: row for row in rows}
    slots = []
    for block in grid.blocks:
        hour, step = divmod(block.row, timeline.ROWS_PER_HOUR)
        hours, steps = divmod(block.rows, timeline.ROWS_PER_HOUR)
        row = by_session[block.session.pk]
        top = hour - grid.first_hour
        slots.append(Slot(row, top, step, hours, steps, block.column + 1, block.columns))
    return slots


def _now_line(
    grid: timeline.Grid, day: date, event: Event, now: datetime
) -> tuple[int, int] | None:
    hour, step = divmod(timeline.row_of(now, day, event), timeline.ROWS_PER_HOUR)
    return (hour - grid.first_hour, step) if hour in grid.hours else None


@dataclass(frozen=True, slots=True)
class SessionHead:
    """What every tab of a session shows above and beside its form."""

    row: Row
    image_url: str
    button: str  # what an attendee finds where "Join meeting" will be
    speakers: int
    is_outside: bool

    @property
    def session(self) -> Session:
        return self.row.session


def head_of(session: Session, now: datetime) -> SessionHead:
    """Return the session's head and its card "How attendees see it"."""
    event = session.event
    row = rows_of([session], event, now)[0]
    picture = row.embedded.image_url if row.embedded else ""
    return SessionHead(
        row=row,
        image_url=picture or art_url(session.art or f"cover-{event.art}"),
        button=_button(row, event, now),
        speakers=session.parts.count(),
        is_outside=times.is_outside(times.day_of(session.starts_at, event), event),
    )


def _button(row: Row, event: Event, now: datetime) -> str:
    session = row.session
    if not session.is_published:
        return "Not published yet"
    if session.is_elsewhere:
        return session.get_plan_b_display()
    if not session.provider:
        return "No way to join yet"
    fixed = {
        "live": "Join meeting",
        "ended": "Ended",
        "deleted": "Cannot be joined",
        "unsupported": "Cannot be joined",
    }
    if row.state in fixed:
        return fixed[row.state]
    opens = session.lobby_opens_at
    is_open = now >= opens
    return "In the lobby" if is_open else f"Lobby opens at {opens.astimezone(event.tz):%H:%M}"
