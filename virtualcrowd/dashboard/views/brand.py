"""Builder → Branding and Builder → Joining."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from virtualcrowd.agenda import branding
from virtualcrowd.dashboard.brand_forms import BrandForm, JoiningForm
from virtualcrowd.events import colours
from virtualcrowd.events.access import StaffRequest, editors_change, staff_required
from virtualcrowd.events.models import Event

INVALID = 422


@editors_change
def brand(request: StaffRequest) -> HttpResponse:
    form = BrandForm(request.POST or None, request.FILES or None, event=request.event)
    if form.is_valid():
        branding.change(event=request.event, brand=form.brand(), by=request.user)
        messages.success(request, "The look is saved")
        return redirect("dashboard:branding", request.event.shortcode)
    event = Event.objects.get(pk=request.event.pk)  # what is stored, not what was typed
    context = {
        "form": form,
        "event": event,
        "nav": "branding",
        "may_edit": request.may_edit,
        "checks": colours.checks(event.colour) if event.colour else [],
    }
    status = INVALID if form.errors else 200
    return render(request, "dashboard/branding.html", context, status=status)


@require_safe
@staff_required()
def brand_preview(request: StaffRequest) -> HttpResponse:
    """Return the colours of the sample; the dashboard itself never takes them."""
    colour = request.event.colour
    context = {"light": colours.light(colour), "dark": colours.dark(colour)} if colour else {}
    return render(request, "dashboard/brand_preview.css", context, content_type="text/css")


@editors_change
def joining(request: StaffRequest) -> HttpResponse:
    form = JoiningForm(request.POST or None, event=request.event)
    # A form of check boxes alone comes empty when all are off.
    if request.method == "POST" and form.is_valid():
        branding.set_joining(event=request.event, by=request.user, **form.cleaned_data)
        messages.success(request, "Saved")
        return redirect("dashboard:joining", request.event.shortcode)
    context = {"form": form, "nav": "joining", "may_edit": request.may_edit}
    status = INVALID if form.errors else 200
    return render(request, "dashboard/joining.html", context, status=status)
