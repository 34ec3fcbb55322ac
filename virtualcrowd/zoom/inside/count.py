"""How many people are inside, for pages: one number a live session, or none at all.

Thousands come within a minute, so an event is counted at most once in `EVERY`, whoever asks.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from virtualcrowd.agenda import live
from virtualcrowd.agenda.models import LiveState, Session
from virtualcrowd.zoom.inside.models import Run, Stay
from virtualcrowd.zoom.models import Connection

EVERY = timedelta(seconds=10)


def soon(event_id: int, now: datetime) -> datetime | None:
    """Have the event counted: now, or once `EVERY` has passed since the last time.

    Ask after the news are committed. Returns when, or None if that was planned before.
    """
    row = Connection.objects.filter(event=event_id).only("counted_at").first()
    if row is None or (row.counted_at and row.counted_at > now):
        return None
    at = max(now, row.counted_at + EVERY) if row.counted_at else now
    # Only one of those who ask at the same moment plans it; what the others saw is counted, too.
    mine = Connection.objects.filter(pk=row.pk, counted_at=row.counted_at)
    if not mine.update(counted_at=at):
        return None
    _plan(event_id, (at - now).total_seconds())
    return at


def _plan(event_id: int, delay_s: float) -> None:
    from virtualcrowd.zoom import tasks  # noqa: PLC0415 - tasks import what they run

    if delay_s:
        tasks.count_inside.schedule((event_id,), delay=delay_s)
    else:
        tasks.count_inside(event_id)


def tell(event_id: int) -> dict[int, int]:
    """Count, and tell open pages what changed. Returns that: session id → number."""
    return live.set_inside(event_id, "zoom", _counts(event_id))


def again(now: datetime) -> None:
    """Count all that are live: a planned count may be lost with its worker."""
    shown = Q(live_state=LiveState.LIVE) | ~Q(inside=None)
    sessions = Session.objects.filter(shown, provider="zoom").order_by()
    for event_id in sessions.values_list("event", flat=True).distinct():
        soon(event_id, now)


def _counts(event_id: int) -> dict[int, int]:
    """Session id → people; nothing where Zoom's news do not reach us whole."""
    connection = Connection.objects.filter(event=event_id).first()
    if connection is None or not _is_heard(connection):
        return {}
    sessions = Session.objects.filter(event=event_id, provider="zoom", live_state=LiveState.LIVE)
    items = dict(sessions.exclude(zoom_embed=None).values_list("pk", "zoom_embed__item"))
    runs = Run.objects.filter(item__in=list(items.values()), ended_at=None).exclude(started_at=None)
    newest = dict(runs.order_by("started_at").values_list("item", "pk"))
    people = _people(newest.values())
    return {pk: people.get(newest.get(item, 0), 0) for pk, item in items.items()}


def _is_heard(connection: Connection) -> bool:
    is_in_doubt = any(one["key"].startswith("hook_") for one in connection.findings)
    return connection.hears_webhooks and not is_in_doubt


def _people(runs: Iterable[int]) -> dict[int, int]:
    """Run → how many people; one on two devices, or in a breakout room, is one."""
    inside = Q(left_at=None) | Q(back_at__gt=F("left_at"))
    stays = Stay.objects.filter(inside, run__in=list(runs)).exclude(back_at=None).order_by()
    counted = stays.values("run").annotate(people=Count("person", distinct=True))
    return dict(counted.values_list("run", "people"))
