from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from virtualcrowd.agenda.entry import Verdict
from virtualcrowd.agenda.models import Session
from virtualcrowd.events.access import AttendeeRequest, attendee_required
from virtualcrowd.zoom.models import LibraryItem
from virtualcrowd.zoom.native import links, phone

CONFLICT = 409


@require_POST
@attendee_required
@never_cache
def open_app(request: AttendeeRequest, pk: int) -> HttpResponse:
    """Give who may enter now the link that opens Zoom's own app."""
    item, verdict = _let_in(request, _session(request, pk))
    if item is None:
        return JsonResponse({"error": verdict.value}, status=CONFLICT)
    is_phone = "Mobi" in request.headers.get("User-Agent", "")
    return JsonResponse({"url": links.app_link(item, request.attendee, is_phone=is_phone)})


@require_POST
@attendee_required
@never_cache
def by_phone(request: AttendeeRequest, pk: int) -> HttpResponse:
    """Give who may enter now what they dial and type on a phone."""
    session = _session(request, pk)
    items = LibraryItem.objects.filter(embeds__session=session)
    if not items.values_list("dial_in", flat=True).first():
        return JsonResponse({"error": Verdict.NO_MEETING.value}, status=CONFLICT)
    item, verdict = _let_in(request, session)
    if item is None:
        return JsonResponse({"error": verdict.value}, status=CONFLICT)
    return JsonResponse(phone.way_in(item))


def _session(request: AttendeeRequest, pk: int) -> Session:
    """Return the session; one that is not theirs, or not Zoom's, does not exist here."""
    session = get_object_or_404(Session.objects.visible_to(request.attendee), pk=pk)
    if session.provider != "zoom":
        raise Http404
    session.event = request.event
    return session


def _let_in(request: AttendeeRequest, session: Session) -> tuple[LibraryItem | None, Verdict]:
    return links.let_in(session=session, attendee=request.attendee, now=timezone.now())
