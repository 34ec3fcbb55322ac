"""For what happens in another thread or process: look again and again, for a while."""

import time
from collections.abc import Callable

PATIENCE = 30  # seconds: a busy machine is no fault
EVERY = 0.02


def until[T](look: Callable[[], T]) -> T:
    """Return what `look` finds as soon as it is true; fail when that takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(EVERY)
    return found
