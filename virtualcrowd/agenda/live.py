"""What open pages hear: an event's revision rises, and the bus carries what changed.

The revision is the id of the live stream, so a page that reconnects asks for what came after.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from virtualcrowd.agenda.models import LiveState, Session
from virtualcrowd.common import bus
from virtualcrowd.events.models import Event


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
        bump(session.event_id, {"session": session.pk, "state": state or "unknown"})
    return changed
