"""What Events shows: the person's events as cards, filtered, with counts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from virtualcrowd.accounts.models import User
from virtualcrowd.agenda.models import LiveState, Session
from virtualcrowd.events import phases
from virtualcrowd.events.models import Attendee, Event
from virtualcrowd.events.phases import Phase

PER_PAGE = 24
ORDER: list[Phase] = ["live", "upcoming", "draft", "ended"]


@dataclass(frozen=True, slots=True)
class Card:
    """One event."""

    event: Any  # with the counts that `_counted` adds
    phase: Phase
    line: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter with how many it shows."""

    key: str
    word: str
    count: int
    is_on: bool


@dataclass(frozen=True, slots=True)
class EventsPage:
    """All of the page."""

    page: Page[Card]
    chips: list[Chip]
    live: int
    has_any: bool


def load(user: User, wanted: dict[str, Any], now: datetime) -> EventsPage:
    """Return the events that `user` works on, the live ones first; two queries."""
    mine = _counted(Event.objects.for_staff(user))
    cards = sorted((_card(event, now) for event in mine), key=_place)
    words = str(wanted.get("q") or "").casefold().split()
    found = [card for card in cards if _matches(card.event, words)]
    show = wanted.get("show") or ""
    shown = [card for card in found if show in {"", card.phase}]
    return EventsPage(
        page=Paginator(shown, PER_PAGE).get_page(wanted.get("page") or 1),
        chips=_chips(found, show),
        live=sum(card.phase == "live" for card in cards),
        has_any=bool(cards),
    )


def _counted(events: QuerySet[Event]) -> QuerySet[Any]:
    live = Q(live_state=LiveState.LIVE, is_published=True)
    return events.annotate(
        people=_count(Attendee.objects.filter(is_staff=False, is_blocked=False)),
        sessions_in_all=_count(Session.objects.all()),
        sessions_live=_count(Session.objects.filter(live)),
    )


def _count(rows: QuerySet[Any]) -> Coalesce:
    """Count rows of the event in a query of its own, since joins would multiply each other."""
    mine = rows.filter(event=OuterRef("pk")).order_by().values("event")
    counted = mine.annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _card(event: Any, now: datetime) -> Card:
    phase = phases.phase_of(event, now)
    return Card(event, phase, _line(event, phase, now))


def _line(event: Any, phase: Phase, now: datetime) -> str:
    count = event.sessions_in_all
    sessions = _plural(count, "session") if count else "the agenda is empty"
    match phase:
        case "live":
            day, count = phases.day_number(event, now)
            live = _plural(event.sessions_live, "session") + " live"
            return f"Day {day} of {count} · {live if event.sessions_live else sessions}"
        case "upcoming":
            return f"{_plural(phases.days_to(event, now), 'day')} to go · {sessions}"
        case _:
            return sessions[0].upper() + sessions[1:]


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _place(card: Card) -> tuple[int, int]:
    days = card.event.starts_on.toordinal()
    return ORDER.index(card.phase), -days if card.phase == "ended" else days


def _matches(event: Event, words: list[str]) -> bool:
    text = f"{event.name} {event.organisation} {event.shortcode}".casefold()
    return all(word in text for word in words)


def _chips(cards: list[Card], show: str) -> list[Chip]:
    counts = {phase: sum(card.phase == phase for card in cards) for phase in ORDER}
    chips = [Chip("", "All", len(cards), not show)]
    words = {"live": "Live"}
    return chips + [
        Chip(phase, words.get(phase, phases.WORDS[phase]), counts[phase], show == phase)
        for phase in ORDER
    ]
