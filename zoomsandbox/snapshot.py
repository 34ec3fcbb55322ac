"""The state as plain JSON, for the control API."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from zoomsandbox.clock import zoom_time

if TYPE_CHECKING:
    from zoomsandbox.models import Item, Participant, User
    from zoomsandbox.world import World


def iso(seconds: float) -> str:
    """Write seconds since the epoch as Zoom writes times."""
    return zoom_time(datetime.fromtimestamp(seconds, UTC))


def user(who: User) -> dict[str, Any]:
    """Return one user."""
    return asdict(who) | {"created_at": zoom_time(who.created_at)}


def person(who: Participant) -> dict[str, Any]:
    """Return someone inside a meeting."""
    return asdict(who) | {
        "joined_at": zoom_time(who.joined_at),
        "left_at": zoom_time(who.left_at) if who.left_at else None,
    }


def item(world: World, one: Item) -> dict[str, Any]:
    """Return one meeting or webinar with who is inside."""
    return {
        "id": one.id,
        "kind": one.kind,
        "uuid": one.uuid,
        "topic": one.topic,
        "type": one.type,
        "host": world.host(one).email,
        "start_time": zoom_time(one.start) if one.start else None,
        "duration": one.duration,
        "timezone": one.timezone,
        "passcode": one.passcode,
        "settings": one.settings,
        "started": one.is_started,
        "runs": len(one.runs),
        "participants": [person(who) for who in one.present],
        "registrants": [
            {"id": who.id, "email": who.email, "status": who.status, "tk": who.tk}
            for who in one.registrants
        ],
        "outcome": asdict(one.outcome) if one.outcome else None,
    }


def clock(world: World) -> dict[str, Any]:
    """Return the clock."""
    rate = world.clock.rate
    return {"offset_s": world.clock.offset_s, "rate": rate, "now": zoom_time(world.clock.now())}


def world(whole: World) -> dict[str, Any]:
    """Return everything but the logs."""
    return {
        "seed": whole.seed_name,
        "clock": clock(whole),
        "account": asdict(whole.account),
        "users": [user(who) for who in whole.users.values()],
        "meetings": [item(whole, one) for one in whole.items_of("meeting")],
        "webinars": [item(whole, one) for one in whole.items_of("webinar")],
        "apps": [asdict(app) for app in whole.apps.values()],
        "grants": [
            {
                "client_id": grant.client_id,
                "user": getattr(whole.anyone(grant.user_id), "email", ""),
                "scopes": grant.scopes,
                "access_dead": grant.access_dead,
                "refresh_dead": grant.refresh_dead or grant.spent_at is not None,
            }
            for grant in whole.grants
        ],
        "faults": [asdict(fault) for fault in whole.faults],
        "limits": {"on": whole.limits.on, "plan": whole.limits.plan},
        "deliveries": len(whole.deliveries),
        "joins": len(whole.joins),
    }
