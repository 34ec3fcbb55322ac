"""A provider that is not Zoom: proves that the core and the door know only the seam.

`use_fake_provider()` makes it the only one and returns it; sessions take it by
`provider="fake"`. A webhook is signed when its header `x-fake` is the address's token.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection
from django.test import override_settings

from virtualcrowd.agenda import providers
from virtualcrowd.agenda.models import Session
from virtualcrowd.agenda.providers import (
    AttachRefused,
    Check,
    Choice,
    Embedded,
    HookAnswer,
    HookKey,
    Panel,
    Tile,
)


@dataclass(frozen=True)
class FakeFacts:
    session_id: int
    hears_start: bool


@dataclass
class FakeProvider:
    """Runs every session that names it; what it was asked and told is in its fields."""

    slug: str = "fake"
    label: str = "fake meetings"
    library_name: str = "Fakes"
    hears_start: bool = True
    tokens: dict[str, HookKey] = field(default_factory=dict)
    unlisted: set[int] = field(default_factory=set)  # sessions with nothing to join
    loads: int = 0
    in_transaction_when_told: list[bool] = field(default_factory=list)

    def library_url(self, event):
        return "/fakes"

    def tile(self, event):
        return Tile(self.label, "", "none", "Not connected", "/", "Fakes", "/", "")

    def checks(self, event, now):
        return [Check("ok", "The fake is there")]

    def session_checks(self, event, now, session_id=None):
        return {}

    def choices(self, event, session):
        return [Choice("1", "Fake meeting 1", "Meetings", None, None)]

    def embedded(self, sessions):
        return {s.pk: self.preview(s, "1") for s in sessions}

    def preview(self, session, value):
        return Embedded(
            value, "Meeting", "Fake meeting", "1", "Host", session.starts_at, None, "", ""
        )

    def attach(self, *, session, value, by):
        if value not in {"", "1"}:
            raise AttachRefused("That is not one of the fakes.")
        session.provider = self.slug if value else ""
        Session.objects.filter(pk=session.pk).update(provider=session.provider)

    def panel(self, session):
        return Panel("Fake meeting", "", "", "Host", self.hears_start)

    def load_tickets(self, event_id):
        self.loads += 1
        mine = Session.objects.filter(event=event_id, provider=self.slug)
        ids = set(mine.values_list("pk", flat=True)) - self.unlisted
        return {pk: FakeFacts(pk, self.hears_start) for pk in ids}

    def ticket(self, facts, holder, now):
        return {"session": facts.session_id, "userName": holder.name, "at": int(now)}

    def load_hook(self, token):
        return self.tokens.get(token)

    def judge_hook(self, key, raw, headers, now):
        if headers.get("x-fake", "") != key.secret.decode():
            return HookAnswer(401)
        if raw == b"ping":
            return HookAnswer(200, b'{"pong":true}')
        return HookAnswer(204, kind="fake.happened")

    def hooks_stored(self):
        self.in_transaction_when_told.append(connection.in_atomic_block)


@contextmanager
def use_fake_provider() -> Iterator[FakeProvider]:
    """Make the fake the only provider."""
    with override_settings(MEETING_PROVIDERS=["tests.fakes.provider.FakeProvider"]):
        providers.all_providers.cache_clear()
        yield providers.all_providers()["fake"]
    providers.all_providers.cache_clear()
