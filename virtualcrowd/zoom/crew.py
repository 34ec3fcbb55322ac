"""Many questions to Zoom side by side, as fast as its limits allow and no faster.

Whoever asks paces the calls and stores what comes, in a thread of their own; the others only wait
for Zoom. So a question is one call: pages and repetitions are questions of their own.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from django.db import connections

from virtualcrowd.zoom.client import Client
from virtualcrowd.zoom.errors import ZoomError, ZoomRateLimited, ZoomUnreachable
from virtualcrowd.zoom.pace import LONGEST_PAUSE_S, Label

LANES = 32
BEAT_S = 2.0  # how often an idle asker is given the word
TRIES = 4

type Answer[R] = R | ZoomError


@dataclass
class Crew[T, R]:
    """Asks `question` about everything in `work`; answers come in the order of their arrival.

    `work` may grow meanwhile. A failure that may pass is asked again, up to `tries` times; after a
    pause that is too long to wait for, the failure itself is the answer.
    """

    zoom: Client
    question: Callable[[T], R]
    work: deque[T]
    label: Label
    deadline_s: float | None = None
    tries: int = 1

    def __post_init__(self) -> None:
        self._until = None if self.deadline_s is None else time.monotonic() + self.deadline_s
        self._came: SimpleQueue[tuple[T, Answer[R]]] = SimpleQueue()
        self._tried: dict[T, int] = {}
        self.unanswered: set[T] = set()
        self.trouble: ZoomError | None = None  # the last that is being asked again

    def answers(self) -> Iterator[tuple[T, Answer[R]] | None]:
        """Yield (one, answer); None now and then while nothing comes, so that a heart can beat.

        What is not asked in time stays in `work`; what was asked and not answered, `unanswered`.
        """
        if not self.work:
            return
        first = self.work.popleft()
        # Alone and in this thread: it renews the access token, if need be, for all of them.
        if (got := self._judge(first, _answer(self.question, first))) is not None:
            yield got
        pool = ThreadPoolExecutor(LANES, thread_name_prefix="zoom")
        try:
            yield from self._asked_by(pool)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _asked_by(self, pool: ThreadPoolExecutor) -> Iterator[tuple[T, Answer[R]] | None]:
        pending = self.unanswered
        while (self.work or pending) and not self._is_late():
            wait = self._hand_out(pool)
            try:
                one, answer = self._came.get(timeout=self._patience(wait))
            except Empty:
                if wait is None or wait > BEAT_S:
                    yield None
                continue
            pending.discard(one)
            if (got := self._judge(one, answer)) is not None:
                yield got

    def _hand_out(self, pool: ThreadPoolExecutor) -> float | None:
        """Give out what may be asked now; return when the next may, None if nothing waits."""
        while self.work and len(self.unanswered) < LANES:
            wait = self.zoom.pace.delay(self.label, many=len(self.work) > 1)
            if wait:
                return wait
            self.zoom.pace.take(self.label)
            one = self.work.popleft()
            self.unanswered.add(one)
            pool.submit(self._in_lane, one)
        return None

    def _in_lane(self, one: T) -> None:
        answer: Answer[R] = ZoomUnreachable("Zoom's answer could not be read.")
        try:
            answer = _answer(self.question, one)
        finally:  # whatever happened, somebody waits for the answer
            connections.close_all()  # a renewed token was stored through this thread's own
            self._came.put((one, answer))

    def _judge(self, one: T, answer: Answer[R]) -> tuple[T, Answer[R]] | None:
        """Return what came, or None if it is asked again."""
        if not isinstance(answer, ZoomError):
            self.zoom.pace.went_well(self.label)
            self.trouble = None
            return one, answer
        if not isinstance(answer, ZoomRateLimited | ZoomUnreachable):
            return one, answer
        pause = self._pause(one, answer)
        if self._tried[one] >= self.tries or pause > LONGEST_PAUSE_S:
            return one, answer
        self.trouble = answer
        self.work.append(one)
        return None

    def _pause(self, one: T, answer: ZoomError) -> float:
        self._tried[one] = self._tried.get(one, 0) + 1
        if isinstance(answer, ZoomRateLimited):
            return self.zoom.pace.hit(self.label, answer)
        self.zoom.pace.ease(self.label)
        return 0.0

    def _is_late(self) -> bool:
        return self._until is not None and time.monotonic() >= self._until

    def _patience(self, wait: float | None) -> float:
        left = BEAT_S if self._until is None else max(0.0, self._until - time.monotonic())
        return min(left, BEAT_S if wait is None else wait)


def ask[T, R](  # noqa: PLR0913 - what a crew is told
    zoom: Client,
    question: Callable[[T], R],
    about: Iterable[T],
    *,
    label: Label,
    deadline_s: float | None = None,
    tries: int = 1,
) -> dict[T, Answer[R]]:
    """Return {one: what Zoom answered, or why not}; what is not there in time is left out."""
    crew = Crew(zoom, question, deque(about), label, deadline_s, tries)
    return dict(got for got in crew.answers() if got is not None)


def _answer[T, R](question: Callable[[T], R], one: T) -> Answer[R]:
    try:
        return question(one)
    except ZoomError as error:
        return error
