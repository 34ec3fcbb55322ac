"""Several questions to Zoom side by side: few enough for its limits, never longer than allowed."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait

from django.db import connections

from virtualcrowd.zoom.errors import ZoomError

LANES = 8

type Answers[T, R] = dict[T, R | ZoomError]


def ask[T, R](
    question: Callable[[T], R], about: Iterable[T], *, deadline_s: float | None = None
) -> Answers[T, R]:
    """Return {one: what Zoom answered, or why not}; what is not there in time is left out.

    The first question is asked alone: it renews the access token, if need be, for all of them.
    """
    every = list(about)
    if not every:
        return {}
    first, *rest = every
    answers: Answers[T, R] = {first: _answer(question, first)}
    pool = ThreadPoolExecutor(min(LANES, len(rest)) or 1, thread_name_prefix="zoom")
    asked = {one: pool.submit(_in_lane, question, one) for one in rest}
    done, _ = wait(asked.values(), timeout=deadline_s)
    pool.shutdown(wait=False, cancel_futures=True)
    return answers | {one: future.result() for one, future in asked.items() if _is_in(future, done)}


def _is_in[R](future: Future[R], done: set[Future[R]]) -> bool:
    return future in done and future.exception() is None


def _answer[T, R](question: Callable[[T], R], one: T) -> R | ZoomError:
    try:
        return question(one)
    except ZoomError as error:
        return error


def _in_lane[T, R](question: Callable[[T], R], one: T) -> R | ZoomError:
    try:
        return _answer(question, one)
    finally:
        connections.close_all()  # a renewed token was stored through this thread's own
