"""When a meeting's or webinar's number dies.

https://support.zoom.com/hc/en/article?id=zm_kb&sysparm_article=KB0065196
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from zoomsandbox.models import INSTANT, SCHEDULED, SCREEN_SHARE, WEBINAR, WEBINAR_RECURRING

if TYPE_CHECKING:
    from datetime import datetime

    from zoomsandbox.models import Item

ONCE, RECURRING, ARCHIVE = timedelta(days=30), timedelta(days=365), timedelta(days=90)


def scheduled_end(item: Item) -> datetime | None:
    """Return the end of the last planned date; None without fixed time."""
    last = item.occurrences[-1].start if item.occurrences else item.start
    return last + timedelta(minutes=item.duration) if last else None


def is_over(item: Item, now: datetime) -> bool:
    """Tell whether nobody can come any more: the planned end has passed and it is not on."""
    end = scheduled_end(item)
    return end is not None and end <= now and not item.is_started


def is_gone(item: Item, now: datetime) -> bool:
    """Tell whether Zoom answers 3001: deleted, unreadable, or its number has expired.

    One-time meetings live 30 days after their date or last use, recurring ones a year after the
    last use, instant ones until their end; records of webinars are kept for about 90 days.
    """
    if item.deleted or not item.readable:
        return True
    if item.is_started:
        return False
    if item.type == INSTANT:
        return bool(item.runs)
    return now > _last_use(item) + _life(item)


def _life(item: Item) -> timedelta:
    if item.type in (WEBINAR, WEBINAR_RECURRING):
        return ARCHIVE
    return ONCE if item.type in (SCHEDULED, SCREEN_SHARE) else RECURRING


def _last_use(item: Item) -> datetime:
    ends = [run.ended_at for run in item.runs if run.ended_at]
    planned = scheduled_end(item)
    return max([item.created_at, *ends, *([planned] if planned else [])])
