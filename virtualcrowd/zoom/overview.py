"""The library as a list: states, filters and search, all decided by the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    ExpressionWrapper,
    F,
    IntegerField,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)

from virtualcrowd.agenda.models import LiveState
from virtualcrowd.agenda.states import LATE, SOON, minutes_to
from virtualcrowd.events.models import Event
from virtualcrowd.zoom import advice
from virtualcrowd.zoom.models import Embed, LibraryItem

LONGEST = timedelta(days=2)  # Zoom plans nothing longer than 24 hours

type Items = QuerySet[Any]  # of LibraryItem, each with its `state`

NEEDS_YOU = ("deleted", "unsupported", "conflict", "changed")
DRIFTED = {
    "changed": ("Changed in Zoom", "Compare, then accept or keep."),
    "conflict": ("Conflict", "Changed in Zoom and here, differently."),
}
# https://developers.zoom.us/docs/api/meetings/ `type`
SPECIAL = {
    3: "Recurring, no fixed time: it can be started whenever the host likes",
    6: "Recurring, no fixed time: it can be started whenever the host likes",
    8: "Recurring",
    9: "Recurring",
}
# The chips above the list: key, word, and the states behind it.
SHOWS: dict[str, tuple[str, tuple[str, ...]]] = {
    "": ("All", ()),
    "live": ("Live", ("live",)),
    "upcoming": ("Upcoming", ("waiting", "soon", "upcoming")),
    "ended": ("Ended", ("ended",)),
    "needs": ("Needs you", NEEDS_YOU),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter with how many items it shows."""

    key: str
    word: str
    count: int
    is_on: bool


def items_of(event: Event, now: datetime) -> Items:
    """Return the event's items with their `state` (agenda.states has the vocabulary).

    What is over needs nobody any more, so "ended" comes before what Zoom says of it.
    """
    # The few items behind sessions are found once, not looked for with each of thousands.
    heard = Embed.objects.filter(session__event=event).values("item")
    is_live = Q(is_started=True, gone_at=None) | Q(
        pk__in=heard.filter(session__live_state=LiveState.LIVE)
    )
    # Adding up times is dear in SQLite, so only what began within the last two days is added up.
    is_past = Q(starts_at__lte=now - LONGEST) | (
        Q(starts_at__lte=now - LATE) & Q(ends__lte=now - LATE)
    )
    is_over = is_past | Q(pk__in=heard.filter(session__live_state=LiveState.ENDED))
    state = Case(
        When(is_over & ~is_live, then=Value("ended")),
        When(gone_at__isnull=False, then=Value("deleted")),
        When(~Q(obstacle=""), then=Value("unsupported")),
        When(drift="conflict", then=Value("conflict")),
        When(drift="changed", then=Value("changed")),
        When(is_live, then=Value("live")),
        When(starts_at__lte=now, then=Value("waiting")),
        When(starts_at__lte=now + SOON, then=Value("soon")),
        default=Value("upcoming"),
        output_field=CharField(),
    )
    ends = ExpressionWrapper(F("starts_at") + F("duration"), output_field=DateTimeField())
    return LibraryItem.objects.filter(event=event).alias(ends=ends).annotate(state=state)


def found(
    items: Items,
    *,
    text: str,
    kind: str,
    host: str = "",
    between: tuple[datetime | None, datetime | None] = (None, None),
) -> Items:
    """Return those of a kind, host and time whose title, host or number holds `text`."""
    since, before = between
    wanted = {"kind": kind, "host_email": host, "starts_at__gte": since, "starts_at__lt": before}
    items = items.filter(**{name: value for name, value in wanted.items() if value})
    if not text:
        return items
    matches = Q(topic__icontains=text) | Q(title__icontains=text) | Q(host_email__icontains=text)
    digits = "".join(text.split()).replace("-", "")
    if digits.isdecimal():
        matches |= Q(zoom_id__contains=digits)
    return items.filter(matches)


def hosts(event: Event) -> list[str]:
    """Return who hosts anything in the library."""
    rows = LibraryItem.objects.filter(event=event).exclude(host_email="").order_by("host_email")
    return list(rows.values_list("host_email", flat=True).distinct())


def chips(items: Items, chosen: str) -> list[Chip]:
    """Return the filters with their counts, in one query."""
    rows = items.order_by().values_list("state").annotate(Count("pk"))
    counts: dict[str, int] = dict(rows)
    return [
        Chip(
            key=key,
            word=word,
            count=sum(n for state, n in counts.items() if not states or state in states),
            is_on=key == chosen,
        )
        for key, (word, states) in SHOWS.items()
    ]


def shown(items: Items, chosen: str) -> Items:
    """Return the items of one filter, what is over last, each with its sessions."""
    states = SHOWS[chosen][1]
    if states:
        items = items.filter(state__in=states)
    last = Case(When(state="ended", then=1), default=0, output_field=IntegerField())
    return (
        items.order_by(last, F("starts_at").asc(nulls_last=True), "topic", "pk")
        .defer("passcode", "agenda", "description")
        .prefetch_related(
            Prefetch("embeds", Embed.objects.select_related("session__track").order_by("pk"))
        )
    )


def special(item: LibraryItem) -> str:
    """Return what is unlike an ordinary meeting, in words; "" for most."""
    if item.is_simulive:
        return "Simulive: a recording, broadcast as if live"
    if item.uses_pmi:
        return "Personal room: other meetings of this host use the same number"
    return SPECIAL.get(item.zoom_type, "")


def labelled(items: Iterable[LibraryItem], now: datetime) -> list[LibraryItem]:
    """Give each item the words of its state's badge (`label`) and what to do about it (`note`)."""
    rows: list[Any] = list(items)
    for item in rows:
        item.label = item.note = ""
        if item.state == "soon":
            item.label = f"Starts in {minutes_to(item.starts_at, now)} min"
        elif item.state == "unsupported":
            told = advice.OBSTACLES[item.obstacle]
            item.label, item.note = told.title, told.words
        elif item.state in DRIFTED:
            item.label, item.note = DRIFTED[item.state]
    return rows
