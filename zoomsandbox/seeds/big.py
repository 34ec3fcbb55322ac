"""A large account: 200 hosts, 2,200 meetings, 40 webinars; for paging and speed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from zoomsandbox.seeds import build
from zoomsandbox.seeds.build import Plan

if TYPE_CHECKING:
    from zoomsandbox.models import User
    from zoomsandbox.world import World

HOSTS, MEETINGS_EACH, OWNERS_MEETINGS, WEBINARS = 200, 10, 210, 40
SUBJECTS = ("Harbour walk", "Kelp forum", "Tide clinic", "Reef update", "Dune school")


def fill(world: World) -> None:
    """Fill the world: the owner alone has more meetings than several pages hold."""
    world.account = replace(build.ACCOUNT)
    owner = build.user(world, "olive.host@demo.example", "Olive Host", role="Owner", webinar=True)
    hosts = [owner]
    hosts += [
        build.user(world, f"host{index:03d}@demo.example", f"Host {index:03d}")
        for index in range(1, HOSTS)
    ]
    for number, host in enumerate(hosts):
        count = OWNERS_MEETINGS if host is owner else MEETINGS_EACH
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
