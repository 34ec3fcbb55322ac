"""A rehearsal: the sandbox plays a whole day of the account, with its people and mishaps.

The clock jumps to shortly before the day's first start and then runs at the chosen speed. Hosts
start and end on time, a crowd comes and goes, and what was chosen to go wrong does.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from zoomsandbox import actions
from zoomsandbox.actions import Newcomer
from zoomsandbox.faults import Fault
from zoomsandbox.oauth.removal import uninstall

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from zoomsandbox.models import Item
    from zoomsandbox.world import World

type Act = Callable[[], Any]
type Add = Callable[[datetime, str, Act], None]

SPEEDS = (1, 10, 60)
MOST_PEOPLE = 200
BEFORE, LATE = timedelta(minutes=5), timedelta(minutes=7)
REFUSALS = 20
# Every fifth of the crowd goes before the end.
LEAVER = 5
MISHAPS = {
    "late_host": "The second host comes 7 minutes late",
    "deleted_meeting": "The last meeting is deleted 10 minutes before its start",
    "revoked_token": "Half-way, somebody removes the app: its tokens are dead",
    "rate_limit": "At the first start, the next 20 API calls are answered 429",
}
FIRST = ("Ana", "Ben", "Chidi", "Dara", "Emre", "Fatou", "Gus", "Hana", "Iva", "Jun")
LAST = ("Almeida", "Berg", "Costa", "Diaz", "Eze", "Fjord", "Gray", "Hill", "Ito", "Jansen")


class CannotRehearseError(ValueError):
    """The day has nothing to play, or a choice makes no sense; the text says which."""


@dataclass(frozen=True)
class Plan:
    """What shall be played: a day of the owner's calendar, a speed, a crowd and mishaps."""

    day: date
    speed: int = 10
    crowd: int = 5
    mishaps: frozenset[str] = frozenset()


@dataclass(order=True)
class Step:
    """One thing that happens; `order` keeps steps of the same moment in sequence."""

    at: datetime
    order: int
    words: str = field(compare=False)
    act: Act = field(compare=False)


@dataclass
class Rehearsal:
    """A day that is being played, or was."""

    plan: Plan
    steps: list[Step]
    done: list[tuple[datetime, str]] = field(default_factory=list)
    state: str = "playing"
    task: asyncio.Task[None] | None = None

    @property
    def percent(self) -> int:
        """How much of it has happened, 0 to 100."""
        return round(100 * len(self.done) / len(self.steps)) if self.steps else 100

    @property
    def next(self) -> Step | None:
        """What happens next, or None."""
        return self.steps[len(self.done)] if len(self.done) < len(self.steps) else None


def days(world: World) -> list[date]:
    """Return the days of the owner's calendar on which something is planned."""
    return sorted({_day(world, item.start) for item in _playable(world) if item.start})


def start(world: World, plan: Plan) -> Rehearsal:
    """Begin to play; raises CannotRehearseError. What is still being played is stopped."""
    if plan.speed not in SPEEDS or not 0 <= plan.crowd <= MOST_PEOPLE:
        raise CannotRehearseError(f"Speeds are {SPEEDS}, a crowd has 0 to {MOST_PEOPLE} people.")
    if not plan.mishaps <= MISHAPS.keys():
        raise CannotRehearseError(f"Mishaps are: {', '.join(MISHAPS)}.")
    items = _items(world, plan.day)
    if not items:
        raise CannotRehearseError(f"Nothing is planned on {plan.day}.")
    stop(world)
    played = Rehearsal(plan, _script(world, plan, items))
    world.rehearsal = played
    world.clock.rate = plan.speed
    world.clock.offset_s = (played.steps[0].at - BEFORE).timestamp() - world.clock.wall()
    played.task = asyncio.get_running_loop().create_task(_play(world, played))
    world.touch()
    return played


def stop(world: World) -> None:
    """Stop playing; the clock keeps its time and goes on at its usual pace."""
    played = world.rehearsal
    world.clock.rate = 1
    if played and played.state == "playing":
        played.state = "stopped"
        if played.task:
            played.task.cancel()
    world.touch()


async def _play(world: World, played: Rehearsal) -> None:
    for step in played.steps:
        await world.clock.sleep(step.at.timestamp() - world.clock.timestamp())
        if world.rehearsal is not played:
            return
        step.act()
        played.done.append((step.at, step.words))
        world.touch()
    played.state = "over"
    world.clock.rate = 1
    world.touch()


