"""Tags that every template may use: icons, states, pictures, times."""

import re
from datetime import date, datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils import dateformat, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext

from virtualcrowd.common import languages

register = template.Library()
register.simple_tag(languages.words_url)

ICONS = settings.NODE_MODULES / "@tabler/icons/icons"
_STROKE = (
    'fill="none" stroke="currentColor" stroke-width="2" '
    'stroke-linecap="round" stroke-linejoin="round"'
)


@cache
def _shapes(name: str) -> str:
    """The inside of Tabler's SVG `name`; a trailing "!" picks the filled one."""
    folder = "filled" if name.endswith("!") else "outline"
    svg = (ICONS / folder / f"{name.rstrip('!')}.svg").read_text()
    inner = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
    return " ".join(inner[1].split()).replace("> <", "><") if inner else ""


@register.simple_tag
def icon(name: str, cls: str = "", label: str = "") -> SafeString:
    """Inline Tabler icon; decorative unless `label` is given."""
    paint = mark_safe('fill="currentColor"' if name.endswith("!") else _STROKE)  # noqa: S308 - ours
    said = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="icon {}" width="24" height="24" viewBox="0 0 24 24" {} {}>{}</svg>',
        cls,
        paint,
        mark_safe(said),  # noqa: S308 - escaped above
        mark_safe(_shapes(name)),  # noqa: S308 - a file of the icon package
    )


# key: (icon, word). One badge per thing, the first that applies; see docs/glossary.md. What only
# organisers see is English.
STATES = {
    "deleted": ("trash-x", "Deleted in Zoom"),
    "unsupported": ("lock", "Not supported"),
    "conflict": ("alert-triangle", "Host conflict"),
    "changed": ("refresh-alert", "Changed in Zoom"),
    "live": ("", gettext_lazy("Live")),
    "waiting": ("hourglass-high", gettext_lazy("Waiting for host")),
    "soon": ("clock-play", gettext_lazy("Starts soon")),
    "upcoming": ("calendar-event", gettext_lazy("Upcoming")),
    "ended": ("circle-check", gettext_lazy("Ended")),
    "none": ("video-off", "No Zoom meeting"),
    "done": ("circle-check", "Connected"),
    "failed": ("alert-circle", "Failed"),
    "draft": ("pencil", "Draft"),
}


def word_of(key: str) -> str:
    """Return the state's word."""
    return str(STATES[key][1])


@register.simple_tag
def state(key: str, label: str = "") -> SafeString:
    """A state's badge: sign and word, never colour alone."""
    sign, _ = STATES[key]
    mark = icon(sign) if sign else mark_safe('<span class="dot" aria-hidden="true"></span>')
    return format_html(
        '<span class="badge vc-state vc-{}">{}{}</span>', key, mark, label or word_of(key)
    )


@register.simple_tag
def art(name: str, cls: str = "", alt: str = "") -> SafeString:
    """One of our drawings."""
    return format_html('<img src="{}" class="{}" alt="{}">', art_url(name), cls, alt)


@register.simple_tag
def art_url(name: str) -> str:
    """The address of one of our drawings."""
    return static(f"vc/img/{name}.svg")


@register.simple_tag
def face(person: Any, cls: str = "") -> SafeString:
    """A round picture of a person: their drawn face if they have one, else their initials."""
    drawn = getattr(person, "art", "")
    if drawn:
        inside = format_html('<img src="{}" alt="">', art_url(f"p-{drawn}"))
    else:
        words = str(person).split()
        inside = format_html("{}", "".join(w[0] for w in words[:1] + words[1:][-1:]).upper())
    return format_html('<span class="avatar {}" aria-hidden="true">{}</span>', cls, inside)


def local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


@register.filter
def at(moment: datetime | None, zone: str) -> str:
    """ "10:42" in the zone."""
    return f"{local(moment, zone):%H:%M}" if moment else ""


@register.filter
def on(moment: datetime | None, zone: str) -> str:
    """ "Wed 25 Nov" in the zone."""
    # Translators: how a date looks. D: weekday, short (l: long); j: day of the month; M: month,
    # short (N: as printed, F: long); H:i: time of day; Y: year. A sign after \ stands for itself.
    return dateformat.format(local(moment, zone), pgettext("date", "D j M")) if moment else ""


@register.filter
def on_at(moment: datetime | None, zone: str) -> str:
    """ "Wed 25 Nov, 10:42" in the zone."""
    return dateformat.format(local(moment, zone), pgettext("date", "D j M, H:i")) if moment else ""


@register.filter
def day(value: datetime, zone: str) -> str:
    """ "Wednesday 25 November" in the zone."""
    return day_of(local(value, zone))


def day_of(value: date) -> str:
    """ "Wednesday 25 November"; of a moment, in its own zone."""
    return dateformat.format(value, pgettext("date", "l j F"))


@register.filter
def ago(moment: datetime | None) -> str:
    """ "2 minutes ago", roughly, for the time of a check."""
    if moment is None:
        return gettext("never")
    minutes = int((timezone.now() - moment).total_seconds() // 60)
    days, hours = minutes // 1440, minutes // 60
    if days:
        words = ngettext("%(count)d day ago", "%(count)d days ago", days)
    elif hours:
        words = ngettext("%(count)d hour ago", "%(count)d hours ago", hours)
    elif minutes >= 1:
        words = ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes)
    else:
        words = gettext("just now")
    return words % {"count": days or hours or minutes}


@register.filter
def host(url: str) -> str:
    """ "meet.example.org" of an address."""
    return urlsplit(url).hostname or ""


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """`mapping[key]`, or None."""
    return mapping.get(key)
