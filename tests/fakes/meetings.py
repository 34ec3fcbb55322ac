"""A provider with a few meetings to choose from, one of them refused, one with a problem."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.test import override_settings

from tests.fakes.provider import FakeProvider
from virtualcrowd.agenda import providers
from virtualcrowd.agenda.models import Session
from virtualcrowd.agenda.providers import AttachRefused, Check, Choice, Embedded

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
ONE = datetime(2026, 11, 25, 13, 0, tzinfo=UTC)


def listed() -> list[Choice]:
    return [
        Choice("1", "Oyster reefs · Wed 12:00 · 823", "Meetings", NOON, ONE, "live"),
        Choice("2", "Kelp · Wed 13:00 · 824", "Meetings", ONE, None),
        Choice("3", "Donors", "Cannot be used", NOON, ONE, "unsupported", "needs a sign-in"),
    ]


@dataclass
class MeetingsProvider(FakeProvider):
    """`behind` is session id → value; `problems` is value → (state, words)."""

    slug: str = "meetings"
    label: str = "zoom meetings & webinars"
    library_name: str = "Zoom meetings and Webinars"
    behind: dict[int, str] = field(default_factory=dict)
    problems: dict[str, tuple[str, str]] = field(default_factory=dict)

    def choices(self, event, session):
        return listed()

    def embedded(self, sessions):
        known = [s for s in sessions if s.pk in self.behind]
        return {s.pk: self.preview(s, self.behind[s.pk]) for s in known}

    def preview(self, session, value):
        choice = next((c for c in listed() if c.value == value), None)
        if choice is None:
            return None
        same = choice.starts_at == session.starts_at
        check = Check("ok", "Same time") if same else Check("warn", "Its time differs", "13:00")
        problem, words = self.problems.get(value, ("", ""))
        return Embedded(
            value, "Meeting", choice.label, "823", "habitats@demo.example",
            choice.starts_at, choice.ends_at, "/item", "", problem, words, [check],
        )  # fmt: skip

    def attach(self, *, session, value, by):
        choice = next((c for c in listed() if c.value == value), None)
        if value and (choice is None or choice.refused):
            raise AttachRefused("That meeting needs a sign-in.")
        session.provider = self.slug if value else ""
        Session.objects.filter(pk=session.pk).update(provider=session.provider)
        self.behind.pop(session.pk, None)
        if value:
            self.behind[session.pk] = value


@contextmanager
def use_meetings(*others: str) -> Iterator[MeetingsProvider]:
    """Make it the first provider, before `others` (dotted paths)."""
    with override_settings(MEETING_PROVIDERS=["tests.fakes.meetings.MeetingsProvider", *others]):
        providers.all_providers.cache_clear()
        yield providers.all_providers()["meetings"]
    providers.all_providers.cache_clear()
