"""What Zoom answers, parsed at the edge: models that name only what we read.

`start_url` is the host's secret key to a meeting; it is named nowhere here, so it never gets in.
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _text(value: Any) -> str:
    """Zoom leaves members out, sends null, and writes the same number as int or string.

    Participants choose some of it, as their `customer_key`; PostgreSQL takes no zero character, and
    one would keep all the news of its batch from being stored together.
    """
    return "" if value is None else str(value).replace("\0", "")


def _digits(value: Any) -> str:
    return re.sub(r"\D", "", _text(value))


def _moment(value: Any) -> Any:
    """An empty time is none; one without a zone is UTC."""
    if not value:
        return None
    parsed = datetime.fromisoformat(value) if isinstance(value, str) else value
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def _flag(value: Any) -> bool:
    return value is True or str(value).lower() == "true"


def _number(value: Any) -> Any:
    return value or 0


def _part(value: Any) -> Any:
    return value or {}


def _rows(value: Any) -> Any:
    return value or []


def _mails(value: Any) -> Any:
    """Meetings separate alternative hosts by ";", webinars by ","."""
    return [one for one in re.split(r"[,;\s]+", value) if one] if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_text)]
Digits = Annotated[str, BeforeValidator(_digits)]
Moment = Annotated[datetime | None, BeforeValidator(_moment)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Number = Annotated[int, BeforeValidator(_number)]


class Payload(BaseModel):
    """A part of an answer; what we do not name is left behind."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class Token(Payload):
    """https://developers.zoom.us/docs/integrations/oauth/#request-access-token."""

    access_token: str = Field(repr=False, min_length=1)
    refresh_token: Annotated[str, BeforeValidator(_text)] = Field("", repr=False)
    expires_in: int = 3600
    scope: Text = ""


class Me(Payload):
    """GET /users/me."""

    id: Text
    email: Text = ""
    display_name: Text = ""
    first_name: Text = ""
    last_name: Text = ""
    account_id: Text = ""
    type: Number = 0  # 1 Basic, 2 Licensed
    company: Text = ""

    @property
    def is_basic(self) -> bool:
        return self.type == 1

    @property
    def name(self) -> str:
        """What to call them: Zoom fills one of three."""
        return self.display_name or f"{self.first_name} {self.last_name}".strip() or self.email


class User(Payload):
    """A row of GET /users."""

    id: Text
    email: Text = ""


class HostUser(Payload):
    """GET /users/{id}."""

    id: Text
    email: Text = ""
    type: Number = 0  # 1 Basic, 2 Licensed
    status: Text = ""  # active, inactive, pending


class Feature(Payload):
    meeting_capacity: Number = 0
    large_meeting_capacity: Number = 0
    webinar: Flag = False
    webinar_capacity: Number = 0
    concurrent_meeting: Text = ""  # the add-on: Basic, Plus, None


class UserSettings(Payload):
    """GET /users/{id}/settings."""

    feature: Feature = Feature()


class MeetingSecurity(Payload):
    only_authenticated_can_join_from_webclient: Flag = False


class SecuritySettings(Payload):
    """GET /users/{id}/settings?option=meeting_security."""

    meeting_security: MeetingSecurity = MeetingSecurity()


class Row(Payload):
    """A meeting or webinar as lists have it: no settings, no passcode, no status."""

    id: Digits
    host_id: Text = ""
    topic: Text = ""
    start_time: Moment = None
    duration: Number = 0  # minutes
    type: Number = 2  # 2 scheduled, 3 no fixed time, 4 own room, 8 recurring; webinars 5, 6, 9


class Occurrence(Payload):
    occurrence_id: Text = ""
    start_time: Moment = None
    duration: Number = 0
    status: Text = ""


class CountryRule(Payload):
    enable: Flag = False


class DialIn(Payload):
    """A number to call a meeting by phone."""

    number: Text = ""  # "+1 3125550142"
    city: Text = ""
    country_name: Text = ""
    type: Text = ""  # toll, tollfree


class Settings(Payload):
    """What of an item's settings decides whether and how attendees can join."""

    meeting_authentication: Flag = False
    enforce_login: Flag = False
    encryption_type: Text = ""
    approval_type: Number = 2  # 0 automatic, 1 manual, 2 no registration
    waiting_room: Flag = False
    join_before_host: Flag = False
    alternative_hosts: Annotated[list[str], BeforeValidator(_mails)] = []
    use_pmi: Flag = False
    audio: Text = ""  # both, telephony, voip, thirdParty
    global_dial_in_numbers: Annotated[list[DialIn], BeforeValidator(_rows)] = []
    approved_or_denied_countries_or_regions: Annotated[CountryRule, BeforeValidator(_part)] = (
        CountryRule()
    )


class _Item(Row):
    uuid: Text = ""
    agenda: Text = ""
    timezone: Text = ""
    host_email: Text = ""
    status: Text = ""  # meetings: waiting, started
    password: Text = Field("", repr=False)
    pstn_password: Text = Field("", repr=False)  # for phones, digits; webinars tell none
    occurrences: list[Occurrence] = []
    is_simulive: Flag = False
    settings: Settings = Settings()


class Meeting(_Item):
    """GET /meetings/{id}."""


class Webinar(_Item):
    """GET /webinars/{id}."""


class Page(Payload):
    """One page of a list: the rows stand under the list's own name."""

    next_page_token: Text = ""
    meetings: list[Row] = []
    webinars: list[Row] = []
    users: list[User] = []


class Registered(Payload):
    """A registrant, as adding one answers, or as a list has it; the link is a personal secret."""

    id: Text = ""
    registrant_id: Text = ""
    email: Text = ""
    join_url: Text = Field("", repr=False)


class Registrants(Payload):
    """GET …/registrants and POST …/batch_registrants."""

    next_page_token: Text = ""
    registrants: list[Registered] = []


class Refusal(Payload):
    """The body of an error answer."""

    code: Number = 0
    message: Text = ""
