"""The steps of the guide, which of them the connection shows to be done, and where somebody was.

The steps are those of the set-up guide, as Zoom's Marketplace has them today:
https://developers.zoom.us/docs/build-flow/create-oauth-apps/
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from virtualcrowd.accounts.models import User
from virtualcrowd.events.models import Event
from virtualcrowd.zoom import advice_connect, pairs
from virtualcrowd.zoom.advice_test_join import STAGES
from virtualcrowd.zoom.models import Connection
from virtualcrowd.zoom.setup_models import GuidePlace, JoinTest
from virtualcrowd.zoom.testjoin import results

type Mark = Literal["done", "now", ""]

# Key → title. Each has a template of its name; keys are stored and stand in addresses.
STEPS = {
    "account": "Check your Zoom account",
    "app": "Create the app",
    "addresses": "Give Zoom our two addresses",
    "embed": "Switch Meeting SDK on",
    "scopes": "Tick the scopes",
    "events": "Let Zoom tell us what happens",
    "paste": "Paste the keys here",
    "authorize": "Authorize",
    "use": "Import, embed, test",
}
FIRST = next(iter(STEPS))


@dataclass(frozen=True, slots=True)
class Step:
    """A step as the stepper shows it."""

    key: str
    title: str
    number: int
    is_done: bool
    is_now: bool


def shown(connection: Connection, current: str) -> list[Step]:
    """Return all steps; done is what the connection proves, not what somebody clicked."""
    done = set(_done(connection))
    return [
        Step(key, title, number, is_done=key in done, is_now=key == current)
        for number, (key, title) in enumerate(STEPS.items(), 1)
    ]


def _done(row: Connection) -> Iterator[str]:
    if not pairs.missing(row) and row.failure not in advice_connect.KEYS:
        yield from ("app", "paste")
    if row.is_connected:
        yield from ("account", "app", "addresses", "scopes", "paste", "authorize")
        if row.hears_webhooks:
            yield "events"
    test = results.of(row)
    if test and not results.is_stale(test, row):
        if _accepted(test):
            yield "embed"
        if test.outcome == JoinTest.Outcome.JOINED:
            yield "use"


def _accepted(test: JoinTest) -> bool:
    """Did Zoom take the signature? Without Meeting SDK it would not."""
    keys = list(STAGES)
    return keys.index(test.stage) > keys.index("signature")


def around(current: str) -> tuple[str, str]:
    """Return the steps before and after; "" where there is none."""
    keys = ["", *STEPS, ""]
    place = keys.index(current)
    return keys[place - 1], keys[place + 1]


def place_of(event: Event, user: User) -> str:
    """Return the step at which somebody was."""
    found = GuidePlace.objects.filter(event=event, user=user).values_list("step", flat=True).first()
    return found if found in STEPS else FIRST


def remember(event: Event, user: User, step: str) -> None:
    """Note where somebody is."""
    GuidePlace.objects.update_or_create(event=event, user=user, defaults={"step": step})
