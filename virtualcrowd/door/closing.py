"""Hear early that the process is to stop.

Granian lets open answers end before it calls `__rsgi_del__`, and a live stream never ends by
itself: one open lobby, and it would kill the process with all that was not written yet.
"""

import asyncio
import signal
import threading
from collections.abc import Callable
from types import FrameType


def before_stop(call: Callable[[], None]) -> None:
    """Have `call` run in this event loop on SIGTERM and SIGINT, beside the server's own handler.

    To be asked when the server has installed its own; does nothing outside the main thread.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        _chain(number, loop, call)


def _chain(number: int, loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    servers = signal.getsignal(number)

    def both(received: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(call)
        if callable(servers):
            servers(received, frame)

    signal.signal(number, both)
