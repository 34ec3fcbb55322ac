"""Plugins → Zoom → What Zoom answered: the log for whoever helps, and a report to copy."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from virtualcrowd.events.access import StaffRequest, staff_required
from virtualcrowd.events.models import Role
from virtualcrowd.zoom import pairs
from virtualcrowd.zoom.support import calls, report

PER_PAGE = 50
SHOWS = {"": "All", "errors": "Errors"}


@require_GET
@never_cache
@staff_required(Role.OWNER)
def page(request: StaffRequest) -> HttpResponse:
    """List what Zoom answered, the newest first; the report has the newest of all of it."""
    now, event, show = timezone.now(), request.event, request.GET.get("show", "")
    show = show if show in SHOWS else ""
    rows = Paginator(calls.of(event, only_failed=show == "errors"), PER_PAGE)
    newest = calls.of(event)[: report.LINES]
    context = {
        "nav": "plugins",
        "page": rows.get_page(request.GET.get("page") or 1),
        "show": show,
        "shows": SHOWS,
        "report": report.text(pairs.of(event), newest, now),
        "keep_days": calls.KEEP.days,
        "keep_rows": calls.MOST,
    }
    return render(request, "zoom/support/answered.html", context)
