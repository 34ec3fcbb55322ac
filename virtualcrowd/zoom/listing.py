"""What Zoom lists for the import dialog, kept for as long as somebody looks at it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.core.cache import cache

from virtualcrowd.zoom import at_once, library
from virtualcrowd.zoom.answers import NO_WEBINAR_PLAN
from virtualcrowd.zoom.client import Client
from virtualcrowd.zoom.errors import (
    ZoomError,
    ZoomMissingScopes,
    ZoomNotFound,
    ZoomRefused,
)
from virtualcrowd.zoom.models import Connection, LibraryItem
from virtualcrowd.zoom.payloads import Row

Kind = LibraryItem.Kind
FRESH = timedelta(minutes=5)  # tabs and search within this time do not ask Zoom again
KEEP_S = 30 * 60  # a dialog left open for so long can still be sent
DETAILS_S = 6.0
ME = "me"
# Codes that say something of one host, not of the connection: no licence, invitation pending, …
OF_ONE_HOST = {NO_WEBINAR_PLAN, 1010, 1120, 3161}


class NoWebinarPlan(Exception):
    """No host of this Zoom account may hold webinars."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A meeting or webinar that the connected account listed."""

    kind: str
    zoom_id: str
    topic: str
    host: str
    starts_at: datetime | None
    duration: timedelta

    @property
    def value(self) -> str:
        return f"{self.kind}:{self.zoom_id}"

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + self.duration if self.starts_at else None

    @property
    def spaced_number(self) -> str:
        return LibraryItem(zoom_id=self.zoom_id).spaced_number

    def matches(self, text: str) -> bool:
        digits = "".join(text.split()).replace("-", "")
        words = f"{self.topic} {self.host}".casefold()
        return text.casefold() in words or (digits.isdecimal() and digits in self.zoom_id)


@dataclass(frozen=True, slots=True)
class Listing:
    """One tab: every row of Zoom's list, and what a closer look at some of them found."""

    rows: tuple[Listed, ...]
    read_at: datetime
    reasons: dict[str, str] = field(default_factory=dict)  # zoom_id → "" or an advice key


def of(connection: Connection, kind: str, *, now: datetime, again: bool = False) -> Listing:
    """Return what Zoom lists; from the cache if that is fresh, unless asked for `again`.

    Raises:
        ZoomError: Zoom did not say.
        NoWebinarPlan: kind is webinar, and no host has the licence.
    """
    kept: Listing | None = cache.get(_key(connection, kind))
    if kept and not again and now - kept.read_at < FRESH:
        return kept
    return read(connection, kind, now=now)


def kept(connection: Connection, kind: str, *, now: datetime) -> Listing:
    """Return the listing that a dialog was drawn from, however long it was left open."""
    found: Listing | None = cache.get(_key(connection, kind))
    return found or read(connection, kind, now=now)


def read(connection: Connection, kind: str, *, now: datetime) -> Listing:
    """Read every page of every host's list and keep it. Raises as `of` does."""
    with Client(connection) as zoom:
        hosts = dict(_hosts(zoom, connection))
        answers = at_once.ask(lambda host: _rows(zoom, kind, host), hosts)
    # Rows name their host by id; of "me" they are all the own ones.
    found = [
        _listed(row, kind, hosts.get(row.host_id, hosts.get(ME, "")))
        for row in _sorted_out(answers, kind)
    ]
    rows = _once_each(found, now)
    listing = Listing(rows=tuple(_in_order(rows, now)), read_at=now)
    _keep(connection, kind, listing)
    return listing


