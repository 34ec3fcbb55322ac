"""Which session could use an item of the library? The library's way into the agenda."""

from datetime import datetime

from virtualcrowd.agenda import matching
from virtualcrowd.agenda.models import Session
from virtualcrowd.agenda.providers import Choice
from virtualcrowd.zoom.models import LibraryItem


def session_for(item: LibraryItem, now: datetime) -> Session | None:
    """Return the session to come, without a meeting, that the item fits best, if it fits any."""
    if item.gone_at or item.obstacle:
        return None
    bare = Session.objects.filter(event=item.event_id, provider="", plan_b="", ends_at__gt=now)
    choice = Choice(
        value=str(item.pk),
        label=item.shown_title,
        group="",
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        title=item.shown_title,
    )
    found = matching.propose(bare, [("zoom", choice)], set())
    return found[0].session if found else None
