"""An event's days and phase, for the dashboard's templates."""

from typing import NamedTuple

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from virtualcrowd.agenda.providers import all_providers
from virtualcrowd.common.templatetags.vc import state
from virtualcrowd.events import phases
from virtualcrowd.events.models import Event

register = template.Library()


class LibraryLink(NamedTuple):
    """A line of the menu; pages of that library give its key as `nav`."""

    key: str
    name: str
    url: str


@register.simple_tag
def libraries(event: Event) -> list[LibraryLink]:
    """The libraries that providers bring, without a query."""
    return [
        LibraryLink(f"library-{slug}", one.library_name, one.library_url(event))
        for slug, one in all_providers().items()
    ]


@register.filter
def dates(event: Event) -> str:
    """ "24–26 November 2026"."""
    return phases.span(event.starts_on, event.ends_on)


@register.filter
def dates_short(event: Event) -> str:
    """ "24–26 Nov"."""
    return phases.span(event.starts_on, event.ends_on, is_short=True)


@register.filter
def phase_word(event: Event) -> str:
    """ "live now", "upcoming", "draft" or "ended"."""
    return phases.WORDS[phases.phase_of(event, timezone.now())].lower()


@register.simple_tag
def phase_badge(event: Event, label: str = "") -> SafeString:
    """The event's phase as a badge."""
    phase = phases.phase_of(event, timezone.now())
    return state(phase, label or phases.WORDS[phase])
