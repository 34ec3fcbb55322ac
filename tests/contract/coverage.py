"""How much of Zoom's published API the sandbox answers: python -m tests.contract.coverage."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.testclient import TestClient

from tests.contract import deviations
from tests.contract.driver import Driver
from tests.contract.openapi import IS_THERE, WHY_NOT, key, members_of, operations
from tests.contract.talk.conversation import hold
from zoomsandbox.app import create_app
from zoomsandbox.rest.routes import ROUTES

if TYPE_CHECKING:
    from tests.contract.talk.witness import Exchange

SERVED = {key(route.method, route.path.removeprefix("/v2")): route for route in ROUTES}


@dataclass(frozen=True)
class Share:
    """How many of how many."""

    what: str
    done: int
    listed: int

    @property
    def percent(self) -> int:
        return self.done * 100 // self.listed

    def __str__(self) -> str:
        return f"{self.what:38}{self.done:6} of {self.listed:5}  {self.percent:3} %"


def listen() -> dict[str, list[Exchange]]:
    """Hold the conversation with a sandbox in this process; return it by endpoint."""
    with TestClient(
        create_app("demo"), base_url="http://localhost:9400", follow_redirects=False
    ) as client:
        said = hold(Driver(client))
    found: dict[str, list[Exchange]] = {name: [] for name in SERVED}
    for exchange in said:
        found[exchange.key].append(exchange)
    return found


def measure(heard: dict[str, list[Exchange]]) -> list[Share]:
    """Return what is served, and of that: fields told, parameters tried, error codes given."""
    published = {name: operations()[name] for name in SERVED if name in operations()}
    fields = errors = parameters = told = given = tried = 0
    for name, operation in published.items():
        good = [one for one in heard[name] if one.status < 300]
        bad = {(int(one.status), one.body["code"]) for one in heard[name] if one.status >= 400}
        known = operation.fields()
        fields, told = fields + len(known), told + len(known & _members(good))
        errors, given = errors + len(operation.errors), given + len(operation.errors & bad)
        asked = set().union(*(one.query for one in heard[name])) - set(deviations.NOT_HONOURED)
        parameters += len(operation.query)
        tried += len(asked & set(operation.query))
    return [
        Share("endpoints served", len(published), len(operations())),
        Share("of these: members of answers told", told, fields),
        Share("of these: query parameters honoured", tried, parameters),
        Share("of these: documented error codes given", given, errors),
    ]


def _members(exchanges: list[Exchange]) -> set[str]:
    return set().union(*(members_of(one.body) for one in exchanges))


def main() -> int:
    """Print the shares, and each endpoint with its own."""
    if not IS_THERE:
        sys.stdout.write(f"{WHY_NOT}\n")
        return 1
    heard = listen()
    for name in sorted(SERVED):
        operation = operations().get(name)
        known = operation.fields() if operation else set()
        told = len(known & _members([one for one in heard[name] if one.status < 300]))
        asked = len(heard[name])
        sys.stdout.write(f"{name:48}{told:5} of {len(known):4} members, {asked:3} questions\n")
    sys.stdout.writelines(f"{share}\n" for share in measure(heard))
    return 0


if __name__ == "__main__":
    sys.exit(main())
