"""Events: the list, a new one, the settings of one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from virtualcrowd.agenda import setup
from virtualcrowd.dashboard import events_page
from virtualcrowd.dashboard.event_forms import EventForm, PublishForm
from virtualcrowd.dashboard.queries import EventsQuery
from virtualcrowd.events.access import SignedInRequest, StaffRequest, editors_change, staff_required
from virtualcrowd.events.models import Event, Role

INVALID = 422


@login_required
def events(request: SignedInRequest) -> HttpResponse:
    user = request.user
    wanted = EventsQuery(request.GET).chosen()
    context: dict[str, Any] = {
        "list": events_page.load(user, wanted, timezone.now()),
        "wanted": wanted,
        "may_create": setup.may_create(user),
        "nav": "events",
    }
    if not context["list"].has_any:
        context["attends"] = Event.objects.filter(
            attendees__user=user, attendees__is_blocked=False, is_published=True
        )
    page = "dashboard/events.html"
    return render(request, f"{page}#list" if _wants_list(request) else page, context)


@login_required
def event_new(request: SignedInRequest) -> HttpResponse:
    user = request.user
    if not setup.may_create(user):
        raise PermissionDenied("Your account does not make events. Ask who runs this site.")
    start = {"art": "openwater", "timezone": "UTC"}
    form = EventForm(request.POST or None, initial=start)
    if form.is_valid():
        try:
            event = setup.create(details=form.details(), by=user)
        except setup.ShortcodeTaken:
            form.refuse_shortcode()
        else:
            messages.success(request, f"“{event}” is made. It is a draft until you publish it.")
            return redirect("dashboard:home", event.shortcode)
    status = INVALID if form.errors else 200
    return render(request, "dashboard/event_new.html", {"form": form}, status=status)


@editors_change
def event_settings(request: StaffRequest) -> HttpResponse:
    form = EventForm(request.POST or None, event=request.event)
    if form.is_valid():
        try:
            setup.change(event=request.event, details=form.details(), by=request.user)
        except setup.ShortcodeTaken:
            form.refuse_shortcode()
        else:
            messages.success(request, "Event settings saved")
            return redirect("dashboard:event_settings", request.event.shortcode)
    status = INVALID if form.errors else 200
    context = {"form": form, "nav": "settings", "may_edit": request.may_edit}
    return render(request, "dashboard/event_settings.html", context, status=status)


@staff_required(Role.EDITOR)
@require_POST
def publish(request: StaffRequest) -> HttpResponse:
    form = PublishForm(request.POST)
    form.is_valid()
    is_published = form.cleaned_data["is_published"]
    setup.publish(event=request.event, is_published=is_published, by=request.user)
    words = "Attendees can open the event now" if is_published else "Only staff see the event now"
    messages.success(request, words)
    return redirect("dashboard:event_settings", request.event.shortcode)


def _wants_list(request: Any) -> bool:
    return bool(request.htmx) and not request.htmx.boosted
