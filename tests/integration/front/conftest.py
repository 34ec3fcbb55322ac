from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client, override_settings

from tests.factories import core
from tests.fakes.provider import FakeProvider
from virtualcrowd.agenda import providers
from virtualcrowd.agenda.models import Session

NUMBER, PASSCODE = "86122904416", "tide-4416"


@dataclass
class PanelProvider(FakeProvider):
    """The fake, with more to show: `shown` replaces fields of panels, `problems` of lists."""

    shown: dict = field(default_factory=dict)
    problems: dict[int, str] = field(default_factory=dict)

    def panel(self, session):
        is_off = self.problems.get(session.pk) == "deleted"
        return replace(super().panel(session), **{"is_cancelled": is_off} | self.shown)

    def embedded(self, sessions):
        return {
            pk: replace(row, number=NUMBER, problem=self.problems.get(pk, ""))
            for pk, row in super().embedded(sessions).items()
        }


@pytest.fixture
def fake() -> Iterator[PanelProvider]:
    with override_settings(MEETING_PROVIDERS=[f"{__name__}.PanelProvider"]):
        providers.all_providers.cache_clear()
        yield providers.all_providers()["fake"]
    providers.all_providers.cache_clear()


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    caches["local"].clear()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Half an hour before the sessions of the factory begin, standing still."""
    with time_machine.travel(core.NOON - timedelta(minutes=30), tick=False) as traveller:
        yield traveller


@pytest.fixture
def browser(clock, ana, signed_in) -> Client:
    """Ana's."""
    return signed_in(ana.user)


@pytest.fixture
def talk(demo, fake) -> Session:
    """From 12:00 to 12:45, with a meeting whose host has not started."""
    return core.session(demo, title="Tide tables", provider="fake")
