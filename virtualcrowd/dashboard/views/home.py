from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from virtualcrowd.agenda import helpdesk as desk
from virtualcrowd.dashboard import home_page
from virtualcrowd.events.access import StaffRequest, staff_required


@staff_required()
def home(request: StaffRequest) -> HttpResponse:
    page = home_page.load(request.event, timezone.now())
    context = {
        "page": page,
        "nav": "home",
        "todo": len(page.ready.todo),
        "help_waiting": desk.waiting_at(request.event),
        "may_edit": request.may_edit,
    }
    return render(request, "dashboard/home.html", context)
