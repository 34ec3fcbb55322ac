"""Do Zoom's webhooks reach us? Concluded from what came, and from what should have come."""

from datetime import datetime, timedelta

from django.db.models import Min

from virtualcrowd.agenda.models import LiveState, Session
from virtualcrowd.common.models import Delivery
from virtualcrowd.zoom.doctor.keys import Found
from virtualcrowd.zoom.models import Connection

# Zoom validates again every 72 hours: https://developers.zoom.us/docs/api/webhooks/. A little more.
VALIDATED_EVERY = timedelta(hours=74)
LOOK_BACK = timedelta(days=30)
LONGEST_RUN = timedelta(hours=31)  # Zoom ends every meeting after 30


def troubles(row: Connection, now: datetime) -> list[Found]:
    """Return what is wrong with live updates; without a Secret Token they are not set up."""
    if not row.webhook_secret:
        return []
    heard = max(filter(None, [row.webhook_validated_at, row.webhook_received_at]), default=None)
    if row.webhook_refused_at and (heard is None or row.webhook_refused_at > heard):
        return [Found("hook_secret_wrong", "A call came with another signature.")]
    if heard is None:
        return [Found("hook_not_validated")]
    if heard < now - VALIDATED_EVERY:
        return [Found("hook_stale", f"Last heard {heard:%Y-%m-%d %H:%M} UTC")]
    missing = _missing(row, now)
    return [Found("hook_events_missing", " ".join(missing))] if missing else []


def _missing(row: Connection, now: datetime) -> list[str]:
    """Return events that must have happened, of which Zoom did not tell."""
    told = Delivery.objects.filter(
        provider="zoom", source_id=row.pk, received_at__gt=now - LOOK_BACK
    )
    kinds = dict(told.order_by().values_list("kind").annotate(Min("received_at")))
    missing = []
    for kind in ("meeting", "webinar"):
        started, ended = f"{kind}.started", f"{kind}.ended"
        if ended in kinds and started not in kinds:
            missing.append(started)
        # What has started may still run: silence tells only once it cannot.
        if started in kinds and ended not in kinds and kinds[started] < now - LONGEST_RUN:
            missing.append(ended)
    is_live = Session.objects.filter(
        event=row.event_id, provider="zoom", live_state=LiveState.LIVE
    ).exists()
    # It runs, and we only know because we asked.
    if is_live and not kinds.keys() & {"meeting.started", "webinar.started"}:
        missing = ["meeting.started", *(name for name in missing if name != "meeting.started")]
    return missing
