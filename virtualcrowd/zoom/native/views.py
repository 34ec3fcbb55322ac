from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from virtualcrowd.agenda.models import Session
from virtualcrowd.events.access import AttendeeRequest, attendee_required
from virtualcrowd.zoom.native import links

CONFLICT = 409


@require_POST
@attendee_required
@never_cache
def open_app(request: AttendeeRequest, pk: int) -> HttpResponse:
    """Give who may enter now the link that opens Zoom's own app."""
    session = get_object_or_404(Session.objects.visible_to(request.attendee), pk=pk)
    if session.provider != "zoom":
        raise Http404
    session.event = request.event
    url, verdict = links.way_in(
        session=session,
        attendee=request.attendee,
        now=timezone.now(),
        is_phone="Mobi" in request.headers.get("User-Agent", ""),
    )
    if not url:
        return JsonResponse({"error": verdict.value}, status=CONFLICT)
    return JsonResponse({"url": url})
