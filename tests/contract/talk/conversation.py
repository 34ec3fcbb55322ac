"""One long conversation with the sandbox: every served endpoint, with good and bad questions."""

from __future__ import annotations

from typing import Any

from tests.contract.driver import APP, Driver
from tests.contract.talk.history import runs
from tests.contract.talk.people import account, scheduling, users
from tests.contract.talk.planning import meetings, recurring, webinars
from tests.contract.talk.registering import registration
from tests.contract.talk.witness import NO_MEETINGS, PENDING, Exchange, Witness
from zoomsandbox.rest.routes import ROUTES


def hold(driver: Driver) -> list[Exchange]:
    """Drive everything and return what was said."""
    driver.post("reset", seed="demo", anchor="2031-03-05T10:00:00Z", apps=True)
    driver.post("clock", offset_s=0)
    world = driver.world
    world.clock.offset_s = world.anchor.timestamp() - world.clock.wall()
    witness = Witness(driver, driver.connect()["access_token"])
    driver.post("seed", users=[{"email": PENDING}, {"email": NO_MEETINGS, "type": 99}])
    world.user(PENDING).status = "pending"
    for part in (users, scheduling, account, meetings, recurring, registration, webinars, runs):
        part(witness)
    limits(witness)
    without_scopes(witness)
    return witness.heard


def limits(w: Witness) -> None:
    """Ask every endpoint when there is nothing left to spend."""
    w.driver.post("limits", on=True, plan="free", kinds=["second"])
    for route in ROUTES:
        _spend_all(w, route.label)
        _ask(w, route)
    w.driver.post("limits", on=False, forget=True)


def _spend_all(w: Witness, label: str) -> None:
    clock = w.driver.world.clock
    clock.rate = 0
    w.driver.world.limits.counts[f"second/{label}"] = (int(clock.timestamp()), 100)


def _ask(w: Witness, route: Any) -> None:
    template = route.path.removeprefix("/v2").replace(":path", "")
    w.ask(route.method, template, *["me"] * template.count("{"))


def without_scopes(w: Witness) -> None:
    """Ask every endpoint with a token that may do nothing."""
    w.driver.world.clock.rate = 1
    w.driver.world.apps[APP[0]].scopes = ["chat_message:read:admin"]
    w.token = w.driver.connect()["access_token"]
    for route in ROUTES:
        _ask(w, route)
    w.token = "garbage"
    for route in ROUTES:
        _ask(w, route)
