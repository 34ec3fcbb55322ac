"""Pages of lists: https://developers.zoom.us/docs/api/using-zoom-apis/#pagination."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zoomsandbox.ids import fresh_id
from zoomsandbox.rest import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from zoomsandbox.rest.call import Call
    from zoomsandbox.world import World

USUAL_SIZE, LARGEST_SIZE, LARGEST_USERS = 30, 300, 2000
TOKEN_LIFE_S = 15 * 60
IGNORED = {"next_page_token", "page_number"}


@dataclass(frozen=True)
class Page:
    """What a next_page_token stands for."""

    offset: int
    question: tuple[tuple[str, str], ...]
    until: float


def pages[Row](
    call: Call,
    name: str,
    rows: Sequence[Row],
    shape: Callable[[Row], dict[str, Any]],
    largest: int = LARGEST_SIZE,
) -> dict[str, Any]:
    """Return one page of `rows` in Zoom's envelope; raises 300 for a bad token."""
    size = call.number("page_size", USUAL_SIZE, 1, largest)
    offset = _offset(call, name, size)
    shown = rows[offset : offset + size]
    following = offset + size
    return {
        "page_count": max(1, -(-len(rows) // size)),
        "page_number": offset // size + 1,
        "page_size": size,
        "total_records": len(rows),
        "next_page_token": _token(call, name, following) if following < len(rows) else "",
        name: [shape(row) for row in shown],
    }


def _question(call: Call, name: str) -> tuple[tuple[str, str], ...]:
    """Return what must stay the same from page to page."""
    asked = {**call.path, **call.query, "list": name}
    return tuple(sorted((key, value) for key, value in asked.items() if key not in IGNORED))


def _offset(call: Call, name: str, size: int) -> int:
    token = call.query.get("next_page_token", "")
    if not token:
        return (call.number("page_number", 1, 1, 1_000_000) - 1) * size
    page = call.world.pages.get(token)
    is_good = (
        page is not None
        and page.question == _question(call, name)
        and page.until > call.world.clock.timestamp()
    )
    if page is None or not is_good:
        raise errors.page_token_invalid()
    return page.offset


def _token(call: Call, name: str, offset: int) -> str:
    token = fresh_id(32)
    _forget_old(call.world)
    until = call.world.clock.timestamp() + TOKEN_LIFE_S
    call.world.pages[token] = Page(offset, _question(call, name), until)
    return token


def _forget_old(world: World) -> None:
    """Drop expired tokens, the oldest first."""
    now = world.clock.timestamp()
    while world.pages:
        oldest = next(iter(world.pages))
        if world.pages[oldest].until > now:
            return
        del world.pages[oldest]
