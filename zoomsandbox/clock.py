"""The sandbox's only source of time."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Real time plus an offset that tests and rehearsals set."""

    def __init__(self) -> None:
        self.offset_s: float = 0

    def now(self) -> datetime:
        """Return the sandbox's time of day, in UTC."""
        return datetime.now(UTC) + timedelta(seconds=self.offset_s)

    def timestamp(self) -> float:
        """Return the sandbox's time as seconds since the epoch."""
        return time.time() + self.offset_s

    @staticmethod
    def wall() -> float:
        """Return real seconds since the epoch, for what receivers judge by their own clock."""
        return time.time()


def zoom_time(moment: datetime) -> str:
    """Write a moment as Zoom does: UTC, whole seconds, Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
