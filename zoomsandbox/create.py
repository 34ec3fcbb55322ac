"""Makes items from what a caller of the API, the console or a script asks for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from zoomsandbox.defaults import known_settings
from zoomsandbox.ids import fresh_number, fresh_passcode
from zoomsandbox.models import (
    INSTANT,
    RECURRING,
    RECURRING_NO_TIME,
    SCHEDULED,
    WEBINAR,
    WEBINAR_NO_TIME,
    WEBINAR_RECURRING,
)
from zoomsandbox.seeds import build

if TYPE_CHECKING:
    from zoomsandbox.models import Item, Kind, User
    from zoomsandbox.world import World

TYPES = {
    "meeting": (INSTANT, SCHEDULED, RECURRING_NO_TIME, RECURRING),
    "webinar": (WEBINAR, WEBINAR_NO_TIME, WEBINAR_RECURRING),
}
FIRST_YEAR, LAST_YEAR = 2000, 2100
TOPIC_LENGTH, AGENDA_LENGTH, PASSCODE_LENGTH, LONGEST_MINUTES = 200, 2000, 10, 1440


class InvalidFieldError(ValueError):
    """A field of the request is wrong: `field` and why."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


def new_item(world: World, kind: Kind, host: User, asked: dict[str, Any]) -> Item:
    """Make an item as POST /users/{id}/meetings does; raises InvalidFieldError.

    The item is returned, not yet put into the world.
    """
    usual = SCHEDULED if kind == "meeting" else WEBINAR
    changes = changes_of(kind, {"topic": _default_topic(kind), **asked})
    kind_type = asked.get("type", usual)
    if kind_type not in TYPES[kind]:
        raise InvalidFieldError("type", "Invalid field.")
    settings = asked.get("settings")
    start = changes.get("start") or world.clock.now().replace(microsecond=0)
    plan = build.Plan(changes["topic"], start, changes.get("duration", 60), kind_type)
    return build.item(
        world,
        _number(world, asked.get("id")),
        kind,
        host,
        plan,
        settings=settings if isinstance(settings, dict) else {},
        recurrence=_recurrence(asked.get("recurrence")),
        passcode=changes.get("passcode", fresh_passcode()),
        agenda=changes.get("agenda", ""),
        timezone=changes.get("timezone", host.timezone),
        created_at=world.clock.now(),
    )


def changes_of(kind: Kind, asked: dict[str, Any]) -> dict[str, Any]:
    """Return our fields for the asked ones, as `actions.update` takes them.

    Unknown fields are dropped silently, as Zoom does; wrong ones raise InvalidFieldError.
    """
    changes: dict[str, Any] = {}
    _text(asked, "topic", changes, "topic", TOPIC_LENGTH)
    _text(asked, "agenda", changes, "agenda", AGENDA_LENGTH)
    _text(asked, "password", changes, "passcode", PASSCODE_LENGTH)
    if "timezone" in asked:
        changes["timezone"] = zone(asked["timezone"]).key
    if "duration" in asked:
        changes["duration"] = _duration(asked["duration"])
    if asked.get("start_time"):
        changes["start"] = moment(asked["start_time"], asked.get("timezone"))
    settings = asked.get("settings", {})
    if not isinstance(settings, dict):
        raise InvalidFieldError("settings", "Invalid field.")
    for key, value in known_settings(kind, settings).items():
        changes[f"settings.{key}"] = value
    return changes


def moment(text: Any, timezone: Any = None) -> datetime:
    """Read a time: with Z it is UTC, without it is local in `timezone`."""
    local = zone(timezone) if timezone else UTC
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise InvalidFieldError("start_time", "Invalid start time.") from error
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise InvalidFieldError("start_time", "Invalid start time.")
    return (found if found.tzinfo else found.replace(tzinfo=local)).astimezone(UTC)


def zone(name: Any) -> ZoneInfo:
    """Return a time zone by its IANA name."""
    try:
        return ZoneInfo(str(name))
    except (ValueError, ZoneInfoNotFoundError, OSError) as error:
        raise InvalidFieldError("timezone", "Invalid time zone.") from error


def _recurrence(asked: Any) -> dict[str, Any] | None:
    """Keep a recurrence whose counts are whole numbers."""
    if not isinstance(asked, dict):
        return None
    for name in ("type", "repeat_interval", "end_times"):
        if not isinstance(asked.get(name, 1), int):
            raise InvalidFieldError(f"recurrence.{name}", "Invalid field.")
    return asked


def _text(
    asked: dict[str, Any], name: str, changes: dict[str, Any], ours: str, longest: int
) -> None:
    if name not in asked:
        return
    value = asked[name]
    if not isinstance(value, str) or len(value) > longest:
        raise InvalidFieldError(name, "Invalid field.")
    changes[ours] = value


def _duration(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= LONGEST_MINUTES:
        raise InvalidFieldError("duration", "Invalid field.")
    return value


def _default_topic(kind: Kind) -> str:
    return "Zoom Meeting" if kind == "meeting" else "My Webinar"


def _number(world: World, asked: Any) -> int:
    """Take the wished number (the control API may wish), else a fresh one."""
    if isinstance(asked, int) and not isinstance(asked, bool):
        return asked
    number = fresh_number()
    while number in world.items:
        number = fresh_number()
    return number
