"""Sessions whose meetings are on, in the running stack: run there as a script, in and out JSON.

An event of its own, so that the journey finds the demo's untouched. It is connected with the
Meeting-SDK app of the stand-in and hears webhooks, so that only `live` decides who may enter.
"""
# ruff: noqa: PLC0415 - models can be imported only once Django is set up

import json
import sys
from datetime import timedelta
from typing import Any

import django

SHORTCODE, NAME, PEOPLE = "sdk-room", "Joana Joiner", 8


def build(numbers: dict[str, Any]) -> dict[str, Any]:
    """Make the event with one session a meeting, and sign the attendee in."""
    from django.test import Client
    from django.utils import timezone

    from tests.factories import core, zoom

    event = core.event(SHORTCODE, name="Join Days")
    # Several of one name: a person may ask for a ticket only so often a minute.
    cookies = []
    for number in range(PEOPLE):
        joana = core.attendee(event, core.user(f"joiner{number}@demo.example", name=NAME))
        browser = Client()
        browser.force_login(joana.user)
        cookies.append(browser.cookies["sessionid"].value)
    zoom.connection(
        event,
        oauth_client_id="elsewhere",
        refresh_token="",
        webhook_secret="tok",
        webhook_validated_at=timezone.now(),
    )
    return {
        "sessions": {
            name: _session(event, name, row, timezone.now()) for name, row in numbers.items()
        },
        "cookies": cookies,
    }


def _session(event: Any, name: str, row: dict[str, Any], now: Any) -> int:
    from tests.factories import core, zoom

    session = core.session(
        event,
        title=f"Room {name}",
        starts_at=now - timedelta(minutes=5),
        live_state=row["state"],
        live_changed_at=now if row["state"] else None,
    )
    item = zoom.item(
        event,
        kind=row.get("kind", "meeting"),
        zoom_id=str(row["number"]),
        passcode=row["passcode"],
        topic=name,
    )
    zoom.embed(session, item)
    return int(session.pk)


def organise(numbers: dict[str, Any]) -> dict[str, Any]:
    """Make two events with the same meetings, one of them with a wrong secret; sign in an owner."""
    from django.test import Client

    from tests.factories import core, zoom

    owner = core.user("tester@demo.example", name="Tess Tester")
    browser = Client()
    browser.force_login(owner)
    for shortcode, secret in (("test-join", zoom.SDK_SECRET), ("wrong-keys", "x" * 32)):
        event = core.event(shortcode, name=shortcode.title())
        core.staff(event, owner)
        zoom.connection(
            event, oauth_client_id=shortcode, refresh_token="", sdk_client_secret=secret
        )
        for topic, row in numbers.items():
            fields = {"zoom_id": str(row["number"]), "passcode": row["passcode"]}
            zoom.item(event, topic=topic, starts_at=None, **fields)
    return {"cookie": browser.cookies["sessionid"].value}


def start(asked: dict[str, Any]) -> dict[str, int]:
    """The host has started: what a webhook would tell."""
    from django.utils import timezone

    from virtualcrowd.agenda import live
    from virtualcrowd.agenda.models import LiveState, Session

    session = Session.objects.get(pk=asked["session"])
    live.set_live_state(session, LiveState.LIVE, timezone.now())
    return {}


def move(asked: dict[str, Any]) -> dict[str, int]:
    """The organisers send everybody to another place."""
    from tests.factories import core
    from virtualcrowd.agenda import plan_b
    from virtualcrowd.agenda.models import PlanB, Session

    plan = plan_b.Plan(PlanB.LINK, url="https://stream.example.org/hall")
    by = core.user("mover@demo.example")
    plan_b.switch(session=Session.objects.get(pk=asked["session"]), plan=plan, by=by)
    return {}


if __name__ == "__main__":
    django.setup()
    act = {"build": build, "organise": organise, "start": start, "move": move}[sys.argv[1]]
    sys.stdout.write(json.dumps(act(json.load(sys.stdin))))
