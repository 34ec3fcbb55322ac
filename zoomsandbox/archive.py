"""The whole state of a sandbox as one JSON, and back.

Records are written with the name of their class, so that a new kind of record needs nothing here.
Reading builds only records of this package. What hangs on open connections is not part of it.
"""

from __future__ import annotations

import sys
from collections import deque
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from zoomsandbox import ids

if TYPE_CHECKING:
    from zoomsandbox.world import World

FORMAT = 1
PACKAGE = __package__
# Less than is written of a time, more than is lost by adding and taking away.
A_LITTLE = 0.0002
# Written in a way of their own, or alive only in this process.
LEFT_OUT = {"clock", "hub", "posts", "base", "delivery_ids", "rehearsal", "revision"}


class ArchiveError(ValueError):
    """This is no state of a sandbox; the text says why."""


def write(world: World) -> dict[str, Any]:
    """Return everything as plain JSON: data, clock, apps, tokens, faults, logs, source of ids."""
    state = {name: value for name, value in vars(world).items() if name not in LEFT_OUT}
    return {
        "format": FORMAT,
        "clock": {
            "now": world.clock.now().isoformat(timespec="milliseconds"),
            "offset_s": world.clock.offset_s if world.clock.rate == 1 else None,
            "rate": world.clock.rate,
        },
        "ids": {"seed": ids.source.seed, "given": ids.source.given},
        "state": {name: _plain(value) for name, value in sorted(state.items())},
    }


def read(world: World, told: dict[str, Any], *, go_on: bool = False) -> None:
    """Replace the state by a written one; raises ArchiveError and then changes nothing.

    The clock goes back to the moment of writing, or with `go_on` keeps its distance to real time,
    as after a restart; one that stood still or ran faster always goes on from where it was.
    """
    if told.get("format") != FORMAT or not isinstance(told.get("state"), dict):
        raise ArchiveError(f"This is not a state of format {FORMAT}.")
    try:
        known = {name for name in vars(world) if name not in LEFT_OUT}
        state = {name: _record(value) for name, value in told["state"].items() if name in known}
        now = datetime.fromisoformat(told["clock"]["now"])
        offset, rate = told["clock"]["offset_s"], float(told["clock"]["rate"])
        moment = now.timestamp() + A_LITTLE
        if go_on and offset is not None:
            moment = world.clock.wall() + float(offset)
        source = ids.Source(str(told["ids"]["seed"]), int(told["ids"]["given"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ArchiveError(f"This state cannot be read: {error!r}.") from error
    vars(world).update(state)
    world.rehearsal = None
    world.clock.put(moment, rate)
    world.delivery_ids = count(max((one.id for one in world.deliveries), default=0) + 1)
    ids.source.seed, ids.source.given = source.seed, source.given
    world.touch()


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, datetime):
        return {"$time": value.astimezone(UTC).isoformat()}
    if is_dataclass(value):
        return _plain_record(value)
    if isinstance(value, dict):
        return _plain_dict(value)
    if isinstance(value, (tuple, deque, set)):
        many = sorted(value) if isinstance(value, set) else value
        return {f"${type(value).__name__}": [_plain(one) for one in many]}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    raise TypeError(f"{type(value).__name__} cannot be written.")


def _plain_record(value: Any) -> dict[str, Any]:
    kind = type(value)
    name = f"{kind.__module__.removeprefix(f'{PACKAGE}.')}:{kind.__name__}"
    return {"$": name, **{one.name: _plain(getattr(value, one.name)) for one in fields(value)}}


def _plain_dict(value: dict[Any, Any]) -> dict[str, Any]:
    if all(isinstance(key, str) and not key.startswith("$") for key in value):
        return {key: _plain(one) for key, one in value.items()}
    return {"$map": [[_plain(key), _plain(one)] for key, one in value.items()]}


def _record(told: Any) -> Any:
    if isinstance(told, list):
        return [_record(one) for one in told]
    if not isinstance(told, dict):
        return told
    if "$" in told:
        return _dataclass(told)
    for mark, make in MARKS.items():
        if mark in told:
            return make(told[mark])
    return {key: _record(one) for key, one in told.items()}


def _dataclass(told: dict[str, Any]) -> Any:
    """Build a record of this package; members it has no longer are dropped."""
    module, _, name = str(told["$"]).partition(":")
    kind = getattr(sys.modules.get(f"{PACKAGE}.{module}"), name, None)
    if not isinstance(kind, type) or not is_dataclass(kind):
        raise ArchiveError(f"There is no record {told['$']}.")
    known = {one.name for one in fields(kind) if one.init}
    return kind(**{key: _record(one) for key, one in told.items() if key in known})


def _many(told: list[Any]) -> list[Any]:
    return [_record(one) for one in told]


def _log(told: list[Any]) -> deque[Any]:
    from zoomsandbox.world import LOG_LENGTH  # noqa: PLC0415 - the world imports much of this

    return deque(_many(told), maxlen=LOG_LENGTH)


MARKS: dict[str, Any] = {
    "$time": datetime.fromisoformat,
    "$tuple": lambda told: tuple(_many(told)),
    "$set": lambda told: set(_many(told)),
    "$deque": _log,
    "$map": lambda told: {_record(key): _record(one) for key, one in told},
}
