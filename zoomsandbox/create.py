"""Makes items from what a caller of the API, the console or a script asks for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from zoomsandbox import recurrence
from zoomsandbox.defaults import SettingError, known_settings
from zoomsandbox.ids import fresh_number, fresh_passcode
from zoomsandbox.models import (
    FIXED_DATES,
    INSTANT,
    PERSONAL,
    RECURRING,
    RECURRING_NO_TIME,
    SCHEDULED,
    SCREEN_SHARE,
    WEBINAR,
    WEBINAR_NO_TIME,
    WEBINAR_RECURRING,
)
from zoomsandbox.seeds import build

if TYPE_CHECKING:
    from zoomsandbox.models import Item, Kind, User
    from zoomsandbox.world import World

TYPES = {
    "meeting": (INSTANT, SCHEDULED, RECURRING_NO_TIME, RECURRING, SCREEN_SHARE),
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
    kind_type = asked.get("type") or (SCHEDULED if kind == "meeting" else WEBINAR)
    changes = changes_of(kind, {"topic": _default_topic(kind), **asked, "type": kind_type}, host)
    rule = changes.get("recurrence")
    if kind_type in FIXED_DATES and rule is None:
        raise InvalidFieldError("recurrence", "Invalid field.")
    settings = {key[9:]: value for key, value in changes.items() if key.startswith("settings.")}
    start = changes.get("start") or world.clock.now().replace(microsecond=0)
    plan = build.Plan(changes["topic"], start, changes.get("duration", 60), kind_type)
    return build.item(
        world,
        _number(world, asked.get("id")),
        kind,
        host,
        plan,
        settings=settings,
        recurrence=rule,
        passcode=changes.get("passcode", _passcode(asked)),
        agenda=changes.get("agenda", ""),
        timezone=changes.get("timezone", host.timezone),
        tracking_fields=changes.get("tracking_fields", []),
        created_at=world.clock.now(),
    )


def personal_room(world: World, reference: str) -> Item | None:
    """Return the meeting behind a user's personal meeting id; it is there once asked for."""
    digits = reference.replace(" ", "").replace("-", "")
    owner = next((who for who in world.users.values() if str(who.pmi) == digits), None)
    if owner is None or owner.pmi in world.items:
        return None
    topic = f"{owner.display_name}'s Personal Meeting Room"
    plan = build.Plan(topic, None, 60, PERSONAL)
    room = build.item(world, owner.pmi, "meeting", owner, plan, passcode=fresh_passcode())
    room.settings["use_pmi"] = True
    world.items[room.id] = room
    return room


def changes_of(
    kind: Kind, asked: dict[str, Any], home: User | Item | None = None
) -> dict[str, Any]:
    """Return our fields for the asked ones, as `actions.update` takes them.

    Times without zone are in the asked one, else in that of `home`, else in UTC. Unknown fields
    are dropped silently, as Zoom does; wrong ones raise InvalidFieldError.
    """
    changes: dict[str, Any] = {}
    _text(asked, "topic", changes, "topic", TOPIC_LENGTH)
    _text(asked, "agenda", changes, "agenda", AGENDA_LENGTH)
    _text(asked, "password", changes, "passcode", PASSCODE_LENGTH)
    if asked.get("type") is not None:
        changes["type"] = _type(kind, asked["type"])
    if "timezone" in asked:
        changes["timezone"] = zone(asked["timezone"]).key
    if "duration" in asked:
        changes["duration"] = _duration(asked["duration"])
    if asked.get("start_time"):
        usual = home.timezone if home else None
        changes["start"] = moment(asked["start_time"], asked.get("timezone") or usual)
    if asked.get("recurrence") is not None:
        changes["recurrence"] = _recurrence(asked["recurrence"])
    if isinstance(asked.get("tracking_fields"), list):
        changes["tracking_fields"] = _tracking(asked["tracking_fields"])
    return changes | _settings(kind, asked.get("settings", {}))


def _settings(kind: Kind, settings: Any) -> dict[str, Any]:
    if not isinstance(settings, dict):
        raise InvalidFieldError("settings", "Invalid field.")
    try:
        known = known_settings(kind, settings)
    except SettingError as error:
        raise InvalidFieldError(f"settings.{error}", "Invalid field.") from error
    return {f"settings.{name}": value for name, value in known.items()}


def _type(kind: Kind, value: Any) -> int:
    if isinstance(value, bool) or value not in TYPES[kind]:
        raise InvalidFieldError("type", "Invalid field.")
    return int(value)


def _passcode(asked: dict[str, Any]) -> str:
    return "" if asked.get("default_password") is False else fresh_passcode()


def _tracking(rows: list[Any]) -> list[dict[str, Any]]:
    """Keep field and value of tracking fields."""
    return [
        {"field": str(row["field"]), "value": str(row.get("value", "")), "visible": True}
        for row in rows
        if isinstance(row, dict) and "field" in row
    ]


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


def _recurrence(asked: Any) -> dict[str, Any]:
    try:
        return recurrence.read(asked)
    except recurrence.BadRule as error:
        raise InvalidFieldError(error.field, "Invalid field.") from error


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
