"""What makes the pages an event's own: its colours, and what a phone's home screen shows of it."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from virtualcrowd.common.templatetags import vc
from virtualcrowd.events import colours
from virtualcrowd.events.access import AttendeeRequest, attendee_required

A_YEAR = "private, max-age=31536000, immutable"  # its address changes with the colour


@require_safe
@attendee_required
def brand_css(request: AttendeeRequest) -> HttpResponse:
    """Return the event's colour for light and dark pages; every text in it is readable."""
    colour = request.event.colour
    if not colour:
        return HttpResponse("", content_type="text/css")
    context = {"light": colours.light(colour), "dark": colours.dark(colour)}
    answer = render(request, "front/brand.css", context, content_type="text/css")
    answer["Cache-Control"] = A_YEAR
    return answer


@require_safe
@attendee_required
def manifest(request: AttendeeRequest) -> HttpResponse:
    """Return what a phone needs to put the event on its home screen."""
    event = request.event
    home = event.get_absolute_url()
    icon = (
        {"src": event.logo.url, "sizes": "512x512", "type": "image/webp"}
        if event.logo
        else {"src": vc.art_url(f"event-{event.art}"), "sizes": "any", "type": "image/svg+xml"}
    )
    body = {
        "id": home,
        "name": event.name,
        "short_name": event.name[:24],
        "start_url": home,
        "scope": home,
        "display": "standalone",
        "background_color": "#f5f7f8",
        "theme_color": event.colour or "#ffffff",
        "icons": [icon],
    }
    answer = JsonResponse(body, content_type="application/manifest+json")
    answer["Cache-Control"] = "private, max-age=3600"
    return answer
