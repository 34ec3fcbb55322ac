"""The control API's calls for rehearsals."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from zoomsandbox import rehearsal
from zoomsandbox.clock import zoom_time
from zoomsandbox.control import control

if TYPE_CHECKING:
    from starlette.requests import Request

    from zoomsandbox.control import Asked
    from zoomsandbox.rehearsal import Rehearsal
    from zoomsandbox.world import World


async def rehearse(world: World, asked: Asked, request: Request) -> Any:
    """Start a rehearsal, show how far it is, or stop it."""
    if request.method == "POST":
        rehearsal.start(world, plan_of(world, asked))
    elif request.method == "DELETE":
        rehearsal.stop(world)
    return _shown(world.rehearsal)


def plan_of(world: World, asked: Asked) -> rehearsal.Plan:
    """Read a plan; without a day it is today; raises ValueError when a member is wrong."""
    day = asked.get("day")
    return rehearsal.Plan(
        day=date.fromisoformat(str(day)) if day else world.clock.now().date(),
        speed=int(asked.get("speed", 10)),
        crowd=int(asked.get("crowd", 5)),
        mishaps=frozenset(str(name) for name in asked.get("mishaps") or []),
    )


def _shown(played: Rehearsal | None) -> Any:
    if played is None:
        return {"state": "none"}
    return {
        "state": played.state,
        "day": played.plan.day.isoformat(),
        "percent": played.percent,
        "steps": len(played.steps),
        "done": [{"at": zoom_time(at), "what": words} for at, words in played.done],
    }


ROUTES = [control("/sandbox/rehearsal", rehearse, "GET", "POST", "DELETE")]
