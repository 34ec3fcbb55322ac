"""Clashes in words: what it is, what it means, what helps."""

from django.urls import reverse

from virtualcrowd.agenda.providers import Check, Level
from virtualcrowd.common.templatetags.vc import on_at
from virtualcrowd.events.models import Event
from virtualcrowd.zoom.clash.radar import Found, Radar
from virtualcrowd.zoom.clash.rules import Clash

COUNTS = {2: "two", 3: "three", 4: "four", 5: "five"}
MOST = 5  # lines on a checklist; the page has them all


def title(clash: Clash, event: Event) -> str:
    """ "Wed 25 Nov, 13:30: one host, two meetings"."""
    when = on_at(clash.starts_at, event.timezone)
    count = COUNTS.get(len(clash.slots), str(len(clash.slots)))
    if clash.kind == "tight":
        return f"{when}: hardly any time between {count} meetings"
    return f"{when}: one host, {count} meetings"


def meaning(found: Found) -> str:
    """What happens if nobody does anything; names every meeting that is in it."""
    clash, last = found.clash, f"“{found.last.title}”"
    before = [f"“{slot.title}”" for slot in clash.slots[:-1]]
    others, run = " and ".join(before), "runs" if len(before) == 1 else "run"
    if clash.kind == "tight":
        return (
            f"Less than 15 minutes lie between them. If {before[-1]} runs late, {last} "
            "starts late, too."
        )
    if clash.kind == "alone":
        return (
            "Zoom lets this host run two meetings at once, but nobody can be in two: neither "
            f"{others} nor {last} has an alternative host."
        )
    if found.has_webinar:
        return f"A webinar shares its host with nothing: {last} cannot start while {others} {run}."
    most = "one meeting" if clash.limit == 1 else "two meetings"
    return f"Zoom lets this host run {most} at a time: {last} cannot start while {others} {run}."


def proposals(found: Found, event: Event) -> list[str]:
    """What helps, the easiest first."""
    clash, last = found.clash, found.last.title
    move = f"Move “{last}” to {on_at(clash.free_at, event.timezone)} or later."
    other = f"Give “{last}” another host in Zoom."
    if found.free:
        other = f"Give “{last}” another host in Zoom. Free at that time: {', '.join(found.free)}."
    alternative = "Add an alternative host to one of them in Zoom, then refresh the library."
    if clash.kind == "alone":
        return [alternative, other, move]
    if clash.kind == "overlap":
        return [other, move, "An alternative host does not help: Zoom counts the host’s meetings."]
    return [move, other]


def checks(radar: Radar, event: Event) -> list[Check]:
    """Lines of the readiness checklist."""
    url = reverse("zoom:clashes", args=[event.shortcode])
    lines = [_check(found, event, url) for found in radar.open[:MOST]]
    if more := len(radar.open) - len(lines):
        head = f"{more} more host clashes"
        lines.append(Check("warn", head, "", "Show", url, radar.read_at, of_session=True))
    if not lines:
        lines.append(_clear(radar, url))
    return lines


def _check(found: Found, event: Event, url: str) -> Check:
    level: Level = "bad" if found.is_bad else "warn"
    words = f"{found.host}. {meaning(found)}"
    anchor = f"{url}#{found.clash.signature}"
    head = title(found.clash, event)
    return Check(level, head, words, "Resolve", anchor, found.checked_at, of_session=True)


def _clear(radar: Radar, url: str) -> Check:
    if radar.unread:
        count = len(radar.unread)
        noun = "host’s list" if count == 1 else "hosts’ lists"
        words = f"The {noun} of meetings was not read yet. It is, within a quarter of an hour."
        return Check("none", "Host clashes: not checked", words)
    if radar.read_at is None:
        return Check("none", "Host clashes: nothing to check yet")
    accepted = len(radar.accepted)
    words = f"{accepted} accepted by an organiser." if accepted else ""
    action = "Show" if accepted else ""
    return Check(
        "ok", "No host has two meetings at once", words, action, url if action else "",
        radar.read_at,
    )  # fmt: skip


def line(clash: Clash, zoom_id: str, event: Event) -> Check:
    """Return the Embed tab's line for a choice, the item `zoom_id`, that clashes."""
    other = next(slot for slot in clash.slots if slot.zoom_id != zoom_id)
    at = on_at(other.starts_at, event.timezone)
    level: Level = "warn" if clash.kind == "tight" else "bad"
    url = reverse("zoom:clashes", args=[event.shortcode])
    words = f"“{other.title}” at {at} ({event.city}). "
    if clash.kind == "alone":
        words += "Add an alternative host to one of them in Zoom."
    elif clash.kind == "tight":
        words += "Leave 15 minutes between them."
    else:
        words += "Choose another host, or move one of them."
    return Check(level, "The host has another meeting then", words, "All host clashes", url)
