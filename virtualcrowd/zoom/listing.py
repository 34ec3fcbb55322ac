"""What Zoom lists for the import dialog, kept for as long as somebody looks at it.

A large account has more hosts than can be asked while a page loads. So a listing grows: each look
at it reads on for a few seconds, host by host and page by page, and shows what has come so far.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.core.cache import cache

from virtualcrowd.zoom import crew, library, listed, troubles
from virtualcrowd.zoom.answers import NO_WEBINAR_PLAN
from virtualcrowd.zoom.client import Client
from virtualcrowd.zoom.errors import (
    ZoomError,
    ZoomMissingScopes,
    ZoomNotFound,
    ZoomRateLimited,
    ZoomRefused,
    ZoomUnreachable,
)
from virtualcrowd.zoom.listed import Listed
from virtualcrowd.zoom.models import Connection, LibraryItem
from virtualcrowd.zoom.payloads import Page, Row

Kind = LibraryItem.Kind
FRESH = timedelta(minutes=5)  # tabs and search within this time do not ask Zoom again
KEEP_S = 30 * 60  # a dialog left open for so long can still be sent
LOOK_S = 3.0  # how long a page waits for hosts; what is left is read by the next look
WHOLE_S = 600.0
DETAILS_S = 6.0
GUESTS_S = 2.0
ME = "me"
BAD_PARAMETER = 300  # also a page token that is older than 15 minutes
# Codes that say something of one host, not of the connection: no licence, invitation pending, …
OF_ONE_HOST = {NO_WEBINAR_PLAN, 1010, 1120, 3161}


class NoWebinarPlan(Exception):
    """No host of this Zoom account may hold webinars."""


@dataclass(frozen=True, slots=True)
class Part:
    """A page of a host's list that is still to be read."""

    host: str  # Zoom's id, or "me"
    email: str
    token: str = ""
    is_again: bool = False  # its page token had vanished: once more from the first page


@dataclass(frozen=True, slots=True)
class Listing:
    """One tab: the rows of Zoom's list so far, and what a closer look at some of them found."""

    rows: tuple[Listed, ...]
    read_at: datetime
    reasons: dict[str, str] = field(default_factory=dict)  # zoom_id → "" or an advice key
    # Of recurring ones: zoom_id → the dates to come, by Zoom's id of each.
    dates: dict[str, dict[str, datetime]] = field(default_factory=dict)
    # Of those that can be imported: zoom_id → keys of `advice.AT_IMPORT`.
    notes: dict[str, list[str]] = field(default_factory=dict)
    # Host's id → does Zoom let only people who are signed in to it join by browser?
    refusing: dict[str, bool] = field(default_factory=dict)
    pending: tuple[Part, ...] = ()
    hosts: int = 1
    without: int = 0  # hosts that have no such list: no licence, left meanwhile
    trouble: str = ""  # why reading stopped, a key of `advice.IMPORT_TROUBLES`

    @property
    def hosts_read(self) -> int:
        return self.hosts - len({part.host for part in self.pending})

    @property
    def emails(self) -> list[str]:
        """Return who hosts any of the rows."""
        return sorted({row.host for row in self.rows if row.host})


def of(
    connection: Connection,
    kind: str,
    *,
    now: datetime,
    again: bool = False,
    look_s: float = LOOK_S,
) -> Listing:
    """Return what Zoom lists, read on for `look_s` if it is not complete; anew if `again`.

    Raises:
        ZoomError: Zoom did not say anything yet.
        NoWebinarPlan: kind is webinar, and no host has the licence.
    """
    found: Listing | None = cache.get(_key(connection, kind))
    is_fresh = found and now - found.read_at < FRESH and not again
    if found and is_fresh and not found.pending:
        return found
    with Client(connection) as zoom:
        if not found or not is_fresh:
            found = _begin(zoom, connection, kind, now)
        return _read_on(zoom, connection, kind, found, look_s, now)


def kept(connection: Connection, kind: str, *, now: datetime) -> Listing:
    """Return the listing that a dialog was drawn from, however long it was left open."""
    found: Listing | None = cache.get(_key(connection, kind))
    return found or read(connection, kind, now=now)


def read(connection: Connection, kind: str, *, now: datetime) -> Listing:
    """Read every page of every host's list and keep it. Raises as `of` does."""
    return of(connection, kind, now=now, again=True, look_s=WHOLE_S)


def look_closer(
    connection: Connection, kind: str, listing: Listing, rows: Iterable[Listed]
) -> Listing:
    """Return the listing with the reasons of `rows`; lists carry no settings, details do.

    Asked for at most a screenful and for at most DETAILS_S: what does not answer in time can be
    ticked, and the import itself says why not.
    """
    unknown = [row.zoom_id for row in rows if row.zoom_id not in listing.reasons]
    with Client(connection) as zoom:
        ask: Callable[[str], library.Detail] = zoom.meeting
        if kind == Kind.WEBINAR:
            ask = zoom.webinar
        answers = crew.ask(zoom, ask, unknown, label="light", deadline_s=DETAILS_S)
        refusing = listing.refusing | _refusing(zoom, answers.values(), listing.refusing)
    reasons, dates, notes = dict(listing.reasons), dict(listing.dates), dict(listing.notes)
    for zoom_id, answer in answers.items():
        if isinstance(answer, ZoomNotFound):
            reasons[zoom_id] = "gone"
        elif not isinstance(answer, ZoomError):
            reasons[zoom_id] = library.importable(answer, listing.read_at)
            dates[zoom_id] = library.dates_to_come(answer, listing.read_at)
            notes[zoom_id] = _notes(answer, refusing)
    closer = replace(listing, reasons=reasons, dates=dates, notes=notes, refusing=refusing)
    if closer != listing:
        _keep(connection, kind, closer)
    return closer