def look_closer(
    connection: Connection, kind: str, listing: Listing, rows: Iterable[Listed], *, now: datetime
) -> Listing:
    """Return the listing with the reasons of `rows`; lists carry no settings, details do.

    Asked for at most a screenful and for at most DETAILS_S: what does not answer in time can be
    ticked, and the import itself says why not.
    """
    unknown = [row for row in rows if row.zoom_id not in listing.reasons]
    with Client(connection) as zoom:
        ask: Callable[[str], library.Detail] = zoom.meeting
        if kind == Kind.WEBINAR:
            ask = zoom.webinar
        answers = at_once.ask(ask, [row.zoom_id for row in unknown], deadline_s=DETAILS_S)
    reasons = dict(listing.reasons)
    for zoom_id, answer in answers.items():
        if isinstance(answer, ZoomNotFound):
            reasons[zoom_id] = "gone"
        elif not isinstance(answer, ZoomError):
            reasons[zoom_id] = library.importable(answer, now)
    closer = replace(listing, reasons=reasons)
    if closer != listing:
        _keep(connection, kind, closer)
    return closer


def _hosts(zoom: Client, connection: Connection) -> Iterator[tuple[str, str]]:
    """(id, e-mail) of whose lists to read: every active user's, or only the own."""
    try:
        users = [(user.id, user.email) for user in zoom.users()]
    except (ZoomMissingScopes, ZoomRefused):
        users = []  # a user-managed app, or somebody who is no admin
    yield from users or [(ME, connection.zoom_user_email)]


def _rows(zoom: Client, kind: str, host: str) -> list[Row]:
    """Webinars upcoming and previous, meetings upcoming only: so says the organiser's guide."""
    if kind == Kind.WEBINAR:
        return list(zoom.webinars(host, type_="scheduled"))
    return list(zoom.meetings(host, type_="upcoming"))


def _sorted_out(answers: at_once.Answers[str, list[Row]], kind: str) -> list[Row]:
    rows: list[Row] = []
    errors: list[ZoomError] = []
    for answer in answers.values():
        if isinstance(answer, ZoomError):
            errors.append(answer)
        else:
            rows += answer
    serious = [error for error in errors if not _is_of_one_host(error)]
    if serious:
        raise serious[0]
    if errors and len(errors) == len(answers):
        raise NoWebinarPlan if kind == Kind.WEBINAR else errors[0]
    return rows


def _is_of_one_host(error: ZoomError) -> bool:
    if isinstance(error, ZoomRefused):
        return error.code in OF_ONE_HOST
    return isinstance(error, ZoomNotFound)  # the user left meanwhile


def _listed(row: Row, kind: str, host: str) -> Listed:
    return Listed(
        kind=kind,
        zoom_id=row.id,
        topic=row.topic[:300] or "Untitled",
        host=host,
        starts_at=row.start_time,
        duration=timedelta(minutes=row.duration),
    )


def _once_each(rows: Iterable[Listed], now: datetime) -> Iterable[Listed]:
    """A recurring one may come once a date: its number counts once, with the date that is next."""
    best: dict[str, Listed] = {}
    for row in rows:
        if row.zoom_id and (row.zoom_id not in best or _nearer(row, best[row.zoom_id], now)):
            best[row.zoom_id] = row
    return best.values()


def _nearer(one: Listed, other: Listed, now: datetime) -> bool:
    return _rank(one, now) < _rank(other, now)


def _rank(row: Listed, now: datetime) -> tuple[int, float]:
    """Upcoming in their order, then without a time, then what is over, the last first."""
    if row.starts_at is None:
        return 1, 0.0
    is_over = row.starts_at + row.duration < now
    stamp = row.starts_at.timestamp()
    return (2, -stamp) if is_over else (0, stamp)


def _in_order(rows: Iterable[Listed], now: datetime) -> list[Listed]:
    return sorted(rows, key=lambda row: (_rank(row, now), row.topic, row.zoom_id))


def _key(connection: Connection, kind: str) -> str:
    """What one account listed, another must not import: a new authorization is a new listing."""
    authorized = connection.authorized_at.timestamp() if connection.authorized_at else 0
    return f"zoom-listing:{connection.event_id}:{connection.account_id}:{authorized:.0f}:{kind}"


def _keep(connection: Connection, kind: str, listing: Listing) -> None:
    cache.set(_key(connection, kind), listing, KEEP_S)
