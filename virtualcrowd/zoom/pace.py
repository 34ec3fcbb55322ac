"""How fast a Zoom account may be asked: one gate a rate label, shared by all processes.

https://developers.zoom.us/docs/api/rate-limits/ counts requests per account, over all its apps.
Each gate is a row that says when its next call may go; a process takes a few moments at a time from
it, so that many calls cost one query. What Zoom's headers tell of the limit corrects what the plan
lets expect.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Literal

from django.db import IntegrityError, transaction

from virtualcrowd.zoom.errors import ZoomRateLimited
from virtualcrowd.zoom.models import Connection, RateGate

type Label = Literal["light", "medium", "heavy"]

# Calls a second that Zoom allows: the free plan, and Pro, the least of the paid ones.
FREE: dict[str, float] = {"light": 4, "medium": 2, "heavy": 1}
PAID: dict[str, float] = {"light": 30, "medium": 20, "heavy": 10}
MOST: dict[str, float] = {"light": 80, "medium": 60, "heavy": 40}
SHARE = 0.92  # of Zoom's limit: other apps ask the same account, and clocks differ
AHEAD_S = 0.15  # how much of the future one process takes at a time
LOST_S = 0.08  # a moment that is over for so long is not made up for: that would be a burst
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
TOLD_S = 24 * 3600  # how long a limit that Zoom told is believed


@dataclass
class _Lane:
    """What this process holds of one gate."""

    moments: deque[float] = field(default_factory=deque)
    told: float = 0  # by Zoom's headers
    pause: float = FIRST_PAUSE_S
    shut_until: float = 0


class Pace:
    """The gates of one connection's Zoom account, as this process uses them."""

    def __init__(
        self,
        connection: Connection,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        # Without an account (nobody has connected yet) the event's connection stands for it.
        self._account = connection.account_id or f"connection {connection.pk}"
        self._usual = FREE if connection.plan == "Basic" else PAID
        self._counts = connection.pk is not None
        self._clock, self._sleep = clock, sleep
        self._lanes: dict[str, _Lane] = {}
        self._lock = Lock()

    def delay(self, label: Label, *, many: bool = False) -> float:
        """Return in how many seconds the next call may go; 0: now. It is taken by `take`.

        With `many`, moments are taken ahead for the calls that will follow.
        """
        lane, now = self._lane(label), self._clock()
        if not self._counts or lane.shut_until > now:
            return max(0.0, lane.shut_until - now)
        while lane.moments and lane.moments[0] < now - LOST_S:
            lane.moments.popleft()
        if not lane.moments:
            lane.moments.extend(self._reserve(label, lane, now, many=many))
        return max(0.0, lane.moments[0] - now)

    def take(self, label: Label) -> None:
        """Use up the moment that `delay` told of."""
        lane = self._lane(label)
        if lane.moments:
            lane.moments.popleft()

    def wait(self, label: Label, *, longest_s: float = LONGEST_PAUSE_S) -> None:
        """Sleep until one call may go.

        Raises:
            ZoomRateLimited: that is longer than `longest_s`, for Zoom asked for a pause.
        """
        seconds = self.delay(label)
        if seconds > longest_s:
            is_daily = self._counts and self._row(label).is_daily
            raise ZoomRateLimited("Zoom asked for a pause.", retry_after=seconds, daily=is_daily)
        if seconds:
            self._sleep(seconds)
        self.take(label)

    def learn(self, label: str, limit: float) -> None:
        """Note how many calls a second Zoom says it allows. For any thread: asks no database."""
        if limit > 0:
            self._lane(label).told = min(limit, MOST.get(label, limit))

    def hit(self, label: Label, error: ZoomRateLimited) -> float:
        """Close the gate for everybody after a 429; return for how many seconds.

        Without a Retry-After the pause doubles, from a second on; a daily limit ends at 00:00 UTC.
        """
        lane, now = self._lane(label), self._clock()
        if lane.shut_until > now:  # another call of the same burst said so already
            return lane.shut_until - now
        pause = error.retry_after or (_to_midnight(now) if error.daily else lane.pause)
        lane.pause = min(lane.pause * 2, LONGEST_PAUSE_S)
        lane.shut_until = now + pause
        lane.moments.clear()
        if self._counts:
            late = RateGate.objects.filter(pk=self._row(label).pk, free_at__lt=now + pause)
            late.update(free_at=now + pause, is_daily=error.daily)
        return pause

    def ease(self, label: Label) -> None:
        """Zoom did not answer: leave it alone for a moment, each time a longer one."""
        lane, now = self._lane(label), self._clock()
        if lane.shut_until <= now:
            lane.shut_until = now + lane.pause / 4
            lane.pause = min(lane.pause * 2, LONGEST_PAUSE_S)

    def went_well(self, label: Label) -> None:
        """Zoom answered: a next pause begins with a second again."""
        self._lane(label).pause = FIRST_PAUSE_S

    def _lane(self, label: str) -> _Lane:
        with self._lock:
            return self._lanes.setdefault(label, _Lane())

    def _reserve(self, label: Label, lane: _Lane, now: float, *, many: bool) -> list[float]:
        """Take moments from the row: an UPDATE that only one process can win at a time."""
        while True:
            row = self._row(label)
            limit = self._limit(row, lane, now)
            step = 1 / (limit * SHARE)
            count = max(1, round(AHEAD_S / step)) if many else 1
            start = max(now, row.free_at)
            taken = RateGate.objects.filter(pk=row.pk, free_at=row.free_at)
            if taken.update(
                free_at=start + count * step,
                is_daily=False if start == now else row.is_daily,
                **_told(lane, row, now),
            ):
                return [start + index * step for index in range(count)]

    def _limit(self, row: RateGate, lane: _Lane, now: float) -> float:
        if lane.told:
            return lane.told
        is_known = row.limit and row.told_at > now - TOLD_S
        return row.limit if is_known else self._usual[row.label]

    def _row(self, label: Label) -> RateGate:
        found = RateGate.objects.filter(account=self._account, label=label).first()
        if found:
            return found
        try:
            with transaction.atomic():
                return RateGate.objects.create(account=self._account, label=label)
        except IntegrityError:  # another process was first
            return RateGate.objects.get(account=self._account, label=label)


def _told(lane: _Lane, row: RateGate, now: float) -> dict[str, float]:
    if not lane.told or (lane.told == row.limit and row.told_at > now - TOLD_S / 2):
        return {}
    return {"limit": lane.told, "told_at": now}


def _to_midnight(now: float) -> float:
    today = datetime.fromtimestamp(now, UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return (today + timedelta(days=1)).timestamp() - now
