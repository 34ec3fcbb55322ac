"""The series mapper's page: every date of a recurring meeting, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from virtualcrowd.agenda.models import Track
from virtualcrowd.agenda.providers import AttachRefused
from virtualcrowd.events.access import StaffRequest, editors_change
from virtualcrowd.zoom import series
from virtualcrowd.zoom.models import LibraryItem
from virtualcrowd.zoom.views.library import item_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@editors_change
def mapper(request: StaffRequest, pk: int) -> HttpResponse:
    """Show what would happen to each date; POST does it, all or nothing."""
    found = item_or_404(request.event, pk)
    if request.method != "POST":
        return render(request, "zoom/series.html", _context(request, found))
    choices = _choices(request, found)
    track = _track(request)
    try:
        count = series.apply(
            item=found, choices=choices, track=track, by=request.user, now=timezone.now()
        )
    except (series.NotMapped, AttachRefused) as error:
        context = _context(request, found, choices) | {"error": str(error)}
        return render(request, "zoom/series.html", context, status=422)
    words = f"{count} session{'' if count == 1 else 's'} now follow this meeting."
    messages.success(request, words if count else "Nothing was chosen.")
    return redirect("zoom:series", request.event.shortcode, pk)


def _choices(request: StaffRequest, found: LibraryItem) -> dict[int, str]:
    """Id of a date → what was chosen for it; of dates that there are, whatever else was sent."""
    sent = ((pk, request.POST.get(f"date-{pk}")) for pk in found.dates.values_list("pk", flat=True))
    return {pk: choice for pk, choice in sent if choice is not None}


def _track(request: StaffRequest) -> Track | None:
    tracks = {str(track.pk): track for track in Track.objects.filter(event=request.event)}
    return tracks.get(request.POST.get("track", ""))


def _context(
    request: StaffRequest, found: LibraryItem, chosen: Mapping[int, str] | None = None
) -> dict[str, Any]:
    kept = chosen or {}
    rows = [
        replace(row, choice=kept.get(row.date.pk, row.choice))
        for row in series.proposals(found, timezone.now())
    ]
    return {
        "event": request.event,
        "may_edit": request.may_edit,
        "nav": "library-zoom",
        "item": found,
        "rows": rows,
        "open": sum(row.is_open for row in rows),
        "tracks": list(Track.objects.filter(event=request.event)),
    }
