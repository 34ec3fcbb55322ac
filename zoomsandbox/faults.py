"""Faults on demand: what a path shall answer instead of the truth."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass, field
from typing import Any

LOWEST, HIGHEST, LONGEST_S = 200, 599, 600.0


@dataclass
class Fault:
    """One prepared mishap; `times` None means until it is taken away.

    `cut_after` closes the connection after so many bytes of the body, 0 after the headers.
    """

    method: str = "*"
    path: str = "*"
    status: int | None = None
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0
    times: int | None = 1
    hang: bool = False
    cut_after: int | None = None

    def matches(self, method: str, path: str) -> bool:
        """Tell whether a request meets this fault; `*` stands for anything."""
        same_method = self.method in ("*", method)
        return same_method and fnmatch.fnmatchcase(path, self.path)


def read(asked: dict[str, Any]) -> Fault:
    """Make a fault of JSON; raises ValueError when a member is wrong."""
    match = asked.get("match") or {}
    if not isinstance(match, dict):
        raise TypeError("match must be an object with method and path.")
    times, cut = asked.get("times", 1), asked.get("cut_after")
    status = int(asked["status"]) if asked.get("status") else None
    if status is not None and not LOWEST <= status <= HIGHEST:
        raise ValueError(f"status must be from {LOWEST} to {HIGHEST}.")
    return Fault(
        method=str(match.get("method") or "*").upper(),
        path=str(match.get("path") or "*"),
        status=status,
        body=asked.get("body"),
        headers={str(key): str(value) for key, value in (asked.get("headers") or {}).items()},
        delay_s=min(max(float(asked.get("delay_s") or 0), 0), LONGEST_S),
        times=None if times is None else int(times),
        hang=bool(asked.get("hang")),
        cut_after=None if cut is None else max(0, int(cut)),
    )


def take(faults: list[Fault], method: str, path: str) -> Fault | None:
    """Return the first fault for a request and count it down."""
    found = next((fault for fault in faults if fault.matches(method, path)), None)
    if found and found.times is not None:
        found.times -= 1
        if found.times <= 0:
            faults.remove(found)
    return found