def _refusing(
    zoom: Client, answers: Iterable[crew.Answer[library.Detail]], known: Mapping[str, bool]
) -> dict[str, bool]:
    """Ask what is not known of these items' hosts; what Zoom does not tell counts as no."""
    hosts = {one.host_id for one in answers if not isinstance(one, ZoomError)} - {"", *known}
    told = crew.ask(zoom, zoom.user_security, sorted(hosts), label="medium", deadline_s=GUESTS_S)
    return {
        host: not isinstance(said, ZoomError)
        and said.meeting_security.only_authenticated_can_join_from_webclient
        for host, said in told.items()
    }


def _notes(detail: library.Detail, refusing: Mapping[str, bool]) -> list[str]:
    found = {
        "web_guests": refusing.get(detail.host_id, False),
        "countries": detail.settings.approved_or_denied_countries_or_regions.enable,
    }
    return [key for key, holds in found.items() if holds]


def _begin(zoom: Client, connection: Connection, kind: str, now: datetime) -> Listing:
    """Return an empty listing with whose lists to read: every active user's, or only the own."""
    try:
        parts = [Part(user.id, user.email) for user in zoom.users()]
    except (ZoomMissingScopes, ZoomRefused):
        parts = []  # a user-managed app, or somebody who is no admin
    parts = parts or [Part(ME, connection.zoom_user_email)]
    old: Listing | None = cache.get(_key(connection, kind))
    if old:
        return replace(
            old, rows=(), read_at=now, pending=tuple(parts), hosts=len(parts), without=0, trouble=""
        )
    return Listing((), now, pending=tuple(parts), hosts=len(parts))


def _read_on(  # noqa: PLR0913, PLR0917 - one place keeps a listing
    zoom: Client, connection: Connection, kind: str, listing: Listing, look_s: float, now: datetime
) -> Listing:
    """Read pending pages until the time is over; keep what came, also if Zoom fails midway."""
    reading = _Reading(listing)
    page_of = zoom.webinars_page if kind == Kind.WEBINAR else zoom.meetings_page
    work = deque(listing.pending)
    asking = crew.Crew(
        zoom, lambda part: page_of(part.host, part.token), work, "medium", look_s, tries=2
    )
    for got in asking.answers():
        if got and not reading.take(*got, work):
            break
    work.extend(asking.unanswered)
    reading.failure = reading.failure or asking.trouble
    grown = reading.grown(kind, work, now)
    if reading.failure and not grown.rows:
        raise reading.failure
    if not grown.pending and grown.without == grown.hosts:
        raise NoWebinarPlan if kind == Kind.WEBINAR else reading.last_no
    _keep(connection, kind, grown)
    return grown


class _Reading:
    """What a look adds to a listing."""

    def __init__(self, listing: Listing) -> None:
        self.listing = listing
        self.without = listing.without
        self.found: list[tuple[Row, str]] = []
        self.failure: ZoomError | None = None
        self.last_no: ZoomError = ZoomRefused(0, "", 0)

    def take(self, part: Part, answer: Page | ZoomError, work: deque[Part]) -> bool:
        """Take a page or the reason why there is none; False ends the look."""
        if isinstance(answer, ZoomError):
            return self._take_error(part, answer, work)
        self.found += [(row, part.email) for row in (*answer.meetings, *answer.webinars)]
        token = answer.next_page_token
        if token and token != part.token:
            work.appendleft(replace(part, token=token))
        return True

    def _take_error(self, part: Part, error: ZoomError, work: deque[Part]) -> bool:
        if _is_lost_token(part, error):
            work.append(Part(part.host, part.email, is_again=True))
            return True
        if _is_of_one_host(error):
            self.without, self.last_no = self.without + 1, error
            return True
        work.append(part)
        if not isinstance(error, ZoomUnreachable | ZoomRateLimited) or self.failure is None:
            self.failure = error
        return False

    def grown(self, kind: str, work: Iterable[Part], now: datetime) -> Listing:
        """Return the listing with what came."""
        new = [listed.of(row, kind, email) for row, email in self.found]
        rows = listed.once_each([*self.listing.rows, *new], now)
        return replace(
            self.listing,
            rows=tuple(listed.in_order(rows, now)),
            pending=tuple(dict.fromkeys(work)),
            without=self.without,
            trouble=troubles.key_of(self.failure) if self.failure else "",
        )


def _is_lost_token(part: Part, error: ZoomError) -> bool:
    is_bad = isinstance(error, ZoomRefused) and error.code == BAD_PARAMETER
    return bool(part.token) and is_bad and not part.is_again


def _is_of_one_host(error: ZoomError) -> bool:
    if isinstance(error, ZoomRefused):
        return error.code in OF_ONE_HOST
    return isinstance(error, ZoomNotFound)  # the user left meanwhile


def _key(connection: Connection, kind: str) -> str:
    """What one account listed, another must not import: a new authorization is a new listing."""
    authorized = connection.authorized_at.timestamp() if connection.authorized_at else 0
    return f"zoom-listing-4:{connection.event_id}:{connection.account_id}:{authorized:.0f}:{kind}"


def _keep(connection: Connection, kind: str, listing: Listing) -> None:
    cache.set(_key(connection, kind), listing, KEEP_S)
