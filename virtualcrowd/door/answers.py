"""What the door answers with: small, whole, and never kept by anybody on the way."""

from collections.abc import Iterable

import orjson
from django.conf import settings
from granian.rsgi import HTTPProtocol

type Headers = list[tuple[str, str]]
type Extra = Iterable[tuple[str, str]]

SECURITY: Headers = [
    ("x-content-type-options", "nosniff"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cache-control", "no-store"),
]
if settings.SECURE_HSTS_SECONDS:
    SECURITY.append(("strict-transport-security", f"max-age={settings.SECURE_HSTS_SECONDS}"))
_JSON: Headers = [("content-type", "application/json"), *SECURITY]
_TEXT: Headers = [("content-type", "text/plain; charset=utf-8"), *SECURITY]


def json(protocol: HTTPProtocol, status: int, value: object, extra: Extra = ()) -> None:
    raw(protocol, status, orjson.dumps(value), extra)


def error(protocol: HTTPProtocol, status: int, key: str, extra: Extra = ()) -> None:
    """Answer with a key that the page has words for."""
    json(protocol, status, {"error": key}, extra)


def text(protocol: HTTPProtocol, status: int, body: bytes) -> None:
    protocol.response_bytes(status, _TEXT, body)


def raw(protocol: HTTPProtocol, status: int, body: bytes, extra: Extra = ()) -> None:
    """Answer with a body that is JSON already, or nothing."""
    protocol.response_bytes(status, [*_JSON, *extra] if extra else _JSON, body)


def nothing_new(protocol: HTTPProtocol) -> None:
    """Answer 204, which carries no length."""
    protocol.response_empty(204, SECURITY)
