"""What tests of several rooms begin with."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests import marked
from tests.fakes.meetings import use_meetings
from virtualcrowd.events.models import Attendee, Event


@pytest.fixture
def meetings() -> Iterator[Any]:
    """A few meetings to choose from, "1" to "3", of a provider that is not Zoom."""
    with use_meetings() as provider:
        yield provider


@pytest.fixture
def in_brackets(demo: Event, ana: Attendee, monkeypatch, settings) -> None:
    """Ana's event written in Greek, and a language that shows what nobody translated."""
    demo.name = ana.name = ana.user.name = marked.WORDS
    for row in (demo, ana, ana.user):
        row.save()
    marked.speak(monkeypatch, settings)
