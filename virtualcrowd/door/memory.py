"""What the door knows without asking: read in bulk, kept until the bus brings news."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from django.db import DatabaseError

from virtualcrowd.agenda import entry
from virtualcrowd.agenda.entry import EntryFacts, Verdict
from virtualcrowd.agenda.models import LiveState, Session
from virtualcrowd.agenda.passes import Pass
from virtualcrowd.agenda.providers import (
    HookKey,
    MeetingFacts,
    MeetingProvider,
    all_providers,
)
from virtualcrowd.door.counters import Counters
from virtualcrowd.door.hub import Hub, Item, Stream, written
from virtualcrowd.door.listen import News
from virtualcrowd.door.shelf import Shelf
from virtualcrowd.door.threads import Threads
from virtualcrowd.events.models import Attendee, Event
from virtualcrowd.events.people import GONE

logger = logging.getLogger(__name__)

MAX_AGE = 60.0  # seconds that facts are trusted without news
ROSTER_AGE = 600.0


@dataclass(frozen=True, slots=True)
class Door:
    """One session as the door sees it."""

    facts: EntryFacts
    provider: MeetingProvider | None
    meeting: MeetingFacts | None  # the provider's own; None: there is nothing to join

    def judge(self, holder: Pass, now: float) -> Verdict:
        """May the holder of the pass enter?"""
        return entry.decide(
            self.facts,
            groups=holder.groups,
            is_staff=holder.is_staff,
            hears_start=self.meeting is not None and self.meeting.hears_start,
            now=now,
        )

    def is_for(self, holder: Pass) -> bool:
        """May the holder of the pass know of the session?"""
        return self.judge(holder, 0) is not Verdict.NOT_FOR_YOU


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An event as it was when it was read."""

    shortcode: str
    rev: int
    doors: dict[int, Door]
    # Live session's id → people inside; 0: nobody counts them. News go right in here.
    inside: dict[int, int] = field(default_factory=dict)

    def states(self, holder: Pass, session_id: int | None) -> dict[str, object]:
        """Return the live states that the holder may know of; of one session if it is named."""
        told: dict[str, object] = {"rev": self.rev, "states": self._heard(holder, session_id)}
        if inside := self.numbers(self.inside, holder, session_id):
            told["inside"] = inside
        return told

    def _heard(self, holder: Pass, session_id: int | None) -> dict[str, str]:
        if session_id is not None:
            return {str(session_id): self.doors[session_id].facts.live_state or "unknown"}
        return {
            str(pk): door.facts.live_state
            for pk, door in self.doors.items()
            if door.facts.live_state and door.is_for(holder)
        }

    def numbers(
        self, numbers: dict[int, int], holder: Pass, session_id: int | None
    ) -> dict[str, int]:
        """Return those of the sessions that the holder may know of; of one if it is named."""
        return {
            str(pk): number
            for pk, number in numbers.items()
            if session_id in {None, pk} and self.has(pk, holder)
        }

    def has(self, session_id: int | None, holder: Pass) -> bool:
        """Is there this session, for the holder? No session at all means the whole event."""
        if session_id is None:
            return True
        door = self.doors.get(session_id)
        return door is not None and door.is_for(holder)

    def greeting(self, stream: Stream) -> bytes:
        """Return the first event of a stream: everything that it needs to know."""
        states = self.states(stream.holder, stream.session_id)
        return written("hello", states, self.rev)


def load_snapshot(event_id: int) -> Snapshot | None:
    """Read all sessions of the event and what joining them takes."""
    # The revision first: what is newer than it will be told again, and nothing goes missing.
    found = Event.objects.filter(pk=event_id).values_list("shortcode", "revision").first()
    if found is None:
        return None
    facts = entry.load(event_id)
    providers = all_providers()
    meetings = {slug: _meetings(provider, event_id) for slug, provider in providers.items()}
    doors = {
        pk: Door(of, providers.get(of.provider), meetings.get(of.provider, {}).get(pk))
        for pk, of in facts.items()
    }
    on = Session.objects.filter(event=event_id, live_state=LiveState.LIVE)
    inside = {pk: people or 0 for pk, people in on.values_list("pk", "inside")}
    return Snapshot(*found, doors, inside)


def _meetings(provider: MeetingProvider, event_id: int) -> dict[int, MeetingFacts]:
    try:
        return dict(provider.load_tickets(event_id))
    except DatabaseError:
        raise
    except Exception:  # a provider in trouble must not silence the agenda
        logger.exception("%s cannot tell what joining takes", provider.slug)
        return {}


def load_roster(event_id: int) -> dict[int, int]:
    """Attendee id → the pass version that counts."""
    people = Attendee.objects.filter(event=event_id, is_blocked=False, user__is_active=True)
    return dict(people.values_list("pk", "pass_version"))


def load_version(attendee_id: int, event_id: int) -> int:
    """Return the pass version that counts for one who was not on the roster yet."""
    found = Attendee.objects.filter(
        pk=attendee_id, event=event_id, is_blocked=False, user__is_active=True
    )
    return found.values_list("pass_version", flat=True).first() or GONE


def load_key(address: tuple[str, str]) -> HookKey | None:
    """Return whose webhook address (provider's slug, token) is."""
    slug, token = address
    provider = all_providers().get(slug)
    return provider.load_hook(token) if provider else None


