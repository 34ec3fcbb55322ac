"""The page of Zoom's client, and the one that it leads to when somebody leaves.

The page holds no secret: its script asks the door for a ticket, each time anew.
"""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_POST, require_safe

from virtualcrowd.agenda import passes
from virtualcrowd.agenda.models import Session
from virtualcrowd.events.access import AttendeeRequest, attendee_required
from virtualcrowd.zoom import embeds, registration, sdk, tasks
from virtualcrowd.zoom.doctor import joins
from virtualcrowd.zoom.models import LibraryItem

STALE_S = 60  # how often attendees can have a meeting looked at anew
# Lets the SDK use shared memory (gallery view, threads) without isolating any other page.
ISOLATION = "isolate-and-credentialless"
AS_PARTICIPANT = "participant"


@require_safe
@attendee_required
@xframe_options_sameorigin
@csp_override(sdk.policy())
@never_cache
def join(request: AttendeeRequest, pk: int) -> HttpResponse:
    """Open Zoom's client; whether they may enter is decided when it asks for a ticket.

    Hosts start and join their meeting in Zoom. Only the link under the page's warning leads here.
    """
    session = _session(request, pk)
    panel = embeds.panel(session)
    is_host = panel is not None and panel.is_hosted_by(request.attendee.email)
    if is_host and request.GET.get("as") != AS_PARTICIPANT:
        return HttpResponseRedirect(_place(request, session))
    if session.is_elsewhere:
        return HttpResponseRedirect(_place(request, session))
    if item := registration.behind(session):
        registration.enrol(item=item, attendee=request.attendee)
    context = {
        "session": session,
        "event": request.event,
        "config": _config(request, session),
        "sandbox": sdk.sandbox_base(),
    }
    response = render(request, "zoom/join.html", context)
    response["Document-Isolation-Policy"] = ISOLATION
    passes.hand(request, response)
    return response


@require_safe
@attendee_required
@xframe_options_sameorigin
@csp_override(sdk.policy())
@never_cache
def left(request: AttendeeRequest, pk: int) -> HttpResponse:
    """Go back to the session; in a frame, tell the page around it to."""
    session_url = f"{_place(request, _session(request, pk))}?left=1"
    if request.headers.get("Sec-Fetch-Dest", "document") != "iframe":
        return HttpResponseRedirect(session_url)
    response = render(request, "zoom/left.html", {"session_url": session_url})
    # A frame whose first page was isolated shows nothing that is less so.
    response["Document-Isolation-Policy"] = ISOLATION
    return response


@require_POST
@attendee_required
def keys_refused(request: AttendeeRequest, pk: int) -> HttpResponse:
    """Take the client's word that Zoom refused our keys, so that the organisers hear of it."""
    _session(request, pk)
    joins.note_refused(attendee=request.attendee, now=timezone.now())
    return HttpResponse(status=204)


@require_POST
@attendee_required
def stale(request: AttendeeRequest, pk: int) -> HttpResponse:
    """Take the client's word that what we know of the meeting is wrong: look at Zoom again, behind.

    Once a minute for each meeting, whoever says so.
    """
    item = LibraryItem.objects.filter(embeds__session=_session(request, pk)).first()
    if item and cache.add(f"zoom-stale:{item.pk}", 1, STALE_S):
        tasks.refresh_item(item.pk)
    if item and item.needs_registration:
        registration.ask_again(item=item, attendee=request.attendee)
    return HttpResponse(status=204)


def _session(request: AttendeeRequest, pk: int) -> Session:
    """Return the session; one that is not theirs, or not Zoom's, does not exist here."""
    session = get_object_or_404(Session.objects.visible_to(request.attendee), pk=pk)
    if session.provider != "zoom":
        raise Http404
    return session


def _place(request: AttendeeRequest, session: Session) -> str:
    return f"/e/{request.event.shortcode}/agenda/{session.pk}"


def _config(request: AttendeeRequest, session: Session) -> dict[str, Any]:
    """What the page's script needs to know: addresses, no secrets."""
    place = _place(request, session)
    return {
        "ticketUrl": f"{place}/ticket",
        "sessionUrl": place,
        "cardUrl": f"{place}/card",
        "liveUrl": f"/e/{request.event.shortcode}/live?session={session.pk}",
        "rev": request.event.revision,
        "plan": f"{session.plan_b} {session.plan_b_url}",
        "leftUrl": f"{place}/left",
        "keysUrl": f"{place}/keys-refused",
        "staleUrl": f"{place}/stale",
        "helpUrl": f"{place}/help",
        "agendaUrl": f"/e/{request.event.shortcode}/agenda",
        "passUrl": f"/e/{request.event.shortcode}/pass",
        "signInUrl": f"{reverse('account_login')}?next={place}",
        "csrf": get_token(request),
        "topic": session.title,
        "webEndpoint": settings.ZOOM_WEB_ENDPOINT,
        **sdk.files(),
    }
