"""Renders the sandbox's pages: one Jinja environment for console and consent pages."""

from __future__ import annotations

import json
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

if TYPE_CHECKING:
    from starlette.requests import Request

    from zoomsandbox.models import Item
    from zoomsandbox.world import World

FOLDER = Path(__file__).parent / "console"
STATIC = FOLDER / "static"
# The product's typeface, where its packages are installed; else the system's is as good.
FONTS = FOLDER.parents[1] / "node_modules/@fontsource-variable/inter/files"
# The consent page's form ends at the app's own address, wherever that is.
ONWARD = ("oauth_",)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action {}; base-uri 'none'; frame-ancestors 'none'"
)
_jinja = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def spaced(number: int) -> str:
    """Write a meeting number as Zoom shows it: 823 9014 5571."""
    text = str(number)
    return f"{text[:3]} {text[3:-4]} {text[-4:]}"


def place(item: Item) -> str:
    """Name an item's path in the control API: meetings and webinars share it."""
    return f"/console/items/{item.id}"


APP_KINDS = {
    "general": "General app",
    "s2s": "Server-to-Server OAuth",
    "sdk": "Meeting SDK only",
}

_jinja.filters["app_kind"] = APP_KINDS.__getitem__


def pretty(body: str) -> str:
    """Write JSON over several lines."""
    return json.dumps(json.loads(body), indent=2, ensure_ascii=False)


_jinja.filters["spaced"] = spaced
_jinja.filters["pretty"] = pretty
_jinja.filters["place"] = place


def page(request: Request, name: str, status: int = HTTPStatus.OK, **values: Any) -> HTMLResponse:
    """Render a page; `world` and `here` are there in each."""
    world: World = request.app.state.world
    html = _jinja.get_template(name).render(world=world, here=request.url.path, **values)
    targets = "*" if name.startswith(ONWARD) else "'self'"
    headers = {
        "cache-control": "no-store",
        "content-security-policy": POLICY.format(targets),
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
    }
    return HTMLResponse(html, status, headers)
