"""What was asked and what Zoom would think of it; what was delivered, joined and mailed."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from zoomsandbox import verdicts, webhooks
from zoomsandbox.console.forms import Form, button, get
from zoomsandbox.pages import page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request
    from starlette.responses import Response

    from zoomsandbox.webhook_post import Delivery
    from zoomsandbox.world import LogLine, World

SHOWN_LINES = 200
TABS = {"requests": "Requests", "webhooks": "Webhooks", "joins": "Joins", "mails": "Mails"}


async def log(request: Request) -> Response:
    """Show one of the lists, newest first, narrowed by words and by verdict."""
    world: World = request.app.state.world
    asked = request.query_params.get("show", "requests")
    show = asked if asked in TABS else "requests"
    query = request.query_params.get("q", "").strip()
    verdict = request.query_params.get("verdict", "")
    found = {
        "requests": _requests(world, query, verdict),
        "webhooks": _webhooks(world, query, verdict),
        "joins": [
            one for one in world.joins if query.lower() in f"{one.name} {one.verdict}".lower()
        ],
        "mails": world.mails,
    }
    lines = list(found[show])
    return page(
        request,
        "log.html",
        show=show,
        tabs=TABS,
        query=query,
        verdict=verdict,
        lines=lines[: -SHOWN_LINES - 1 : -1],
        total=len(lines),
        options=_options(world, show),
        words=verdicts.WORDS,
        advice=verdicts.ADVICE,
        verdict_of=verdicts.of,
    )


def _requests(world: World, query: str, verdict: str) -> Iterable[LogLine]:
    return (
        line
        for line in world.log
        if query.lower() in f"{line.method} {line.path} {line.note}".lower()
        and verdict in ("", verdicts.of(line))
    )


def _webhooks(world: World, query: str, outcome: str) -> Iterable[Delivery]:
    return (
        line
        for line in world.deliveries
        if query.lower() in f"{line.event} {line.url}".lower() and outcome in ("", line.outcome)
    )


def _options(world: World, show: str) -> dict[str, str]:
    """Return what the list can be narrowed to."""
    if show == "requests":
        return verdicts.WORDS
    if show == "webhooks":
        return {line.outcome: line.outcome.capitalize() for line in world.deliveries}
    return {}


async def pulse(request: Request) -> Response:
    """Tell pages whether something changed."""
    return JSONResponse({"revision": request.app.state.world.revision})


def press_again(world: World, request: Request, _form: Form) -> None:
    """Send an event once more."""
    wanted = request.path_params["delivery"]
    delivery = next((one for one in world.deliveries if one.id == wanted), None)
    if delivery is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    webhooks.send_again(world, delivery)


ROUTES = [
    get("/console/log", log),
    get("/console/pulse", pulse),
    button("/console/deliveries/{delivery:int}/again", press_again, "/console/log?show=webhooks"),
]
