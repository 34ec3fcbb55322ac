from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from virtualcrowd.dashboard import board
from virtualcrowd.events.access import StaffRequest, staff_required


@require_safe
@staff_required()
def readiness(request: StaffRequest) -> HttpResponse:
    """Show what is ready and what is not: the event, then session by session."""
    now = timezone.now()
    found = board.of(request.event, now)
    context = {
        "nav": "home",
        "event": request.event,
        "board": found,
        "now": now,
        "may_edit": request.may_edit,
    }
    return render(request, "dashboard/readiness.html", context)
