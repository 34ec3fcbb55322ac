"""Large accounts, for paging and speed: 200 hosts and 40 webinars, with 5,000 or 2,200 meetings."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from zoomsandbox.seeds import build
from zoomsandbox.seeds.build import Plan

if TYPE_CHECKING:
    from zoomsandbox.models import User
    from zoomsandbox.world import World

HOSTS, WEBINARS = 200, 40
MANY_EACH, MANY_OF_OWNER = 24, 224
FEWER_EACH, FEWER_OF_OWNER = 10, 210
SUBJECTS = ("Harbour walk", "Kelp forum", "Tide clinic", "Reef update", "Dune school")


def fill(world: World) -> None:
    """Fill the world with 5,000 meetings: the owner alone has more than several pages hold."""
    _fill(world, MANY_EACH, MANY_OF_OWNER)


def fill_less(world: World) -> None:
    """Fill the world with 2,200 meetings, the size that imports are measured with."""
    _fill(world, FEWER_EACH, FEWER_OF_OWNER)


def _fill(world: World, each: int, of_owner: int) -> None:
    world.account = replace(build.ACCOUNT)
    owner = build.user(world, "olive.host@demo.example", "Olive Host", role="Owner", webinar=True)
    hosts = [owner]
    hosts += [
        build.user(world, f"host{index:03d}@demo.example", f"Host {index:03d}")
        for index in range(1, HOSTS)
    ]
    for number, host in enumerate(hosts):
        count = of_owner if host is owner else each
        _meetings(world, host, 81_000_000_000 + number * 1000, count)
    _webinars(world, owner)


def _meetings(world: World, host: User, first_number: int, count: int) -> None:
    today = world.clock.now().replace(minute=0, second=0, microsecond=0)
    for index in range(count):
        start = today + timedelta(hours=2 + index * 3)
        topic = f"{SUBJECTS[index % len(SUBJECTS)]} {index + 1:03d}, {host.last_name}"
        made = build.item(world, first_number + index, "meeting", host, Plan(topic, start, 45))
        made.passcode = f"{first_number + index}"[-6:]
        world.items[made.id] = made


def _webinars(world: World, owner: User) -> None:
    today = world.clock.now().replace(minute=0, second=0, microsecond=0)
    for index in range(WEBINARS):
        plan = Plan(f"Open lecture {index + 1:02d}", today + timedelta(hours=4 + index * 6), 60)
        made = build.item(world, 95_000_000_000 + index, "webinar", owner, plan)
        world.items[made.id] = made
