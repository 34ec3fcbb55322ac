"""What waits to be sent, what was sent and how it was answered. Plain records."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoomsandbox.apps import App
    from zoomsandbox.world import World


@dataclass
class Try:
    """One attempt, and what the address answered."""

    at: str
    status: int | None
    took_ms: int
    answer: str


@dataclass
class Delivery:
    """One event on its way to one app's address; `next_at` is when it is tried again.

    `outcome`: waiting, delivered, refused, "tried again later", "lost" or "dropped on purpose".
    """

    id: int
    event: str
    url: str
    body: str
    at: str
    client_id: str = ""
    status: int | None = None
    outcome: str = "waiting"
    took_ms: int = 0
    attempts: int = 0
    next_at: float | None = None
    tries: list[Try] = field(default_factory=list)


@dataclass
class Mail:
    """A letter that Zoom would send to the account's owner."""

    at: str
    to: str
    subject: str
    text: str


@dataclass
class Post:
    """One app's outgoing events: sent in order unless mishaps are on."""

    waiting: list[Delivery] = field(default_factory=list)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    check_at: float | None = None
    failures: int = 0


def post_of(world: World, app: App) -> Post:
    """Return an app's outgoing events."""
    return world.posts.setdefault(app.client_id, Post())
