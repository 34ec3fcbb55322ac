"""Every endpoint of the REST API that is served, the longer paths first."""

from __future__ import annotations

from zoomsandbox.rest import (
    account,
    items,
    links,
    panelists,
    past,
    questions,
    recordings,
    registrants,
    reports,
    roll,
    scheduling,
    users,
)

ROUTES = [
    *users.ROUTES,
    *scheduling.ROUTES,
    *questions.ROUTES,
    *registrants.ROUTES,
    *roll.ROUTES,
    *panelists.ROUTES,
    *links.ROUTES,
    *recordings.ROUTES,
    *past.ROUTES,
    *reports.ROUTES,
    *account.ROUTES,
    *items.ROUTES,
]
