"""Times by the reader's clock, as sentences take them: with words that say whose clock it is."""

from datetime import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from virtualcrowd.agenda.models import Session
from virtualcrowd.common.templatetags import vc
from virtualcrowd.front.clocks import Clock

register = template.Library()


@register.filter
def by(moment: datetime, clock: Clock) -> SafeString:
    """ "10:42 Lisbon time"."""
    return clock.says(vc.at(moment, clock.zone))


@register.filter
def span(session: Session, clock: Clock) -> SafeString:
    """ "Wed 25 Nov, 10:00–11:00 Lisbon time"."""
    begins, ends = vc.on_at(session.starts_at, clock.zone), vc.at(session.ends_at, clock.zone)
    return clock.says(f"{begins}–{ends}")


@register.filter
def when(session: Session, clock: Clock) -> SafeString:
    """ "Wednesday 25 November, 10:00–11:00 Lisbon time", marked up for programs."""
    begins, ends = session.starts_at, session.ends_at
    times = format_html(
        '<time datetime="{}">{}, {}</time>–<time datetime="{}">{}</time>',
        begins.isoformat(),
        vc.day(begins, clock.zone),
        vc.at(begins, clock.zone),
        ends.isoformat(),
        vc.at(ends, clock.zone),
    )
    return clock.says(times)
