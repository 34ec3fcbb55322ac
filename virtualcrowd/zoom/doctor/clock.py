"""Is this server's clock right? Compared with the Date that Zoom puts on its answers."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone

from virtualcrowd.zoom.doctor import probes
from virtualcrowd.zoom.doctor.keys import Found

# A signature is dated 30 s back, a webhook may be 5 minutes old; the header counts seconds.
MOST = timedelta(seconds=30)


def off() -> Found | None:
    """Return the finding when we and Zoom disagree by more than half a minute.

    Raises:
        NoAnswer: Zoom could not be asked.
    """
    theirs = _zoom_says()
    if theirs is None:
        return None
    ours = timezone.now()
    apart = ours - theirs
    if abs(apart) <= MOST:
        return None
    words = "fast" if apart > timedelta(0) else "slow"
    return Found("clock_off", f"This server is {abs(apart).total_seconds():.0f} s {words}")


def _zoom_says() -> datetime | None:
    """Return the time of an answer that costs Zoom nothing."""
    query = urlencode({"response_type": "code", "client_id": "clock"})
    answer = probes.send("GET", f"{settings.ZOOM_OAUTH_URL}/oauth/authorize?{query}")
    try:
        told = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)
