"""All addresses of the console."""

from __future__ import annotations

from zoomsandbox.console import apps, host, log, meeting, rehearsal, weather

ROUTES = [
    *host.ROUTES,
    *meeting.ROUTES,
    *rehearsal.ROUTES,
    *apps.ROUTES,
    *weather.ROUTES,
    *log.ROUTES,
]
