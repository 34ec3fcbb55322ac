"""The whole state of one sandbox. One process, one event loop: no locks are needed."""

from __future__ import annotations

import itertools
import secrets
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from zoomsandbox.clock import Clock
from zoomsandbox.hub import Hub
from zoomsandbox.models import Account, Item, User
from zoomsandbox.neighbours import Neighbours, tidewater
from zoomsandbox.oauth.rules import OAuthRules
from zoomsandbox.seeds.apps import seeded_apps

if TYPE_CHECKING:
    from zoomsandbox.apps import App
    from zoomsandbox.faults import Fault
    from zoomsandbox.models import Participant
    from zoomsandbox.oauth.grants import Code, Grant
    from zoomsandbox.rehearsal import Rehearsal
    from zoomsandbox.rest.paging import Page
    from zoomsandbox.web.info import Visitor
    from zoomsandbox.webhook_post import Delivery, Mail, Post

LOG_LENGTH = 2000
LONGEST_NUMBER = 18
FAR_AWAY = datetime.max.replace(tzinfo=UTC)


@dataclass
class LogLine:
    """One request that the sandbox saw."""

    at: str
    method: str
    path: str
    query: str
    status: int
    note: str = ""


@dataclass
class Join:
    """One entry through the Meeting SDK, from the first question to the end."""

    at: str
    meeting_id: int
    name: str
    email: str
    customer_key: str
    verdict: str
    state: str = "asked"


@dataclass
class Limits:
    """Rate limits: off unless someone wants to meet them."""

    on: bool = False
    plan: str = "business"
    kinds: list[str] = field(default_factory=lambda: ["second", "day", "host", "registrant"])
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)


class World:
    """Account, people, items, apps, and everything that happened."""

    def __init__(self, seed: str = "demo") -> None:
        self.clock = Clock()
        self.seed_name = seed
        self.apps: dict[str, App] = seeded_apps()
        self.codes: dict[str, Code] = {}
        self.grants: list[Grant] = []
        self.grants_since: float = 0
        self.revision = 0
        self.hub = Hub()
        self.posts: dict[str, Post] = {}
        self.base = "http://localhost:9400"
        self.anchor: datetime | None = None
        self.reset(seed)

    def reset(self, seed: str) -> None:
        """Go back to a seed: data, clock, faults and logs. Apps and grants stay."""
        self.seed_name = seed
        self.clock.rate, self.clock.offset_s = 1, 0
        self.account = Account(id="", name="", plan="Business")
        self.users: dict[str, User] = {}
        self.neighbours: Neighbours = tidewater()
        self.oauth = OAuthRules()
        self.items: dict[int, Item] = {}
        self.faults: list[Fault] = []
        self.limits = Limits()
        self.pages: dict[str, Page] = {}
        self.log: deque[LogLine] = deque(maxlen=LOG_LENGTH)
        self.joins: list[Join] = []
        self.visitors: dict[str, Visitor] = {}
        self.deliveries: deque[Delivery] = deque(maxlen=LOG_LENGTH)
        self.delivery_ids = itertools.count(1)
        self.mails: list[Mail] = []
        self.rehearsal: Rehearsal | None = None
        self.next_user_id = 16_778_240
        for app in self.apps.values():
            app.subscription.heal()
        self.revision += 1

    def forget_apps(self) -> None:
        """Put the apps back as seeded; every token given so far is dead."""
        self.apps = seeded_apps()
        self.codes.clear()
        self.grants.clear()
        self.grants_since = self.clock.wall()

    def touch(self) -> None:
        """Note that something visible changed, for the console's refresh."""
        self.revision += 1

    def hub_push(
        self, item_id: int, frame: tuple[int, dict[str, Any]], *, but: Participant | None = None
    ) -> None:
        """Send one frame to every client inside a meeting, but not to one person."""
        for socket in self.hub.inside(item_id):
            if socket.person is not but:
                socket.send(*frame)

    def user(self, reference: str) -> User | None:
        """Find a user by id or e-mail address."""
        if reference in self.users:
            return self.users[reference]
        wanted = reference.lower()
        return next((user for user in self.users.values() if user.email.lower() == wanted), None)

    def anyone(self, reference: str) -> User | None:
        """Find a user of this account or of the neighbours' by id or e-mail address."""
        strangers = self.neighbours.users
        match = (who for who in strangers.values() if who.email.lower() == reference.lower())
        return self.user(reference) or strangers.get(reference) or next(match, None)

    def colleagues(self, user: User) -> dict[str, User]:
        """Return the users of this user's account by id."""
        strangers = self.neighbours.users
        return strangers if user.id in strangers else self.users

    def account_of(self, user: User) -> Account:
        """Return the Zoom account that a user belongs to."""
        return self.neighbours.account if user.id in self.neighbours.users else self.account

    def app(self, client_id: str) -> App | None:
        """Find the app that has this Client ID, of whichever set of its credentials."""
        usual = self.apps.get(client_id)
        return usual or next((app for app in self.apps.values() if app.client(client_id)), None)

    @property
    def owner(self) -> User:
        """The account's owner, in whose name Server-to-Server apps act."""
        return next(user for user in self.users.values() if user.role == "Owner")

    def owner_of(self, account_id: str) -> User | None:
        """Return the owner of this account or the neighbours', None for any other."""
        if account_id == self.account.id:
            return self.owner
        if account_id != self.neighbours.account.id:
            return None
        return next(who for who in self.neighbours.users.values() if who.role == "Owner")

    def host(self, item: Item) -> User:
        """Return the user who hosts an item."""
        return self.users.get(item.host_id) or self.neighbours.users[item.host_id]

    def item(self, reference: str) -> Item | None:
        """Find a meeting or webinar by number or uuid; deleted ones are not found."""
        digits = reference.replace(" ", "").replace("-", "")
        if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER:
            found = self.items.get(int(digits))
        else:
            found = next((item for item in self.items.values() if item.uuid == reference), None)
        return None if found is None or found.deleted else found

    def items_of(self, kind: str, host: User | None = None) -> list[Item]:
        """Return the living items of one kind, by start; those without time come last."""
        chosen = [
            item
            for item in self.items.values()
            if item.kind == kind and not item.deleted and (host is None or item.host_id == host.id)
        ]
        return sorted(chosen, key=lambda item: (item.start or FAR_AWAY, item.id))

    def new_user_id(self) -> int:
        """Return the next number of a person inside a meeting, stepping as Zoom's do."""
        self.next_user_id += 1024
        return self.next_user_id

    @staticmethod
    def tracking_id() -> str:
        """Return a fresh x-zm-trackingid."""
        return f"v=2.0;clid=us04;rid=WEB_{secrets.token_hex(16)}"

    def count(self) -> dict[str, Any]:
        """Return a short summary of what is here."""
        return {
            "seed": self.seed_name,
            "users": len(self.users),
            "meetings": len(self.items_of("meeting")),
            "webinars": len(self.items_of("webinar")),
        }