class Memory:
    """The facts of all events that somebody asked about, and who follows them."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.threads = Threads()
        self.counters = Counters()
        self.hub = Hub(self.counters)
        self.snapshots = Shelf(self._snapshot, max_age=MAX_AGE, clock=clock)
        self.rosters = Shelf(self._roster, max_age=ROSTER_AGE, clock=clock)
        self.hook_keys = Shelf(self._hook_key, max_age=MAX_AGE, clock=clock)
        # The last snapshots, also when news has overtaken them: who may see which session.
        self._latest: dict[int, Snapshot] = {}
        self._warming: set[asyncio.Task[None]] = set()

    async def _snapshot(self, event_id: int) -> Snapshot | None:
        self.counters.add("vc_loads_total")
        found = await self.threads.run(partial(load_snapshot, event_id))
        if found:
            self._latest[event_id] = found
        return found

    async def _roster(self, event_id: int) -> dict[int, int]:
        return await self.threads.run(partial(load_roster, event_id))

    async def _hook_key(self, address: tuple[str, str]) -> HookKey | None:
        return await self.threads.run(partial(load_key, address))

    def known_version(self, holder: Pass) -> int | None:
        """Return the least version that the holder's pass must have, if that is at hand."""
        roster = self.rosters.peek(holder.event_id)
        return roster.get(holder.attendee_id) if roster else None

    async def version(self, holder: Pass) -> int:
        """Return the least version that the holder's pass must have; GONE if none is good."""
        roster = await self.rosters.get(holder.event_id)
        version = roster.get(holder.attendee_id)
        if version is None:  # new since the roster was read, or gone
            look = partial(load_version, holder.attendee_id, holder.event_id)
            # Not set outright: news of a revocation may have come while we looked.
            version = roster.setdefault(holder.attendee_id, await self.threads.run(look))
        return version

    def hear(self, news: News) -> None:
        """Forget what news makes untrue, and tell open pages."""
        self.counters.add("vc_news_total", news.topic)
        match news.topic, news.event_id:
            case "live", int(event_id):
                self.snapshots.drop(event_id)
                self._tell(event_id, news)
            case "inside", int(event_id):
                self._count(event_id, {int(pk): number for pk, number in news.body.items()})
            case "facts", None:
                self.snapshots.drop_all()
                self.hook_keys.drop_all()
            case "facts", int(event_id):
                self.snapshots.drop(event_id)
                self.hook_keys.drop_all()
            case "revoked", int(event_id):
                self._revoke(event_id, news.body["attendee"], news.body["version"])

    def _tell(self, event_id: int, news: News) -> None:
        body = news.body
        item = Item(body["rev"], body.get("session"), body.get("state", ""))
        self.hub.tell(event_id, item, self._view(event_id, item))
        self._warm(event_id)

    def _count(self, event_id: int, numbers: dict[int, int]) -> None:
        """Tell how many people are inside. Nothing is read anew for it, here or by any page."""
        latest = self._latest.get(event_id)
        if latest is None:
            return
        latest.inside.update(numbers)

        told: dict[tuple[object, ...], bytes] = {}  # one text for all who may see the same
        for stream in self.hub.streams(event_id):
            key = (stream.session_id, stream.holder.is_staff, stream.holder.groups)
            if key not in told:
                seen = latest.numbers(numbers, stream.holder, stream.session_id)
                told[key] = written("inside", seen) if seen else b""
            if told[key]:
                self.hub.push(stream, told[key])

    def chunks(self, stream: Stream, items: Iterable[Item]) -> list[bytes]:
        """Return the items as the stream may see them."""
        return [self._view(stream.holder.event_id, item)(stream) for item in items]

    def _view(self, event_id: int, item: Item) -> Callable[[Stream], bytes]:
        """Return what gives a stream its view of the item: whole, without the session, none."""
        latest = self._latest.get(event_id)
        door = latest.doors.get(item.session_id) if latest and item.session_id else None
        whole, nameless = item.chunk(), item.nameless().chunk()

        def view(stream: Stream) -> bytes:
            if stream.session_id is not None and item.session_id not in {None, stream.session_id}:
                return b""
            if item.session_id is None or stream.holder.is_staff:
                return whole
            if door is not None and door.is_for(stream.holder):
                return whole
            return b"" if item.state else nameless

        return view

    def _revoke(self, event_id: int, attendee_id: int, version: int) -> None:
        self.snapshots.drop(event_id)
        self.rosters.amend(event_id, lambda roster: roster.update({attendee_id: version}))
        followers = self.hub.streams(event_id)
        self.hub.drop(s for s in followers if s.holder.attendee_id == attendee_id)

    def missed(self) -> None:
        """Trust nothing, and greet everybody anew."""
        self.counters.add("vc_news_total", "missed")
        self.snapshots.drop_all()
        self.rosters.drop_all()
        self.hook_keys.drop_all()
        self.hub.forget()
        for event_id in self.hub.events():
            self._warm(event_id, greet=True)

    def _warm(self, event_id: int, *, greet: bool = False) -> None:
        """Read the event again while somebody follows it, before they all ask."""
        if self.hub.streams(event_id):
            task = asyncio.create_task(self._reread(event_id, greet=greet))
            self._warming.add(task)
            task.add_done_callback(self._warming.discard)

    async def _reread(self, event_id: int, *, greet: bool) -> None:
        try:
            snapshot = await self.snapshots.get(event_id)
        except DatabaseError:
            logger.warning("Event %s cannot be read now; the next request tries again", event_id)
            return
        if snapshot and greet:
            for stream in self.hub.streams(event_id):
                if snapshot.has(stream.session_id, stream.holder):
                    self.hub.push(stream, snapshot.greeting(stream))

    def stop(self) -> None:
        for task in self._warming:
            task.cancel()
        self.threads.stop()
