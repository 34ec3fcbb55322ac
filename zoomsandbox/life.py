"""What the sandbox does by itself while it runs."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from zoomsandbox import webhooks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.applications import Starlette


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    """Keep time from the start of the server to its end."""
    timekeeper = asyncio.create_task(webhooks.keep_time(app.state.world))
    try:
        yield
    finally:
        timekeeper.cancel()
        with suppress(asyncio.CancelledError):
            await timekeeper
