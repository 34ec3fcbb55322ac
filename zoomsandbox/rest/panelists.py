"""Panelists of webinars: https://developers.zoom.us/docs/api/meetings/#tag/webinars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zoomsandbox import payloads
from zoomsandbox.clock import zoom_time
from zoomsandbox.ids import fresh_id
from zoomsandbox.models import Panelist
from zoomsandbox.rest import errors
from zoomsandbox.rest.call import api
from zoomsandbox.rest.registrants import ADDRESS

if TYPE_CHECKING:
    from zoomsandbox.models import Item
    from zoomsandbox.rest.call import Call

MOST_AT_ONCE, MOST_IN_ALL = 30, 100
TAGS = (
    "virtual_background_id",
    "name_tag_id",
    "name_tag_name",
    "name_tag_pronouns",
    "name_tag_description",
)


def list_panelists(call: Call) -> dict[str, Any]:
    """GET /webinars/{webinarId}/panelists, each with the personal link."""
    item = call.item("webinar")
    rows = [payloads.panelist_row(item, one, call.base) for one in item.panelists]
    return {"total_records": len(rows), "panelists": rows}


def add_panelists(call: Call) -> dict[str, Any]:
    """POST /webinars/{webinarId}/panelists: up to 30 at once; known addresses are renamed."""
    item = call.item("webinar")
    rows = call.json.get("panelists")
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_AT_ONCE:
        raise errors.invalid_field("panelists")
    newcomers = [_panelist(row) for row in rows]
    known = {one.email.lower(): one for one in item.panelists}
    merged = known | {one.email.lower(): _kept(known, one) for one in newcomers}
    if len(merged) > MOST_IN_ALL:
        raise errors.refused(
            3000,
            "You have reached the limit for the number of panelists you can add. Contact Zoom "
            "Support for more information.",
        )
    item.panelists = list(merged.values())
    call.world.touch()
    return {"id": str(item.id), "updated_at": zoom_time(call.world.clock.now())}


def _kept(known: dict[str, Panelist], newcomer: Panelist) -> Panelist:
    old = known.get(newcomer.email.lower())
    if old is None:
        return newcomer
    old.name, old.tags = newcomer.name, newcomer.tags or old.tags
    return old


def _panelist(row: Any) -> Panelist:
    if not isinstance(row, dict):
        raise errors.invalid_field("panelists")
    email, name = row.get("email"), row.get("name")
    if not isinstance(email, str) or not ADDRESS.fullmatch(email):
        raise errors.invalid_field("panelists.email", "Invalid email.")
    if not isinstance(name, str) or not name:
        raise errors.invalid_field("panelists.name")
    tags = {tag: row[tag] for tag in TAGS if isinstance(row.get(tag), str)}
    return Panelist(id=fresh_id(), email=email, name=name, tags=tags)


def drop_panelists(call: Call) -> None:
    """DELETE /webinars/{webinarId}/panelists: all of them."""
    call.item("webinar").panelists.clear()
    call.world.touch()


def drop_panelist(call: Call) -> None:
    """DELETE /webinars/{webinarId}/panelists/{panelistId}, by id or address."""
    item = call.item("webinar")
    item.panelists = [one for one in item.panelists if not _is(one, call.path["panelist"])]
    call.world.touch()


def _is(panelist: Panelist, reference: str) -> bool:
    return reference in (panelist.id, panelist.email)


def tracking_sources(call: Call) -> dict[str, Any]:
    """GET /webinars/{webinarId}/tracking_sources: one for each `source_id` that registered."""
    item = call.item("webinar")
    rows = [_source(item, source, call.base) for source in _sources(item)]
    return {"total_records": len(rows), "tracking_sources": rows}


def _sources(item: Item) -> list[str]:
    return sorted({who.source_id for who in item.registrants if who.source_id})


def _source(item: Item, source: str, base: str) -> dict[str, Any]:
    count = sum(who.source_id == source for who in item.registrants)
    return {
        "id": source,
        "source_name": f"Source {source}",
        "tracking_url": f"{base}/webinar/register/{item.id}/{source}",
        "registration_count": count,
        "visitor_count": count,
    }


_ALL = "/webinars/{item:path}/panelists"
_READ, _WRITE, _DROP = (
    "webinar:read:list_panelists",
    "webinar:write:panelist",
    "webinar:delete:panelist",
)
_SOURCES = "webinar:read:list_tracking_sources"
ROUTES = [
    api("GET", _ALL, list_panelists, scope=_READ, label="medium"),
    api("POST", _ALL, add_panelists, scope=_WRITE, label="medium", status=201),
    api("DELETE", _ALL, drop_panelists, scope=_DROP, label="light"),
    api("DELETE", f"{_ALL}/{{panelist}}", drop_panelist, scope=_DROP, label="light"),
    api(
        "GET",
        "/webinars/{item:path}/tracking_sources",
        tracking_sources,
        scope=_SOURCES,
        label="medium",
    ),
]
