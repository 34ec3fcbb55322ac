"""What the door answers with: raw ASGI, small and never kept by anybody on the way."""

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from typing import Any

import orjson
from django.conf import settings

type Scope = Mapping[str, Any]
type Receive = Callable[[], Awaitable[Mapping[str, Any]]]
type Send = Callable[[Mapping[str, Any]], Awaitable[None]]
type Headers = list[tuple[bytes, bytes]]
type Extra = Iterable[tuple[bytes, bytes]]
type Sending = Coroutine[Any, Any, None]  # to be awaited by who asked for it

SECURITY: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
]
if settings.SECURE_HSTS_SECONDS:
    SECURITY.append((b"strict-transport-security", b"max-age=%d" % settings.SECURE_HSTS_SECONDS))
_JSON: Headers = [(b"content-type", b"application/json"), *SECURITY]
_TEXT: Headers = [(b"content-type", b"text/plain; charset=utf-8"), *SECURITY]


async def _answer(
    send: Send,
    status: int,
    body: bytes,
    headers: Headers,
    extra: Extra = (),
) -> None:
    all_headers = [*headers, (b"content-length", b"%d" % len(body)), *extra]
    await send({"type": "http.response.start", "status": status, "headers": all_headers})
    await send({"type": "http.response.body", "body": body})


def json(send: Send, status: int, value: object, extra: Extra = ()) -> Sending:
    return _answer(send, status, orjson.dumps(value), _JSON, extra)


def error(send: Send, status: int, key: str, extra: Extra = ()) -> Sending:
    """Answer with a key that the page has words for."""
    return json(send, status, {"error": key}, extra)


def text(send: Send, status: int, body: bytes, extra: Extra = ()) -> Sending:
    return _answer(send, status, body, _TEXT, extra)


def raw(send: Send, status: int, body: bytes) -> Sending:
    """Answer with a body that a provider made, JSON or nothing."""
    return _answer(send, status, body, _JSON)


async def nothing_new(send: Send) -> None:
    """Answer 204, which carries no length."""
    await send({"type": "http.response.start", "status": 204, "headers": SECURITY})
    await send({"type": "http.response.body", "body": b""})
