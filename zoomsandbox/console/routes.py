"""All addresses of the console."""

from __future__ import annotations

from zoomsandbox.console import apps, host, log, weather

ROUTES = [*host.ROUTES, *apps.ROUTES, *weather.ROUTES, *log.ROUTES]
