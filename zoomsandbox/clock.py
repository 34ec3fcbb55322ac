"""The sandbox's only source of time."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

LOOK_EVERY_S = 0.1


class Clock:
    """Real time plus an offset that tests and rehearsals set; it may run faster than real."""

    def __init__(self) -> None:
        self._offset_s: float = 0
        self._rate: float = 1
        self._since: float = self.wall()

    @property
    def offset_s(self) -> float:
        """How far it is ahead of real time now, in seconds."""
        return self._offset_s + (self.wall() - self._since) * (self._rate - 1)

    @offset_s.setter
    def offset_s(self, seconds: float) -> None:
        self._offset_s, self._since = seconds, self.wall()

    @property
    def rate(self) -> float:
        """How many of its seconds pass in a real one."""
        return self._rate

    @rate.setter
    def rate(self, rate: float) -> None:
        self.offset_s = self.offset_s
        self._rate = rate

    def put(self, timestamp: float, rate: float) -> None:
        """Set time and pace at once, so that a clock that stands still shows exactly this."""
        self._rate, self._since = rate, self.wall()
        self._offset_s = timestamp - self._since

    def now(self) -> datetime:
        """Return the sandbox's time of day, in UTC."""
        return datetime.fromtimestamp(self.timestamp(), UTC)

    def timestamp(self) -> float:
        """Return the sandbox's time as seconds since the epoch."""
        return self.wall() + self.offset_s

    async def sleep(self, seconds: float) -> None:
        """Wait for so many of its seconds, however it is set or sped up meanwhile."""
        until = self.timestamp() + seconds
        while (left := until - self.timestamp()) > 0:
            real = left / self.rate if self.rate else LOOK_EVERY_S
            await asyncio.sleep(min(real, LOOK_EVERY_S))

    @staticmethod
    def wall() -> float:
        """Return real seconds since the epoch, for what receivers judge by their own clock."""
        return time.time()


def zoom_time(moment: datetime) -> str:
    """Write a moment as Zoom does: UTC, whole seconds, Z."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"
