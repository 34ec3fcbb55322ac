"""Plugins → Zoom → Guide: the steps, the summary to paste, links for the Zoom admin."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from virtualcrowd.common.templatetags.vc import on_at
from virtualcrowd.events.access import StaffRequest, staff_required
from virtualcrowd.events.models import Role
from virtualcrowd.zoom import pairs
from virtualcrowd.zoom.forms_guide import LinkForm, StepForm
from virtualcrowd.zoom.guide import links, steps, wanted
from virtualcrowd.zoom.setup_models import AdminLink


@require_GET
@never_cache
@staff_required(Role.OWNER)
def page(request: StaffRequest) -> HttpResponse:
    """Show the step at which the person was, or the one that the address names."""
    asked = request.GET.get("step", "")
    current = asked if asked in steps.STEPS else steps.place_of(request.event, request.user)
    return _page(request, current, LinkForm())


def _page(request: StaffRequest, current: str, form: LinkForm, status: int = 200) -> HttpResponse:
    context = card(request, current, "guide") | {
        "nav": "plugins",
        "link_form": form,
        "links": [_link(request, one) for one in links.good(request.event, timezone.now())],
    }
    return render(request, "zoom/guide/page.html", context, status=status)


def card(request: StaffRequest, current: str, back: str) -> dict[str, Any]:
    """Return what the stepper shows, on the guide's own page and beside the form."""
    row = pairs.of(request.event)
    before, after = steps.around(current)
    return wanted.of(row) | {
        "row": row,
        "steps": steps.shown(row, current),
        "current": current,
        "title": steps.STEPS[current],
        "step_template": f"zoom/guide/steps/{current}.html",
        "before": before,
        "after": after,
        "back": back,
    }


def _link(request: StaffRequest, link: AdminLink) -> dict[str, Any]:
    address = links.address(link)
    until = f"{on_at(link.expires_at, request.event.timezone)} ({request.event.city})"
    words = (
        f"Hello,\n\nfor {request.event} we need an app in our Zoom account. This page says exactly "
        f"what to do; it opens until {until} and needs no sign-in:\n\n{address}\n\nThank you"
    )
    subject = f"Zoom app for {request.event}"
    mail = f"mailto:?subject={quote(subject)}&body={quote(words)}"
    return {"row": link, "address": address, "until": until, "mail": mail}


@require_POST
@staff_required(Role.OWNER)
def step(request: StaffRequest) -> HttpResponse:
    """Go to a step, and remember it."""
    form = StepForm(request.POST)
    if not form.is_valid():
        return redirect("zoom:guide", request.event.shortcode)
    current, back = form.cleaned_data["step"], form.cleaned_data["back"] or "guide"
    steps.remember(request.event, request.user, current)
    if request.htmx:
        return render(request, "zoom/guide/card.html", card(request, current, back) | {"is_new": 1})
    home = reverse(f"zoom:{back}", args=[request.event.shortcode])
    return redirect(f"{home}#zoom-guide")


@require_POST
@staff_required(Role.OWNER)
def link(request: StaffRequest) -> HttpResponse:
    """Make a link for the Zoom admin."""
    form = LinkForm(request.POST)
    now = timezone.now()
    current = steps.place_of(request.event, request.user)
    if not form.is_valid():
        return _page(request, current, form, status=422)
    days = form.cleaned_data["days"]
    try:
        made = links.create(event=request.event, by=request.user, days=days, now=now)
    except links.TooManyLinks:
        form.add_error("days", "Twenty links are open. Take one back first.")
        return _page(request, current, form, status=422)
    until = f"{on_at(made.expires_at, request.event.timezone)} ({request.event.city})"
    messages.success(request, f"The link opens until {until}.")
    return _to_links(request)


@require_POST
@staff_required(Role.OWNER)
def revoke(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a link back."""
    found = get_object_or_404(AdminLink, event=request.event, pk=pk)
    links.revoke(link=found, by=request.user, now=timezone.now())
    messages.success(request, "The link is taken back. Who opens it sees that it is over.")
    return _to_links(request)


def _to_links(request: StaffRequest) -> HttpResponse:
    return redirect(f"{reverse('zoom:guide', args=[request.event.shortcode])}#admin-links")
