"""What the event home, Plugins and Libraries tell of Zoom: from stored state, never from a call."""

from datetime import datetime

from django.urls import reverse

from virtualcrowd.agenda.providers import Check, Tile
from virtualcrowd.common.templatetags.vc import ago, on_at
from virtualcrowd.events.models import Event
from virtualcrowd.zoom import advice
from virtualcrowd.zoom.board import of_event
from virtualcrowd.zoom.clash import radar
from virtualcrowd.zoom.clash import words as clash_words
from virtualcrowd.zoom.models import Connection, Embed, LibraryItem

MOST = 5  # lines of one kind; the rest is counted
LIBRARY = "Zoom meetings and Webinars"


def tile(event: Event) -> Tile:
    """How Zoom shows on Plugins and Libraries."""
    row = Connection.objects.filter(event=event).first()
    count = LibraryItem.objects.filter(event=event).count()
    state, label = _state(row)
    is_known = row is not None and row.zoom_user_email
    return Tile(
        name="Zoom",
        summary=(
            f"{row.account_name or row.zoom_user_name}, authorized as {row.zoom_user_email}"
            if row and is_known
            else "Import meetings and webinars, and let attendees join inside the agenda"
        ),
        state=state,
        state_label=label,
        settings_url=_url("zoom:connection", event),
        library_name=LIBRARY,
        library_url=_url("zoom:library", event),
        library_summary=f"{count} imported" if count else "Nothing imported yet",
    )


def checks(event: Event, now: datetime) -> list[Check]:
    """Lines of the readiness checklist, the most basic first; eleven queries."""
    row = Connection.objects.filter(event=event).first()
    if row:
        row.event = event
    count = LibraryItem.objects.filter(event=event).count()
    embeds = list(
        Embed.objects.filter(session__event=event, session__provider="zoom")
        .select_related("item", "session")
        .order_by("session__starts_at", "session_id")
    )
    lines = [_connected(event, row), *_keys(event, row), _library(event, row, count)]
    if row and row.is_connected:
        lines += of_event.lines(row, now)
    if row and row.status != Connection.Status.DRAFT:
        lines.append(_live_updates(event, row, embeds))
    if embeds:
        lines += clash_words.checks(radar.of(event, now), event)
    return lines + _unjoinable(event, embeds) + _at_other_times(event, embeds, now)


def _state(row: Connection | None) -> tuple[str, str]:
    if row and row.is_connected:
        return "done", "Connected"
    if row and row.status == Connection.Status.BROKEN:
        return "failed", "Reconnect needed"
    return "draft", "Not connected"


def _connected(event: Event, row: Connection | None) -> Check:
    url = _url("zoom:connection", event)
    if row and row.is_connected:
        seen = f"{row.zoom_user_email}, {row.plan}. Zoom answered {ago(row.last_ok_at)}."
        return Check("ok", "Zoom is connected", seen, "Show", url)
    if row and row.status == Connection.Status.BROKEN:
        told = advice.CONNECT.get(row.failure, advice.CONNECT["grant_dead"])
        since = f"Since {on_at(row.failed_at, event.timezone)} ({event.city}). {told.words}"
        return Check("bad", told.title, since, "Authorize again", url)
    words = "Connect this event's Zoom account; then import its meetings and webinars."
    return Check("bad", "Zoom is not connected", words, "Connect Zoom", url)


def _keys(event: Event, row: Connection | None) -> list[Check]:
    if not row or not row.keys_refused_at:
        return []
    since = f"Since {on_at(row.keys_refused_at, event.timezone)} ({event.city})."
    words = f"{since} Nobody can join. Copy Client ID and Client Secret from your Zoom app again."
    url = f"{_url('zoom:connection', event)}#pairs"
    return [Check("bad", "Zoom refuses the JWT pair", words, "Replace", url)]


def _library(event: Event, row: Connection | None, count: int) -> Check:
    if count:
        noun = "meeting or webinar" if count == 1 else "meetings and webinars"
        return Check("ok", f"{count} {noun} imported", "", "Show", _url("zoom:library", event))
    if row and row.is_connected:
        words = "Choose the meetings and webinars of this event."
        action, url = "Import Meetings & Webinars", _url("zoom:import", event)
        return Check("warn", "Nothing imported yet", words, action, url)
    return Check("none", "Nothing imported yet", "Possible as soon as Zoom is connected.")


def _live_updates(event: Event, row: Connection, embeds: list[Embed]) -> Check:
    """Polling knows when a meeting runs; of webinars only webhooks tell."""
    url = f"{_url('zoom:connection', event)}#live-updates"
    if row.hears_webhooks:
        seen = row.webhook_received_at or row.webhook_validated_at
        return Check("ok", "Zoom tells us when hosts start", f"Last message {ago(seen)}.")
    if row.webhook_secret:
        words = "The Secret Token is stored, but Zoom never called. Press Validate in Zoom."
        return Check("warn", "Live updates do not reach us", words, "How to", url)
    if any(embed.item.kind == LibraryItem.Kind.WEBINAR for embed in embeds):
        words = "Of webinars only Zoom's live updates tell when the host starts."
        return Check("warn", "Live updates are not set up", words, "Set up", url)
    words = "Set up live updates to hear it at once."
    return Check("ok", "We ask Zoom whether hosts have started", words, "Set up", url)


def _unjoinable(event: Event, embeds: list[Embed]) -> list[Check]:
    found = [
        Check(
            "bad",
            f"“{embed.session.title}”: {_why(embed.item)}",
            f"{on_at(embed.session.starts_at, event.timezone)} ({event.city}). "
            "Attendees cannot join it as it is.",
            "Choose another",
            reverse("dashboard:session_embed", args=[event.shortcode, embed.session_id]),
            of_session=True,
        )
        for embed in embeds
        if embed.item.gone_at or embed.item.obstacle
    ]
    return _shortened(event, found)


def _why(item: LibraryItem) -> str:
    if item.gone_at:
        return "deleted in Zoom"
    known = advice.OBSTACLES.get(item.obstacle)
    return known.title.lower() if known else "not supported"


def _at_other_times(event: Event, embeds: list[Embed], now: datetime) -> list[Check]:
    """Sessions to come whose meeting begins at another time in Zoom."""
    found = [
        Check(
            "warn",
            f"“{embed.session.title}”: another time in Zoom",
            f"Agenda {on_at(embed.session.starts_at, event.timezone)}, "
            f"Zoom {on_at(embed.item.starts_at, event.timezone)} ({event.city}).",
            "Compare",
            reverse("dashboard:session", args=[event.shortcode, embed.session_id]),
            of_session=True,
        )
        for embed in embeds
        if embed.item.starts_at
        and embed.item.starts_at != embed.session.starts_at
        and embed.session.ends_at > now
        and not embed.item.gone_at
    ]
    return _shortened(event, found)


def _shortened(event: Event, lines: list[Check]) -> list[Check]:
    if len(lines) <= MOST:
        return lines
    more = f"{len(lines) - MOST} more like these"
    rest = Check(lines[0].level, more, "", "Show", _url("zoom:library", event), of_session=True)
    return [*lines[:MOST], rest]


def _url(name: str, event: Event) -> str:
    return reverse(name, args=[event.shortcode])
