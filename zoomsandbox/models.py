"""What the sandbox remembers: account, people, meetings, webinars. Plain typed records."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from zoomsandbox.ids import fresh_id, run_uuid, stable_id

if TYPE_CHECKING:
    from datetime import datetime

Kind = Literal["meeting", "webinar"]
FileType = Literal["MP4", "M4A", "CHAT"]
BASIC, LICENSED, UNASSIGNED, NONE = 1, 2, 4, 99
INSTANT, SCHEDULED, RECURRING_NO_TIME, PERSONAL, RECURRING, SCREEN_SHARE = 1, 2, 3, 4, 8, 10
WEBINAR, WEBINAR_NO_TIME, WEBINAR_RECURRING = 5, 6, 9
FIXED_DATES = (RECURRING, WEBINAR_RECURRING)
WITHOUT_TIME = (INSTANT, RECURRING_NO_TIME, PERSONAL, WEBINAR_NO_TIME)


@dataclass
class TrackingField:
    """A field of the account by which meetings are sorted."""

    id: str
    name: str
    required: bool = False
    visible: bool = True
    recommended_values: list[str] = field(default_factory=list)


@dataclass
class Account:
    """The Zoom account that owns everything here."""

    id: str
    name: str
    plan: str
    number: int = 7_310_221
    limits_at_once: bool = False
    tracking_fields: list[TrackingField] = field(default_factory=list)


@dataclass
class User:
    """A Zoom user of the account."""

    id: str
    email: str
    first_name: str
    last_name: str
    created_at: datetime
    type: int = LICENSED
    role: Literal["Owner", "Admin", "Member"] = "Member"
    webinar: bool = False
    timezone: str = "Europe/Lisbon"
    pmi: int = 0
    status: Literal["active", "inactive", "pending"] = "active"
    dept: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    assistants: list[str] = field(default_factory=list)

    @property
    def display_name(self) -> str:
        """The name that others see."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_admin(self) -> bool:
        """Whether this user may authorize admin-managed apps."""
        return self.role in ("Owner", "Admin")

    @property
    def is_licensed(self) -> bool:
        """Whether the user has a paid licence."""
        return self.type == LICENSED

    @property
    def may_host(self) -> bool:
        """Whether the user has Zoom Meetings at all, else error 3161."""
        return self.type in (BASIC, LICENSED)


@dataclass
class Registrant:
    """Someone registered for a meeting or webinar; `tk` is the personal join token."""

    id: str
    email: str
    first_name: str
    last_name: str
    created_at: datetime
    status: Literal["approved", "pending", "denied"] = "approved"
    tk: str = field(default_factory=lambda: fresh_id(43))
    pin: int = 0
    details: dict[str, str] = field(default_factory=dict)
    answers: list[dict[str, str]] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    source_id: str = ""


@dataclass
class Panelist:
    """Someone who speaks in a webinar; `tk` is the personal join token."""

    id: str
    email: str
    name: str
    tk: str = field(default_factory=lambda: fresh_id(43))
    tags: dict[str, str] = field(default_factory=dict)


@dataclass
class RecordedFile:
    """One file of a cloud recording."""

    id: str
    type: FileType
    kind: str
    size: int
    deleted_at: datetime | None = None


@dataclass
class Recording:
    """The cloud recording of one run."""

    passcode: str
    files: list[RecordedFile]
    settings: dict[str, Any] = field(default_factory=dict)
    deleted_at: datetime | None = None


@dataclass
class Participant:
    """Someone inside a running meeting, or in its waiting room."""

    user_id: int
    name: str
    joined_at: datetime
    email: str = ""
    customer_key: str = ""
    registrant_id: str = ""
    waiting: bool = False
    via: Literal["sdk", "control"] = "control"
    left_at: datetime | None = None
    uuid: str = field(default_factory=lambda: fresh_id(22).upper())


@dataclass
class Run:
    """One time that a meeting was held."""

    uuid: str
    started_at: datetime
    ended_at: datetime | None = None
    participants: list[Participant] = field(default_factory=list)
    recording: Recording | None = None
    recorded: bool = False

    @property
    def present(self) -> list[Participant]:
        """Who is in now, waiting room included."""
        return [person for person in self.participants if person.left_at is None]


@dataclass
class Occurrence:
    """One date of a recurring meeting."""

    id: str
    start: datetime
    duration: int
    status: Literal["available", "deleted"] = "available"


@dataclass
class Outcome:
    """What the Meeting SDK shall meet at this item instead of the natural answer."""

    name: str
    code: int = 0
    message: str = ""


@dataclass
class Item:
    """A meeting or a webinar."""

    id: int
    kind: Kind
    host_id: str
    topic: str
    type: int
    created_at: datetime
    start: datetime | None = None
    duration: int = 60
    timezone: str = "Europe/Lisbon"
    agenda: str = ""
    passcode: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    recurrence: dict[str, Any] | None = None
    occurrences: list[Occurrence] = field(default_factory=list)
    registrants: list[Registrant] = field(default_factory=list)
    questions: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    panelists: list[Panelist] = field(default_factory=list)
    tracking_fields: list[dict[str, Any]] = field(default_factory=list)
    assistant_id: str = ""
    runs: list[Run] = field(default_factory=list)
    deleted: bool = False
    deleted_at: datetime | None = None
    readable: bool = True
    creation_source: Literal["other", "open_api", "web_portal"] = "web_portal"
    outcome: Outcome | None = None

    @property
    def uuid(self) -> str:
        """The uuid of the run that is on, or of the next one: it changes after each end."""
        return run_uuid(self.id, sum(1 for run in self.runs if run.ended_at))

    @property
    def run(self) -> Run | None:
        """The run that is on now, or None."""
        return self.runs[-1] if self.runs and self.runs[-1].ended_at is None else None

    @property
    def is_started(self) -> bool:
        """Whether the host has started it."""
        return self.run is not None

    @property
    def present(self) -> list[Participant]:
        """Who is inside now."""
        return self.run.present if self.run else []

    @property
    def wants_registration(self) -> bool:
        """Whether each attendee needs a personal link: approval_type 0 or 1."""
        return self.settings.get("approval_type", 2) in (0, 1)

    @property
    def encrypted_passcode(self) -> str:
        """The opaque form of the passcode that Zoom puts into links."""
        return stable_id(f"pwd/{self.id}/{self.passcode}", 32) if self.passcode else ""
