"""The account of the demo event: "Atlantic Coast Forum" and its Open Water days.

Times are minutes from the anchor, the quarter hour of the seeding, so that there are always
meetings that are over, that should run, that start soon and that are far. The example event of
the product has sessions of the same titles at the same minutes. Numbers and passcodes never
change, so that the demo can be repeated and its steps written down.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from zoomsandbox.models import BASIC, RECURRING, RECURRING_NO_TIME, Kind, User
from zoomsandbox.seeds import build
from zoomsandbox.seeds.build import Plan

if TYPE_CHECKING:
    from zoomsandbox.world import World

QUARTER, DAY = 15, 24 * 60


class Row(NamedTuple):
    """One line of the programme: minutes from the anchor, length in minutes."""

    number: int
    kind: Kind
    host: str
    starts: int
    minutes: int
    passcode: str
    topic: str
    extra: dict[str, Any]


M: Kind = "meeting"
W: Kind = "webinar"
PLAIN: dict[str, Any] = {}
SIGN_IN: dict[str, Any] = {
    "settings": {
        "meeting_authentication": True,
        "authentication_option": "signIn_D8cJuqWVQ623CI4Q8yQK0Q",
        "authentication_name": "Sign in to Zoom",
    }
}
E2EE: dict[str, Any] = {"settings": {"encryption_type": "e2ee"}}
REGISTER: dict[str, Any] = {"settings": {"approval_type": 0}}
WAITING: dict[str, Any] = {"settings": {"waiting_room": True}}
NO_TIME: dict[str, Any] = {
    "type": RECURRING_NO_TIME,
    "recurrence": {"type": 1, "repeat_interval": 1},
}
DAILY: dict[str, Any] = {
    "type": RECURRING,
    "recurrence": {"type": 1, "repeat_interval": 1, "end_times": 3},
}
GONE: dict[str, Any] = {"readable": False}
# Somebody stands in for the host of most; where nobody does, the product is to say so.
BY_PORTS: dict[str, Any] = {"settings": {"alternative_hosts": "ports@demo.example"}}
BY_TOOLS: dict[str, Any] = {"settings": {"alternative_hosts": "tools@demo.example"}}

# fmt: off
PROGRAMME = [
    Row(93455210087, W, "olive", -105, 45, "moon45", "What the tide remembers", PLAIN),
    Row(86122904416, M, "habitats", -15, 60, "sea741",
        "Seagrass at scale: lessons from 40 replanting sites", BY_PORTS),
    Row(87211073350, M, "ports", 0, 45, "quiet7",
        "Quieter ports: cutting underwater noise by half", BY_TOOLS),
    Row(84577192064, M, "tools", 15, 45, "gauge3",
        "Hands-on: reading tide gauges with Python", BY_PORTS),
    Row(95730468812, W, "olive", 30, 60, "shore9",
        "Panel: who pays for living shorelines?", BY_PORTS),
    Row(83800426651, M, "volunteer", 90, 45, "lunch2", "Lunch tables: meet your coast", PLAIN),
    # One host, two meetings at once: the clash that the demo is to show, and the only one.
    Row(82390145571, M, "habitats", 150, 60, "reef42", "Oyster reefs as breakwaters", PLAIN),
    Row(89044327718, M, "habitats", 165, 45, "dred56", "Dredging without the damage", PLAIN),
    Row(81100369425, M, "tools", 225, 45, "kelp88", "An open map of the world's kelp", BY_PORTS),
    Row(96811502247, W, "olive", 285, 60, "youth5",
        "Harbour towns in 2050: a youth debate", BY_TOOLS),
    Row(80466211190, M, "olive", 360, 45, "membr1", "Members' assembly", WAITING),
    Row(86699132054, M, "habitats", 1440, 45, "drone8", "Mapping mangroves by drone", REGISTER),
    Row(87133084426, M, "ports", 1500, 45, "cable5",
        "Clean cables: power from shore to ship", BY_TOOLS),
    Row(95177023348, W, "olive", 1860, 45, "keyn77",
        "Closing keynote: a coast is a promise", BY_TOOLS),
    # What the example event has no session for.
    Row(83155201974, M, "olive", 105, 60, "tide11", "Welcome desk: ask us anything", PLAIN),
    Row(80377649021, M, "olive", 1380, 30, "board6", "Board pre-meeting", SIGN_IN),
    Row(97722014430, W, "olive", 1425, 45, "donor4", "Donor briefing (members only)", SIGN_IN),
    Row(85310974426, M, "habitats", 1560, 45, "safe12", "Safety line (encrypted)", E2EE),
    Row(82955401187, M, "olive", 1815, 30, "circl3", "Closing circle: what we take home", PLAIN),
    Row(84511907732, M, "olive", 0, 60, "green1", "Speaker green room", NO_TIME),
    Row(85920317764, M, "olive", 1320, 15, "crew30", "Morning stand-up of the crew", DAILY),
    Row(94288510063, W, "olive", -4 * DAY, 40, "rehe66", "Rehearsal: opening day", PLAIN),
    Row(93644172290, W, "olive", -362 * DAY, 50, "", "Open Water 2025: closing keynote", GONE),
]
# fmt: on


def fill(world: World) -> None:
    """Fill the world around its anchor."""
    world.account = replace(build.ACCOUNT)
    people = _people(world)
    anchor = world.anchor or quarter_hour(world.clock.now())
    for row in PROGRAMME:
        start = anchor + timedelta(minutes=row.starts)
        plan = Plan(row.topic, start, row.minutes)
        host = people[row.host]
        made = build.item(
            world, row.number, row.kind, host, plan, passcode=row.passcode, **row.extra
        )
        world.items[made.id] = made


def quarter_hour(now: datetime) -> datetime:
    """Return the quarter hour that `now` is in."""
    minute = now.minute - now.minute % QUARTER
    return now.astimezone(UTC).replace(minute=minute, second=0, microsecond=0)


def _people(world: World) -> dict[str, User]:
    def person(key: str, name: str, **fields: Any) -> User:
        return build.user(world, f"{key}@demo.example", name, **fields)

    return {
        "olive": person("olive.host", "Olive Host", role="Owner", webinar=True),
        "habitats": person("habitats", "Habitats Stage"),
        "ports": person("ports", "Ports Stage"),
        "tools": person("tools", "Tools Stage"),
        "volunteer": person("volunteer", "Vera Volunteer", type=BASIC),
    }
