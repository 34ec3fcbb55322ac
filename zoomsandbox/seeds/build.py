"""Makes users and items from few words, with Zoom's defaults for the rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from zoomsandbox.apps import HOME_ACCOUNT
from zoomsandbox.defaults import known_settings, settings_of
from zoomsandbox.ids import stable_id
from zoomsandbox.models import (
    RECURRING,
    RECURRING_NO_TIME,
    SCHEDULED,
    WEBINAR,
    WEBINAR_NO_TIME,
    WEBINAR_RECURRING,
    Account,
    Item,
    Kind,
    Occurrence,
    User,
)

if TYPE_CHECKING:
    from zoomsandbox.world import World

LONG_AGO = datetime(2024, 3, 4, 9, 0, tzinfo=UTC)
ACCOUNT = Account(id=HOME_ACCOUNT, name="Atlantic Coast Forum", plan="Business")
MAX_OCCURRENCES = 50
STEPS = {1: timedelta(days=1), 2: timedelta(weeks=1), 3: timedelta(days=28)}
FIXED_DATES = (RECURRING, WEBINAR_RECURRING)
WITHOUT_TIME = (RECURRING_NO_TIME, WEBINAR_NO_TIME)


class Plan(NamedTuple):
    """When and what, for `item`."""

    topic: str
    start: datetime | None
    duration: int = 60
    type: int = 0


def user(world: World, email: str, name: str, **fields: Any) -> User:
    """Add a user; the id follows from the e-mail address, so it is the same in each run."""
    first, _, last = name.partition(" ")
    made = User(
        id=stable_id(f"user/{email}"),
        email=email,
        first_name=first,
        last_name=last,
        created_at=LONG_AGO,
        pmi=5_000_000_000 + int(stable_id(email).encode().hex()[:8], 16) % 999_999_999,
    )
    for key, value in fields.items():
        setattr(made, key, value)
    world.users[made.id] = made
    return made


def item(world: World, number: int, kind: Kind, host: User, plan: Plan, **fields: Any) -> Item:
    """Make an item with Zoom's default settings; it is not yet part of the world."""
    usual = SCHEDULED if kind == "meeting" else WEBINAR
    made = Item(
        id=number,
        kind=kind,
        host_id=host.id,
        topic=plan.topic,
        type=plan.type or usual,
        created_at=world.clock.now() - timedelta(days=20),
        start=plan.start,
        duration=plan.duration,
        timezone=host.timezone,
    )
    made.settings = settings_of(kind) | known_settings(kind, fields.pop("settings", {}))
    for key, value in fields.items():
        setattr(made, key, value)
    if made.type in WITHOUT_TIME:
        made.start = None
    if made.type in FIXED_DATES and made.start:
        made.occurrences = occurrences(made)
    return made


def occurrences(made: Item) -> list[Occurrence]:
    """Return the dates of a recurring item: daily, weekly or every four weeks."""
    rule = made.recurrence or {}
    step = STEPS.get(rule.get("type", 2), STEPS[2]) * max(1, int(rule.get("repeat_interval", 1)))
    count = min(int(rule.get("end_times", 3)), MAX_OCCURRENCES)
    first = made.start or LONG_AGO
    dates = [first + step * index for index in range(count)]
    return [
        Occurrence(id=str(int(date.timestamp() * 1000)), start=date, duration=made.duration)
        for date in dates
    ]
