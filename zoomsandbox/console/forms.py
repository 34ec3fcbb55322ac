"""What the console's pages share: buttons that are plain forms, and reading them."""

from __future__ import annotations

import math
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from zoomsandbox.create import InvalidFieldError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from zoomsandbox.models import Item
    from zoomsandbox.world import World

type Form = dict[str, str]
type Press = Callable[[World, Request, Form], str | None]


def get(path: str, show: Callable[[Request], Awaitable[Response]]) -> Route:
    """Make a route for a page."""
    return Route(path, show, methods=["GET"])


def button(path: str, press: Press, back: str) -> Route:
    """Make a route for a form: it acts, then returns to a page.

    `back` may hold the names of the address in braces; a wrong field comes back as `?problem=`.
    """

    async def answer(request: Request) -> Response:
        form = await form_of(request)
        world: World = request.app.state.world
        usual = back.format(**request.path_params)
        try:
            where = press(world, request, form) or usual
        except InvalidFieldError as error:
            where = f"{usual}?{urlencode({'problem': f'{error.field}: {error}'})}"
        world.touch()
        return RedirectResponse(where, HTTPStatus.SEE_OTHER)

    return Route(path, answer, methods=["POST"])


async def form_of(request: Request) -> Form:
    """Return the form's fields as text."""
    return {key: str(value) for key, value in (await request.form()).items()}


def item_of(world: World, request: Request) -> Item:
    """Return the meeting or webinar of the address, or answer 404."""
    item = world.item(request.path_params["item"])
    if item is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return item


def number(text: str) -> float:
    """Return the number that somebody typed, 0 for anything that is none."""
    try:
        value = float(text)
    except ValueError:
        return 0
    return value if math.isfinite(value) else 0
