"""Do our isolation headers reach a browser? Asked of our own public address, proxies and all.

Zoom's client needs them for shared memory: gallery view and smooth video.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx2
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse

from virtualcrowd.common import tls

HEADER, WANTED = "Document-Isolation-Policy", "isolate-and-credentialless"
KEY = "zoom-isolation"
KEEP_S = 26 * 3600
TIMEOUT_S = 8.0
STALE = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Seen:
    """What came back: the header's value, or None if our own address did not answer us."""

    value: str | None
    at: datetime

    @property
    def is_whole(self) -> bool:
        return self.value == WANTED


def look(now: datetime) -> Seen:
    """Ask our public address and keep what came."""
    url = settings.PUBLIC_URL + reverse("zoom_callback:isolation")
    try:
        answer = httpx2.get(url, timeout=TIMEOUT_S, verify=tls.trusted())
        value = answer.headers.get(HEADER, "") if answer.is_success else None
    except httpx2.HTTPError:
        value = None
    seen = Seen(value, now)
    cache.set(KEY, seen, KEEP_S)
    return seen


def known(now: datetime) -> Seen | None:
    """Return what the last look saw, unless that is long ago."""
    seen: Seen | None = cache.get(KEY)
    return seen if seen and now - seen.at < STALE else None