def _playable(world: World) -> list[Item]:
    items = [*world.items_of("meeting"), *world.items_of("webinar")]
    return [item for item in items if item.start and item.readable]


def _day(world: World, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(world.owner.timezone)).date()


def _items(world: World, day: date) -> list[Item]:
    """Return what is planned on a day and can be played, by start."""
    found = [
        (item.start, item.id, item)
        for item in _playable(world)
        if item.start and _day(world, item.start) == day
    ]
    return [item for _, _, item in sorted(found, key=lambda row: row[:2])]


def _script(world: World, plan: Plan, items: list[Item]) -> list[Step]:
    steps: list[Step] = []

    def add(at: datetime, words: str, act: Act) -> None:
        steps.append(Step(at, len(steps), words, act))

    for number, item in enumerate(items):
        begin = item.start
        is_deleted_first = item is items[-1] and "deleted_meeting" in plan.mishaps
        if begin is None or is_deleted_first:
            continue
        is_late = "late_host" in plan.mishaps and number == min(1, len(items) - 1)
        begins = begin + LATE if is_late else begin
        ends = max(begin + timedelta(minutes=item.duration), begins + timedelta(minutes=1))
        late = f", {LATE.seconds // 60} minutes late" if is_late else ""
        add(begins, f"{item.topic}: the host starts{late}", _starting(world, item))
        for person in range(plan.crowd):
            _add_person(world, item, person, (begins, ends), add)
        add(ends, f"{item.topic}: the host ends it", _ending(world, item))
    _add_mishaps(world, plan, items, add)
    return sorted(steps)


def _add_person(
    world: World,
    item: Item,
    number: int,
    held: tuple[datetime, datetime],
    add: Add,
) -> None:
    """One of the crowd comes in the first quarter; every fifth leaves in the last."""
    chance = random.Random(f"{item.id}/{number}")  # noqa: S311 - the same crowd each time
    begins, ends = held
    name = f"{chance.choice(FIRST)} {chance.choice(LAST)} {number + 1}"
    whole = ends - begins
    comes = begins + whole * chance.uniform(0.01, 0.25)
    newcomer = Newcomer(name, email=f"guest{number + 1}@crowd.example")
    add(comes, f"{item.topic}: {name} comes", _joining(world, item, newcomer))
    if number % LEAVER == LEAVER - 1:
        goes = begins + whole * chance.uniform(0.75, 0.95)
        add(goes, f"{item.topic}: {name} leaves", _leaving(world, item, name))


def _add_mishaps(
    world: World,
    plan: Plan,
    items: list[Item],
    add: Add,
) -> None:
    starts = [item.start for item in items if item.start]
    last = items[-1]
    if "deleted_meeting" in plan.mishaps:
        at = starts[-1] - timedelta(minutes=10)
        add(at, f"{last.topic}: the host deletes it", _deleting(world, last))
    if "revoked_token" in plan.mishaps:
        half = starts[0] + (starts[-1] - starts[0]) / 2
        add(half, "Somebody removes the app: its tokens are dead", _revoking(world))
    if "rate_limit" in plan.mishaps:
        add(starts[0], f"The next {REFUSALS} API calls are answered 429", _limiting(world))


def _starting(world: World, item: Item) -> Act:
    return lambda: None if item.deleted else actions.start(world, item)


def _ending(world: World, item: Item) -> Act:
    return lambda: actions.end(world, item)


def _deleting(world: World, item: Item) -> Act:
    return lambda: None if item.deleted else actions.delete(world, item)


def _joining(world: World, item: Item, newcomer: Newcomer) -> Act:
    return lambda: actions.join(world, item, newcomer) if item.is_started else None


def _leaving(world: World, item: Item, name: str) -> Act:
    def leave() -> None:
        for person in item.present:
            if person.name == name:
                actions.leave(world, item, person)

    return leave


def _revoking(world: World) -> Act:
    return lambda: [uninstall(world, app) for app in world.apps.values() if app.kind == "general"]


def _limiting(world: World) -> Act:
    told = "You have reached the maximum per-second rate limit for this API. Try again later."
    fault = Fault(path="/v2/*", status=429, body={"code": 429, "message": told}, times=REFUSALS)
    return lambda: world.faults.append(fault)
