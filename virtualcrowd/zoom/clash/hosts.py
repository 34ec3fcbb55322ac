"""Looks at hosts behind the scenes: licence, capacity, and everything else they have planned.

Pages only read what is stored here. A host is asked about with four or five calls, those with a
session in the next day every quarter of an hour, others a few times a day.
"""

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min

from virtualcrowd.zoom.clash.models import Host, HostMeeting
from virtualcrowd.zoom.client import Client
from virtualcrowd.zoom.errors import (
    ZoomError,
    ZoomMissingScopes,
    ZoomNotFound,
    ZoomRefused,
    ZoomUnauthorized,
)
from virtualcrowd.zoom.models import Connection, Embed, LibraryItem
from virtualcrowd.zoom.payloads import Row

logger = logging.getLogger(__name__)

AHEAD = timedelta(days=30)
NEAR, OFTEN, SELDOM = timedelta(hours=24), timedelta(minutes=14), timedelta(hours=6)
MOST = 50  # hosts of one event in one run; the rest is due in the next


def look_due(now: datetime) -> int:
    """Look at the hosts whose time it is, of every connected event; return how many."""
    rows = Connection.objects.filter(status=Connection.Status.CONNECTED)
    return sum(look(row, now) for row in rows)


def look(connection: Connection, now: datetime, *, all_of_them: bool = False) -> int:
    """Look at the hosts of one event; a failure that concerns the connection ends the run."""
    due = _due(connection.event_id, now, all_of_them=all_of_them)
    done = 0
    with Client(connection, retrying=True) as zoom:
        for host_id, email in due[:MOST]:
            try:
                _store(connection.event_id, host_id, email, zoom, now)
            except ZoomError as error:
                level = logging.INFO if isinstance(error, ZoomUnauthorized) else logging.WARNING
                logger.log(level, "Hosts of %r wait: %s", connection, error)
                break
            done += 1
    return done


def _due(event_id: int, now: datetime, *, all_of_them: bool) -> list[tuple[str, str]]:
    """(id, e-mail) of hosts with a session to come, who was looked at last first."""
    known = dict(Host.objects.filter(event=event_id).values_list("host_id", "checked_at"))
    first = _first_sessions(event_id, now)
    wait = {host: OFTEN if starts - now <= NEAR else SELDOM for (host, _), starts in first.items()}
    due = [
        pair
        for pair in first
        if all_of_them or pair[0] not in known or now - known[pair[0]] >= wait[pair[0]]
    ]
    return sorted(due, key=lambda pair: known[pair[0]].timestamp() if pair[0] in known else 0.0)


def _first_sessions(event_id: int, now: datetime) -> dict[tuple[str, str], datetime]:
    rows = (
        Embed.objects.filter(
            session__event=event_id, session__ends_at__gt=now, session__starts_at__lt=now + AHEAD
        )
        .exclude(item__host_id="")
        .values_list("item__host_id", "item__host_email")
        .annotate(first=Min("session__starts_at"))
        .order_by()
    )
    return {(host, email): first for host, email, first in rows}


def _store(event_id: int, host_id: str, email: str, zoom: Client, now: datetime) -> None:
    """Ask about one host, then write it down in one go."""
    said = _described(zoom, host_id)
    rows = _calendar(zoom, host_id, has_webinars=said.get("webinar_capacity") != 0)
    if rows is not None:
        said["calendar_at"] = now
    with transaction.atomic():
        Host.objects.update_or_create(
            event_id=event_id,
            host_id=host_id,
            defaults={"email": email, "checked_at": now, **said},
        )
        if rows is None:
            return
        HostMeeting.objects.filter(event=event_id, host_id=host_id).delete()
        HostMeeting.objects.bulk_create(
            [
                _meeting(event_id, host_id, kind, row, row.start_time)
                for kind, row in rows
                if row.start_time
            ],
            ignore_conflicts=True,
        )


def _described(zoom: Client, host_id: str) -> dict[str, Any]:
    """Licence, capacity, who may join; what the app may not read stays as not known."""
    said: dict[str, Any] = {}
    try:
        user = zoom.user(host_id)
    except ZoomNotFound:
        return {"status": Host.Status.GONE}
    except (ZoomMissingScopes, ZoomRefused):
        return {"status": Host.Status.UNKNOWN, "licence": None}
    said |= {"status": user.status, "licence": user.type or None}
    with suppress(ZoomMissingScopes, ZoomRefused, ZoomNotFound):
        feature = zoom.user_settings(host_id).feature
        said |= {
            "meeting_capacity": max(feature.meeting_capacity, feature.large_meeting_capacity),
            "webinar_capacity": feature.webinar_capacity if feature.webinar else 0,
            "concurrent": feature.concurrent_meeting[:10],
        }
    with suppress(ZoomMissingScopes, ZoomRefused, ZoomNotFound):
        rules = zoom.user_security(host_id).meeting_security
        said["refuses_web_guests"] = rules.only_authenticated_can_join_from_webclient
    return said


def _calendar(zoom: Client, host_id: str, *, has_webinars: bool) -> list[tuple[str, Row]] | None:
    """(kind, row) of all that the host has planned; None if we may not know."""
    try:
        rows = [(LibraryItem.Kind.MEETING.value, row) for row in zoom.meetings(host_id, "upcoming")]
    except ZoomNotFound:
        return []
    except (ZoomMissingScopes, ZoomRefused):
        return None
    if has_webinars:
        # No licence is an answer, too.
        with suppress(ZoomMissingScopes, ZoomRefused, ZoomNotFound):
            found = zoom.webinars(host_id, type_="scheduled")
            rows += [(LibraryItem.Kind.WEBINAR.value, row) for row in found]
    return rows


def _meeting(event_id: int, host_id: str, kind: str, row: Row, starts_at: datetime) -> HostMeeting:
    return HostMeeting(
        event_id=event_id,
        host_id=host_id,
        kind=kind,
        zoom_id=row.id,
        topic=row.topic[:300] or "Untitled",
        starts_at=starts_at,
        duration=timedelta(minutes=row.duration),
    )
