"""Reads OAuth parameters as Zoom does: from the body (form or JSON) or the query."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from zoomsandbox.body import json_object

if TYPE_CHECKING:
    from starlette.requests import Request


async def parameters(request: Request) -> dict[str, str]:
    """Return body and query parameters together; the body wins."""
    found = dict(request.query_params)
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        found |= _members(await request.body())
    elif request.method == "POST":
        form = await request.form()
        found |= {key: value for key, value in form.items() if isinstance(value, str)}
    return found


async def values_of(request: Request, name: str) -> list[str]:
    """Return all values of one field of a form, as of several ticked boxes."""
    form = await request.form()
    return [value for value in form.getlist(name) if isinstance(value, str)]


def _members(body: bytes) -> dict[str, str]:
    try:
        return {key: str(value) for key, value in json_object(body).items()}
    except ValueError:
        return {}


def basic_credentials(request: Request) -> tuple[str, str] | None:
    """Return client id and secret of the Basic header, or None."""
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(rest.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    client_id, _, secret = text.partition(":")
    return client_id, secret
