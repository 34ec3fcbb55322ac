"""What the import dialog shows: a part of Zoom's list, each row with why it cannot be ticked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from virtualcrowd.zoom import advice, library, listing, troubles
from virtualcrowd.zoom.advice import Advice
from virtualcrowd.zoom.errors import ZoomError
from virtualcrowd.zoom.listed import Listed
from virtualcrowd.zoom.listing import Listing
from virtualcrowd.zoom.models import Connection, LibraryItem

KINDS = {"meetings": LibraryItem.Kind.MEETING.value, "webinars": LibraryItem.Kind.WEBINAR.value}
# Lists carry no settings, so each row that is shown costs a look at Zoom. Accounts with up to 60
# meetings see all of them judged at once, within DETAILS_S; of larger ones a screenful at a time.
SCREENFUL = 60


@dataclass(frozen=True, slots=True)
class PickDate:
    """A date of a recurring row."""

    occurrence_id: str
    starts_at: datetime
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class PickRow:
    """A row of the dialog."""

    listed: Listed
    why: str = ""  # it cannot be ticked, and the reason
    is_here: bool = False
    is_past: bool = False
    is_ticked: bool = False
    dates: list[PickDate] = field(default_factory=list)  # of a recurring one
    notes: list[Advice] = field(default_factory=list)  # it can be ticked, and what to know


@dataclass(frozen=True, slots=True)
class Picker:
    """One tab of the dialog."""

    tab: str
    text: str = ""
    rows: list[PickRow] = field(default_factory=list)
    found: int = 0  # rows that match the search
    total: int = 0
    trouble: Advice | None = None
    read_at: datetime | None = None
    host: str = ""
    emails: list[str] = field(default_factory=list)  # of everybody who hosts something
    hosts: int = 0
    hosts_read: int = 0
    halted: Advice | None = None  # why Zoom's list is not complete
    unjudged: int = 0  # shown rows at which no closer look was taken yet

    @property
    def more(self) -> int:
        return self.found - len(self.rows)

    @property
    def is_growing(self) -> bool:
        return self.hosts_read < self.hosts and self.halted is None

    @property
    def next_shown(self) -> int:
        return len(self.rows) + SCREENFUL


def draw(  # noqa: PLR0913 - what the address of the dialog says
    connection: Connection | None,
    *,
    tab: str,
    text: str = "",
    host: str = "",
    shown: int = 0,
    again: bool = False,
    closer: bool = True,
    ticked: Iterable[str] = (),
    dates: Mapping[str, list[str]] | None = None,
    now: datetime,
) -> Picker:
    """Return a tab of the dialog; what went wrong with Zoom is in `trouble`, in words.

    Without `closer`, titles are there at once and a later call finds what cannot be ticked.
    `ticked` rows are ticked again; of a number in `dates`, only these dates are.
    """
    if connection is None or not connection.is_connected:
        return Picker(tab, trouble=advice.IMPORT_TROUBLES["not_connected"])
    kind = KINDS[tab]
    try:
        listed = listing.of(connection, kind, now=now, again=again)
    except listing.NoWebinarPlan:
        return Picker(tab, text, trouble=advice.IMPORT_TROUBLES["no_webinar_plan"])
    except ZoomError as error:
        return Picker(tab, text, trouble=advice.IMPORT_TROUBLES[troubles.key_of(error)])
    found = [row for row in listed.rows if row.matches(text, host)]
    part = found[: max(shown, SCREENFUL)]
    here = in_library(connection, part)
    unjudged = _unjudged(listed, [row for row in part if row.zoom_id not in here], now)
    if unjudged and closer and (listed.trouble or not listed.pending):
        listed = listing.look_closer(connection, kind, listed, unjudged)
    chosen = set(ticked)
    return Picker(
        tab=tab,
        text=text,
        rows=[_row(row, listed, here, chosen, (dates or {}).get(row.zoom_id), now) for row in part],
        found=len(found),
        total=len(listed.rows),
        read_at=listed.read_at,
        host=host,
        emails=listed.emails,
        hosts=listed.hosts,
        hosts_read=listed.hosts_read,
        halted=advice.IMPORT_TROUBLES.get(listed.trouble),
        unjudged=0 if closer else len(unjudged),
    )


def _unjudged(listed: listing.Listing, new: list[Listed], now: datetime) -> list[Listed]:
    """Return a screenful to look closely at; what an earlier look judged costs nothing."""
    fresh = (row for row in new if not _is_over(row, now))
    return [row for row in fresh if row.zoom_id not in listed.reasons][-SCREENFUL:]


def chosen(  # noqa: PLR0913 - what the form of the dialog sends
    connection: Connection,
    *,
    picks: set[str],
    tab: str,
    text: str,
    host: str = "",
    rest_after: int | None,
    now: datetime,
) -> list[Listed]:
    """Return the rows that were ticked, of those only that this account listed.

    `rest_after` adds what the search found beyond that many rows. Rows that are in the library
    already, or over, are left out: their boxes could not be ticked.

    Raises:
        ZoomError: the dialog was open for so long that Zoom had to be asked again, in vain.
        NoWebinarPlan: likewise.
    """
    kinds = {pick.partition(":")[0] for pick in picks} & set(KINDS.values())
    rows: list[Listed] = []
    for kind in sorted(kinds | ({KINDS[tab]} if rest_after is not None else set())):
        listed = listing.kept(connection, kind, now=now)
        rows += [row for row in listed.rows if row.value in picks]
        if rest_after is not None and kind == KINDS[tab]:
            found = [row for row in listed.rows if row.matches(text, host)]
            rows += [row for row in found[rest_after:] if row.value not in picks]
    here = in_library(connection, rows)
    return [row for row in rows if row.zoom_id not in here and not _is_over(row, now)]


def in_library(connection: Connection, rows: Iterable[Listed]) -> set[str]:
    """Return the numbers of those rows that the event has imported already."""
    items = LibraryItem.objects.filter(event=connection.event_id)
    return set(items.values_list("zoom_id", flat=True)) & {row.zoom_id for row in rows}


def _row(  # noqa: PLR0913, PLR0917 - all that one row shows
    row: Listed,
    listed: Listing,
    here: set[str],
    chosen: set[str],
    dates: list[str] | None,
    now: datetime,
) -> PickRow:
    is_here = row.zoom_id in here
    why = "Already in your library" if is_here else _why(row, listed, now)
    is_past = row.ends_at is not None and row.ends_at < now
    is_ticked = not why and row.value in chosen
    to_come = {} if why else listed.dates.get(row.zoom_id, {})
    shown = [
        PickDate(key, start, dates is None or key in dates)
        for key, start in to_come.items()
        if len(to_come) > 1
    ]
    notes = [] if why else [advice.AT_IMPORT[key] for key in listed.notes.get(row.zoom_id, [])]
    return PickRow(row, why, is_here, is_past, is_ticked, shown, notes)


def _why(row: Listed, listed: Listing, now: datetime) -> str:
    key = "expired" if _is_over(row, now) else listed.reasons.get(row.zoom_id, "")
    if not key:
        return ""
    found = advice.NOT_IMPORTED[key]
    title = found.title.partition(":")[0]
    return f"{title}: {found.words[0].lower()}{found.words[1:]}"


def _is_over(row: Listed, now: datetime) -> bool:
    is_webinar = row.kind == LibraryItem.Kind.WEBINAR
    return is_webinar and library.is_expired(row.starts_at, row.duration, now)
