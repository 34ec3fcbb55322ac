"""Every endpoint of the REST API that is served, the longer paths first."""

from __future__ import annotations

from zoomsandbox.rest import items, questions, registrants, roll, scheduling, users

ROUTES = [
    *users.ROUTES,
    *scheduling.ROUTES,
    *questions.ROUTES,
    *registrants.ROUTES,
    *roll.ROUTES,
    *items.ROUTES,
]
