"""Sessions as prepared rows: what lists of sessions show, in a fixed number of queries.

Five hundred rows are cheap only when the template has nothing to look up, format or decide, so
all of that happens here, once a row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.dateformat import format as format_date
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from virtualcrowd.agenda import providers, timeline, times
from virtualcrowd.agenda.models import LiveState, Session, SessionSpeaker
from virtualcrowd.agenda.states import starts_in, state_of
from virtualcrowd.common.templatetags import vc
from virtualcrowd.events.models import Attendee, Event
from virtualcrowd.front import marks
from virtualcrowd.front.clocks import Clock
from virtualcrowd.front.forms import Filter

ON_HOME = 30  # sessions that home looks at: what runs and what comes next
NEWS_FOR = timedelta(days=7)
LOOKS = {"live": SafeString(" is-live"), "ended": SafeString(" is-past")}
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """A speaker as `vc.face` draws one."""

    name: str
    art: str

    def __str__(self) -> str:
        return self.name


def days_of(event: Event, visible: QuerySet[Session]) -> list[date]:
    """The event's days, and any other on which the attendee has a session."""
    starts = visible.order_by().values_list("starts_at", flat=True)
    return timeline.days(event, {times.day_of(at, event) for at in starts})


def day_shown(chosen: Filter, days: list[date], today: date) -> date | None:
    """Which day the agenda opens on; None for all of them."""
    if chosen.all_days or chosen.live or ((chosen.q or chosen.mine) and not chosen.day):
        return None
    if chosen.day in days:
        return chosen.day
    return today if today in days else next((d for d in days if d > today), days[-1])


def matching(
    visible: QuerySet[Session], chosen: Filter, event: Event, day: date | None
) -> QuerySet[Session]:
    """Narrow to a day, a track and words. "Live" is a state of the row, not of the database."""
    if day:
        begins, ends = times.bounds(day, event.tz)
        visible = visible.filter(starts_at__gte=begins, starts_at__lt=ends)
    if chosen.track:
        visible = visible.filter(track=chosen.track)
    if chosen.q:
        speaking = SessionSpeaker.objects.filter(
            session__event=event, speaker__name__icontains=chosen.q
        )
        visible = visible.filter(
            Q(title__icontains=chosen.q)
            | Q(description__icontains=chosen.q)
            | Q(pk__in=speaking.values("session"))
        )
    return visible


def on_home(
    attendee: Attendee, event: Event, clock: Clock, now: datetime
) -> tuple[list[Row], list[Row]]:
    """Return (what is on right now, what comes next)."""
    current = (
        Session.objects.visible_to(attendee)
        .filter(Q(live_state=LiveState.LIVE) | Q(ends_at__gt=now))
        .exclude(live_state=LiveState.ENDED)[:ON_HOME]
    )
    found = [row for row in rows(current, event, clock, now) if row["state"] != "deleted"]
    live = [row for row in found if row["state"] == "live"]
    coming = [row for row in found if row["state"] in {"waiting", "soon", "upcoming", "changed"}]
    return live, coming[:6]


def rows(sessions: QuerySet[Session], event: Event, clock: Clock, now: datetime) -> list[Row]:
    """Return one row a session, in three queries: sessions, speakers, what stands behind them."""
    found = list(sessions.select_related("track").defer("description"))
    people = _people(found)
    behind = providers.embedded(s for s in found if s.provider)
    return [
        _row(
            session,
            event,
            clock,
            people=people.get(session.pk, []),
            behind=behind.get(session.pk),
            now=now,
        )
        for session in found
    ]


def blocks(listed: Iterable[Row]) -> list[dict[str, Any]]:
    """Group rows by when they start; a block that opens a day carries the day's name."""
    found: list[dict[str, Any]] = []
    day = ""
    for (_, at), group in groupby(listed, key=lambda row: (row["day"], row["starts"])):
        members = list(group)
        opens = members[0]["day"] if members[0]["day"] != day else ""
        day = members[0]["day"]
        first = {key: members[0][key] for key in ("iso", "beside")}
        found.append({"at": at, "opens": opens, "rows": members, **first})
    return found


