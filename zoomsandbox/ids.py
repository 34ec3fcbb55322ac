"""Identifiers shaped like Zoom's: stable ones from a seed text, fresh ones at random."""

from __future__ import annotations

import base64
import hashlib
import secrets


def stable_id(text: str, length: int = 22) -> str:
    """Return the same URL-safe id for the same text, as Zoom's user ids look."""
    digest = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=").replace("-", "x")[:length]


def run_uuid(item_id: int, run: int) -> str:
    """Return the base64 uuid of one run of a meeting; it may hold slashes, as Zoom's do."""
    digest = hashlib.sha256(f"{item_id}/{run}".encode()).digest()
    return base64.b64encode(digest[:16]).decode()


def fresh_id(length: int = 22) -> str:
    """Return a random URL-safe id."""
    return secrets.token_urlsafe(length)[:length]


def fresh_number() -> int:
    """Return a random meeting number of 11 digits."""
    return 80_000_000_000 + secrets.randbelow(19_999_999_999)


def fresh_passcode() -> str:
    """Return a random passcode of 6 characters without look-alikes."""
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(6))
