"""Makes users and items from few words, with Zoom's defaults for the rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from zoomsandbox import recurrence
from zoomsandbox.apps import HOME_ACCOUNT
from zoomsandbox.defaults import known_settings, settings_of
from zoomsandbox.ids import stable_id
from zoomsandbox.models import (
    FIXED_DATES,
    SCHEDULED,
    WEBINAR,
    WITHOUT_TIME,
    Account,
    Item,
    Kind,
    Occurrence,
    User,
)

if TYPE_CHECKING:
    from zoomsandbox.world import World

ONCE = {"type": recurrence.DAILY, "end_times": 1}
LONG_AGO = datetime(2024, 3, 4, 9, 0, tzinfo=UTC)
ACCOUNT = Account(id=HOME_ACCOUNT, name="Atlantic Coast Forum", plan="Business")


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
    set_dates(made)
    return made


def set_dates(made: Item) -> None:
    """Work out the dates of a recurring item anew; others have none, some not even a start."""
    if made.type in WITHOUT_TIME:
        made.start = None
    if made.type not in FIXED_DATES or made.start is None:
        made.occurrences = []
        return
    rule = made.recurrence or ONCE
    made.occurrences = [
        Occurrence(id=str(int(date.timestamp() * 1000)), start=date, duration=made.duration)
        for date in recurrence.dates(rule, made.start, made.timezone)
    ]