def _row(  # noqa: PLR0913 - what a row is made of
    session: Session,
    event: Event,
    clock: Clock,
    *,
    people: list[Person],
    behind: providers.Embedded | None,
    now: datetime,
) -> Row:
    starts, ends = session.starts_at.astimezone(clock.tz), session.ends_at.astimezone(clock.tz)
    key, label = _state(session, behind, now)
    labels = _labels(get_language())
    return {
        "id": SafeString(session.pk),  # as text, or the template would localise a number
        "title": session.title,
        "state": key,
        "badge": "" if key == "upcoming" else _badge(key, label),
        "look": LOOKS.get(key, ""),
        "is_ahead": key not in {"ended", "deleted"},
        "is_joinable": key == "live" and bool(session.provider) and not session.is_elsewhere,
        "inside": session.inside,
        "day": day_name(starts),
        "iso": session.starts_at.isoformat(),
        "starts": SafeString(f"{starts:%H:%M}"),
        "ends": SafeString(f"{ends:%H:%M}"),
        "mark": marks.slot(session.pk),
        "mark_words": labels[0] % {"title": session.title},
        "calendar_words": labels[1] % {"title": session.title},
        "beside": beside(session.starts_at, event, clock),
        "track": session.track.name if session.track else "",
        "colour": SafeString(session.track.colour if session.track else 0),
        "names": ", ".join(person.name for person in people),
        "faces": SafeString("".join(_face(person) for person in people[:4])),
        "picture": picture(session, event, behind.image_url if behind else ""),
    }


def _badge(key: str, label: str) -> SafeString:
    return _drawn_badge(key, label or vc.word_of(key))


@lru_cache(maxsize=1000)
def _drawn_badge(key: str, words: str) -> SafeString:
    return vc.state(key, words)


@lru_cache(maxsize=1000)
def _face(person: Person) -> SafeString:
    return vc.face(person, "avatar-xs")


def day_name(moment: datetime) -> str:
    """Return "Wednesday 25 November"."""
    return _day_name(moment.date(), get_language())


# To look up and fill in the same words for each of 500 rows takes a third of their time.
@lru_cache(maxsize=1000)
def _day_name(day: date, _language: str | None) -> str:
    return vc.day_of(day)


@lru_cache
def _labels(_language: str | None) -> tuple[str, str]:
    """What the buttons of a row say to who cannot see them."""
    return gettext("Bookmark %(title)s"), gettext("Add %(title)s to your calendar")


def beside(moment: datetime, event: Event, clock: Clock) -> str:
    """Return the event's time, for beside the reader's own; else the event's city alone."""
    if not clock.is_own:
        return event.city
    there, here = moment.astimezone(event.tz), moment.astimezone(clock.tz)
    day = "" if there.date() == here.date() else f"{format_date(there, 'D')} "
    return f"{day}{there:%H:%M} {event.city}"


def picture(session: Session, event: Event, image_url: str) -> str:
    """The organiser's picture of the meeting, else the session's drawing, else the event's."""
    if image_url or session.art:
        return image_url or vc.art_url(session.art)
    return event.cover.url if event.cover else vc.art_url(f"cover-{event.art}")


def _state(session: Session, behind: providers.Embedded | None, now: datetime) -> tuple[str, str]:
    """Return the state's key and words for attendees, to whom nothing is "deleted in Zoom"."""
    key = state_of(session, now, behind)
    if key in {"soon", "upcoming"} and is_new_time(session, now):
        return "changed", gettext("New time")
    if key == "soon":
        return key, starts_in(session, now)
    if key in {"deleted", "unsupported"}:
        return "deleted", gettext("Cancelled")
    return key, ""


def is_new_time(session: Session, now: datetime) -> bool:
    """Has it moved lately, so that some may still think of the old time?"""
    return bool(session.moved_at and now - session.moved_at < NEWS_FOR)


def _people(sessions: list[Session]) -> dict[int, list[Person]]:
    """Session id → who speaks, in their order."""
    parts = SessionSpeaker.objects.filter(session__in=[s.pk for s in sessions]).order_by(
        "order", "id"
    )
    found: dict[int, list[Person]] = {}
    for session_id, name, art in parts.values_list("session", "speaker__name", "speaker__art"):
        found.setdefault(session_id, []).append(Person(name, art))
    return found
