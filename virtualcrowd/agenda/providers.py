"""THE SEAM. All that the core knows of whoever runs a session's meeting.

A provider is a class named in settings.MEETING_PROVIDERS and loaded on first use. The core asks
it through this protocol and never imports it; `tests/` proves that with a provider of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from virtualcrowd.accounts.models import User
    from virtualcrowd.agenda.models import Session
    from virtualcrowd.agenda.passes import Pass
    from virtualcrowd.events.models import Event

Level = Literal["ok", "warn", "bad", "none"]


class AttachRefused(Exception):
    """The choice cannot be attached; the argument is a sentence for the organiser."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a checklist: what is, and the one thing to do."""

    level: Level
    title: str
    detail: str = ""
    action: str = ""
    url: str = ""
    at: datetime | None = None  # when it was found out, if that was not just now
    of_session: bool = False  # it is about single sessions, which have it among their own lines
    for_owners: bool = False  # `url` opens for owners only


@dataclass(frozen=True, slots=True)
class Tile:
    """How a provider shows on Plugins, Libraries and Event home."""

    name: str
    summary: str
    state: str  # key of the state vocabulary
    state_label: str
    settings_url: str
    library_name: str
    library_url: str
    library_summary: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A row of the Embed drop-down."""

    value: str
    label: str
    group: str
    starts_at: datetime | None
    ends_at: datetime | None
    state: str = ""
    refused: str = ""  # why it cannot be chosen
    title: str = ""  # as it is in `label`, for those who compare it
    number: str = ""  # by which people know it; none: it cannot be named in a table


@dataclass(frozen=True, slots=True)
class Embedded:
    """What stands behind a session, for the organiser's lists and the Embed preview."""

    value: str
    kind: str  # "Meeting", "Webinar"
    title: str
    number: str
    host: str
    starts_at: datetime | None
    ends_at: datetime | None
    url: str
    image_url: str
    problem: str = ""  # key of the state vocabulary when it cannot be joined
    problem_label: str = ""
    checks: list[Check] = field(default_factory=list)
    way_back: str = ""  # what `attach` takes to restore all of it; none: `value`


@dataclass(frozen=True, slots=True)
class Panel:
    """What the attendee's session page shows of the meeting."""

    title: str
    description: str
    image_url: str
    host_name: str
    hears_start: bool  # do we learn when the host starts? else Zoom's own page waits
    is_cancelled: bool = False
    note: str = ""
    # Who may start it, by e-mail in small letters, and where: shown to nobody but them.
    hosts: frozenset[str] = field(default=frozenset(), repr=False)
    host_url: str = field(default="", repr=False)
    # What joining will need, to be fetched ahead while somebody waits; addresses of this site.
    ahead: tuple[str, ...] = ()
    app_url: str = ""  # a POST there gives who may enter the way into the provider's own app
    phone_url: str = ""  # and there, the numbers to call

    def is_hosted_by(self, email: str) -> bool:
        """May who has this address start the meeting?"""
        return email.casefold() in self.hosts


@dataclass(frozen=True, slots=True)
class HookAnswer:
    """What to answer to a webhook; with `kind`, store the body before answering."""

    status: int
    body: bytes = b""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class HookKey:
    """Whose webhook address this is and the secret that its calls are signed with."""

    source_id: int
    secret: bytes = field(repr=False)


class MeetingFacts(Protocol):
    """What a ticket rests on: the provider's own, of which the door reads only this."""

    @property
    def hears_start(self) -> bool:
        """Do we learn when the host starts? If not, the provider's own page waits."""
        ...


class MeetingProvider(Protocol):
    """Somebody who runs meetings. Methods that take `now` never read the clock."""

    slug: str
    label: str  # of the Embed drop-down
    library_name: str  # in the menu

    def library_url(self, event: "Event") -> str: ...

    def tile(self, event: "Event") -> Tile: ...

    def checks(self, event: "Event", now: datetime) -> list[Check]:
        """Lines of the readiness checklist, from stored state; no call over the network."""
        ...

    def session_checks(
        self, event: "Event", now: datetime, session_id: int | None = None
    ) -> dict[int, list[Check]]:
        """Session id → is it ready? Of the provider's sessions to come, or of one of them."""
        ...

    def choices(self, event: "Event", session: "Session | None") -> list[Choice]: ...

    def embedded(self, sessions: "Iterable[Session]") -> dict[int, Embedded]:
        """Session id → what stands behind it, in one query."""
        ...

    def preview(self, session: "Session", value: str) -> Embedded | None:
        """What the choice would mean for this session, with its checks."""
        ...

    def attach(self, *, session: "Session", value: str, by: "User") -> None:
        """Put the choice behind the session; an empty value takes away what is there.

        Raises:
            AttachRefused: the choice is not the event's, or cannot be joined.
        """
        ...

    def panel(self, session: "Session") -> Panel | None: ...

    # The door: hot, asked from the lean handlers. Only the `load_` ones may query.

    def load_tickets(self, event_id: int) -> Mapping[int, MeetingFacts]:
        """Session id → what `ticket` needs, for every session of the event, in one query."""
        ...

    def ticket(self, facts: Any, holder: "Pass", now: float) -> dict[str, Any]:
        """What the attendee's browser needs to join, signed at `now` (Unix seconds).

        {"refused": a word for the join page} if the provider does not let them in (yet).
        """
        ...

    def load_hook(self, token: str) -> HookKey | None: ...

    def judge_hook(
        self, key: HookKey, raw: bytes, headers: Mapping[str, str], now: float
    ) -> HookAnswer:
        """Verify a webhook over its raw bytes; pure."""
        ...

    def hooks_stored(self) -> None:
        """Deliveries were committed: start the task that applies them."""
        ...


@cache
def all_providers() -> dict[str, MeetingProvider]:
    """Slug → provider, in the order of the setting."""
    loaded = [import_string(path)() for path in settings.MEETING_PROVIDERS]
    return {provider.slug: provider for provider in loaded}


def provider_of(session: "Session") -> MeetingProvider | None:
    """Return who runs the session's meeting, or None."""
    return all_providers().get(session.provider)


def embedded(sessions: "Iterable[Session]") -> dict[int, Embedded]:
    """Session id → what stands behind it, one query a provider."""
    rows = list(sessions)
    found: dict[int, Embedded] = {}
    for slug, provider in all_providers().items():
        mine = [row for row in rows if row.provider == slug]
        if mine:
            found |= provider.embedded(mine)
    return found
