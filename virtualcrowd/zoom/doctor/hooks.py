"""Do Zoom's webhooks reach us? Concluded from what came, and from what should have come."""

from datetime import datetime, timedelta

from virtualcrowd.agenda.models import LiveState, Session
from virtualcrowd.common.models import Delivery
from virtualcrowd.zoom.doctor.keys import Found
from virtualcrowd.zoom.models import Connection

# Zoom validates again every 72 hours: https://developers.zoom.us/docs/api/webhooks/. A little more.
VALIDATED_EVERY = timedelta(hours=74)
LOOK_BACK = timedelta(days=30)
TOGETHER = ("started", "ended")


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
    kinds = set(told.values_list("kind", flat=True).distinct())
    missing = [
        f"{kind}.{what}"
        for kind in ("meeting", "webinar")
        for what in TOGETHER
        if f"{kind}.{what}" not in kinds and any(f"{kind}.{one}" in kinds for one in TOGETHER)
    ]
    is_live = Session.objects.filter(
        event=row.event_id, provider="zoom", live_state=LiveState.LIVE
    ).exists()
    # It runs, and we only know because we asked.
    if is_live and not kinds & {"meeting.started", "webinar.started"}:
        missing = ["meeting.started", *(name for name in missing if name != "meeting.started")]
    return missing
