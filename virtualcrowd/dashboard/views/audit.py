from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from virtualcrowd.common import audit as log
from virtualcrowd.dashboard.queries import WHO, AuditQuery
from virtualcrowd.events.access import StaffRequest, staff_required

PER_PAGE = 50


@staff_required()
def audit(request: StaffRequest) -> HttpResponse:
    wanted = AuditQuery(request.GET).chosen()
    entries = log.search(event=request.event, words=wanted.get("q") or "")
    if who := wanted.get("who"):
        entries = entries.filter(actor__isnull=who != "people")
    page = Paginator(entries, PER_PAGE).get_page(wanted.get("page") or 1)
    context = {"page": page, "wanted": wanted, "nav": "audit", "who": WHO}
    part = "#log" if request.htmx and not request.htmx.boosted else ""
    return render(request, f"dashboard/audit.html{part}", context)
