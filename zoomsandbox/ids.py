"""Identifiers shaped like Zoom's: stable ones from a seed text, fresh ones from a source.

The source is random at the start of the process. Its state is part of an exported sandbox, so that
a replay gives the same ids again.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from functools import lru_cache


@dataclass
class Source:
    """Gives numbers that follow from its seed and from how many were given before."""

    seed: str = field(default_factory=lambda: secrets.token_hex(16))
    given: int = 0

    def take(self) -> bytes:
        """Return the next 64 bytes."""
        self.given += 1
        return hashlib.sha512(f"{self.seed}/{self.given}".encode()).digest()

    def below(self, most: int) -> int:
        """Return the next whole number from 0 up to, not including, `most`."""
        return int.from_bytes(self.take()) % most


source = Source()


@lru_cache(maxsize=20_000)
def stable_id(text: str, length: int = 22) -> str:
    """Return the same URL-safe id for the same text, as Zoom's user ids look."""
    digest = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=").replace("-", "x")[:length]


@lru_cache(maxsize=20_000)
def run_uuid(item_id: int, run: int) -> str:
    """Return the base64 uuid of one run of a meeting; it may hold slashes, as Zoom's do."""
    digest = hashlib.sha256(f"{item_id}/{run}".encode()).digest()
    return base64.b64encode(digest[:16]).decode()


def fresh_id(length: int = 22) -> str:
    """Return a fresh URL-safe id."""
    return base64.urlsafe_b64encode(source.take()).decode()[:length]


def fresh_number() -> int:
    """Return a fresh meeting number of 11 digits."""
    return 80_000_000_000 + source.below(19_999_999_999)


def fresh_pin() -> int:
    """Return a fresh participant code of 6 digits."""
    return 100_000 + source.below(899_999)


def fresh_passcode() -> str:
    """Return a fresh passcode of 6 characters without look-alikes."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "".join(letters[byte % len(letters)] for byte in source.take()[:6])
