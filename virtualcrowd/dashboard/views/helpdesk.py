"""Help desk: who cannot get in, and what staff tell them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from virtualcrowd.agenda import helpdesk as desk
from virtualcrowd.agenda.models import HelpRequest
from virtualcrowd.dashboard.help_forms import AnswerForm
from virtualcrowd.events.access import StaffRequest, staff_required
from virtualcrowd.events.models import Role

MOST = 100


@require_safe
@staff_required()
def requests(request: StaffRequest) -> HttpResponse:
    found = list(desk.open_at(request.event)[:MOST])
    context = {
        "nav": "help",
        "may_edit": request.may_edit,
        "requests": found,
        "labels": desk.FACTS,
        "help_waiting": sum(one.answered_at is None for one in found),
        "last_pk": max((one.pk for one in found), default=0),
    }
    page = "dashboard/help.html"
    return render(request, f"{page}#list" if request.htmx else page, context)


@require_POST
@staff_required(Role.EDITOR)
def answer(request: StaffRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        desk.answer(request=found, words=form.cleaned_data["answer"], by=request.user)
        messages.success(request, f"{found.attendee} sees your answer now")
    else:
        messages.error(request, "Write an answer first.")
    return redirect("dashboard:help", request.event.shortcode)


@require_POST
@staff_required(Role.EDITOR)
def settle(request: StaffRequest, pk: int) -> HttpResponse:
    desk.settle(_found(request, pk))
    messages.success(request, "Taken off the list")
    return redirect("dashboard:help", request.event.shortcode)


def _found(request: StaffRequest, pk: int) -> HelpRequest:
    rows = HelpRequest.objects.select_related("session__event", "attendee")
    return get_object_or_404(rows, session__event=request.event, pk=pk)
