from typing import Any

from django import template

from virtualcrowd.events.models import Role
from virtualcrowd.zoom.guide import steps
from virtualcrowd.zoom.views.guide import card

register = template.Library()


@register.inclusion_tag("zoom/guide/beside.html", takes_context=True)
def zoom_guide(context: dict[str, Any]) -> dict[str, Any]:
    """Draw the stepper beside the form of the Zoom page, for whom may fill that in."""
    request = context["request"]
    if request.role != Role.OWNER:
        return {}
    current = steps.place_of(request.event, request.user)
    token = {"csrf_token": context.get("csrf_token")}
    return card(request, current, "connection") | token | {"request": request}
