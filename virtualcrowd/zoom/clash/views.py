"""Libraries → host clashes: what clashes, what helps, and what somebody says is fine."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from virtualcrowd.common.forms import TablerForm
from virtualcrowd.events.access import StaffRequest, editors_change
from virtualcrowd.events.models import Event
from virtualcrowd.zoom import tasks
from virtualcrowd.zoom.clash import radar, words
from virtualcrowd.zoom.clash.radar import Found, Radar
from virtualcrowd.zoom.models import Connection

GONE = "That clash is not there any more, or not as it was. This is how it is now."
DOS = [("accept", ""), ("reopen", ""), ("look", "")]


class ClashForm(TablerForm):
    """What to do with which clash."""

    do = forms.ChoiceField(choices=DOS)
    signature = forms.CharField(max_length=40, required=False)
    reason = forms.CharField(max_length=300, required=False, strip=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("do") == "accept" and not data.get("reason"):
            self.add_error("reason", "Write why it is fine: others read it before the event.")
        return data


@require_http_methods(["GET", "HEAD", "POST"])
@editors_change
def clashes(request: StaffRequest) -> HttpResponse:
    """Show the clashes; accept one with a reason, take that back, or look again."""
    form = ClashForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _do(request, form)
        return redirect("zoom:clashes", request.event.shortcode)
    found = radar.of(request.event, timezone.now())
    if request.htmx and request.htmx.target == "clash-note":
        return render(request, "zoom/clash_note.html", _context(request, found))
    context = _context(request, found) | {"form": form, "asked": form.data.get("signature", "")}
    return render(request, "zoom/clashes.html", context, status=422 if form.errors else 200)


def _do(request: StaffRequest, form: ClashForm) -> None:
    said, event = form.cleaned_data, request.event
    now = timezone.now()
    try:
        match said["do"]:
            case "accept":
                radar.accept(
                    event=event,
                    signature=said["signature"],
                    reason=said["reason"],
                    by=request.user,
                    now=now,
                )
                messages.success(request, "Accepted. It comes back if anything about it changes.")
            case "reopen":
                radar.reopen(event=event, signature=said["signature"], by=request.user, now=now)
                messages.success(request, "Open again.")
            case _:
                tasks.look_at_hosts(event.pk)
                messages.success(request, "Asking Zoom. The list is up to date in a moment.")
    except radar.Outdated:
        messages.warning(request, GONE)


def _context(request: StaffRequest, found: Radar) -> dict[str, Any]:
    return {
        "event": request.event,
        "may_edit": request.may_edit,
        "nav": "library-zoom",
        "open": [_row(one, request.event) for one in found.open],
        "accepted": [_row(one, request.event) for one in found.accepted],
        "unread": len(found.unread),
        "read_at": found.read_at,
        "is_connected": Connection.objects.filter(
            event=request.event, status=Connection.Status.CONNECTED
        ).exists(),
    }


def _row(found: Found, event: Event) -> dict[str, Any]:
    return {
        "found": found,
        "title": words.title(found.clash, event),
        "meaning": words.meaning(found),
        "proposals": words.proposals(found, event),
        "move": next((s.session_id for s in reversed(found.clash.slots) if s.session_id), None),
    }
