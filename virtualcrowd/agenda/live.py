"""What open pages hear: an event's revision rises, and the bus carries what changed.

The revision is the id of the live stream, so a page that reconnects asks for what came after.
"""

from collections.abc import Mapping
from datetime import datetime
from itertools import batched

from django.db import transaction
from django.db.models import F, Q

from virtualcrowd.agenda.models import LiveState, Session
from virtualcrowd.common import bus
from virtualcrowd.events.models import Event

AT_ONCE = 200  # numbers in one message of the bus, which is small


@transaction.atomic
def bump(event_id: int, change: dict[str, object]) -> int:
    """Raise the event's revision and tell every open page `change`. Returns the revision.

    The event's row stays locked until the transaction ends, so revisions arrive in order.
    """
    Event.objects.filter(pk=event_id).update(revision=F("revision") + 1)
    revision = Event.objects.values_list("revision", flat=True).get(pk=event_id)
    bus.publish("live", {**change, "rev": revision}, event_id=event_id)
    return revision


@transaction.atomic
def agenda_changed(event_id: int, session_id: int | None = None) -> int:
    """Tell open pages, calendars and the door that the agenda, or one session, has changed.

    Returns the event's new revision.
    """
    if session_id is not None:
        Session.objects.filter(pk=session_id).update(sequence=F("sequence") + 1)
    return bump(event_id, {"session": session_id, "changed": True})


@transaction.atomic
def set_live_state(session: Session, state: LiveState, at: datetime) -> bool:
    """Take over what the provider tells; `at` is the provider's time of it.

    News that is older than what we know changes nothing: webhooks come out of order.
    Returns whether the state changed.
    """
    newest = Session.objects.select_for_update().get(pk=session.pk)
    if newest.live_changed_at and newest.live_changed_at >= at:
        return False
    changed = newest.live_state != state
    Session.objects.filter(pk=session.pk).update(live_state=state, live_changed_at=at)
    session.live_state, session.live_changed_at = state, at
    if changed:
        Session.objects.filter(pk=session.pk).update(inside=None)
        bump(session.event_id, {"session": session.pk, "state": state or "unknown"})
    return changed


@transaction.atomic
def set_inside(event_id: int, provider: str, counts: Mapping[int, int]) -> dict[int, int]:
    """Take over how many people are inside: session id → number, of all that are counted now.

    No revision rises: open pages put the number in place, and none is fetched anew for it.
    Returns the numbers that changed; 0 stands for none.
    """
    known = Session.objects.filter(event=event_id, provider=provider)
    was = known.filter(~Q(inside=None) | Q(pk__in=counts)).values_list("pk", "inside")
    changed = {pk: counts.get(pk, 0) for pk, old in was if counts.get(pk, 0) != (old or 0)}
    for pk, number in changed.items():
        Session.objects.filter(pk=pk).update(inside=number or None)
    for part in batched(changed.items(), AT_ONCE):
        bus.publish("inside", {str(pk): number for pk, number in part}, event_id=event_id)
    return changed
