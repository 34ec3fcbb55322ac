"""Sessions for calendars, and the attendee's own agenda."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import slugify
from django.utils.translation import gettext, override
from django.views.decorators.http import require_POST, require_safe

from virtualcrowd.agenda import bookmarks
from virtualcrowd.agenda.models import Session
from virtualcrowd.events.access import AttendeeRequest, attendee_required
from virtualcrowd.events.models import Attendee
from virtualcrowd.front import calendars, ics
from virtualcrowd.front.access import FrontRequest, attendee_page
from virtualcrowd.front.forms import MarkForm

NO_CONTENT = 204
CONTENT_TYPE = "text/calendar; charset=utf-8"


@require_safe
@attendee_page
def session_ics(request: FrontRequest, pk: int) -> HttpResponse:
    """Return the session as calendar file."""
    found = get_object_or_404(Session.objects.visible_to(request.attendee), pk=pk)
    entries = calendars.entries([found], request.event)
    name = slugify(found.title)[:60] or f"session-{found.pk}"
    return HttpResponse(
        ics.calendar_file(entries, now=timezone.now(), reminds=True),
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}.ics"'},
    )


@require_safe
def feed(request: HttpRequest, shortcode: str, token: str) -> HttpResponse:
    """Return the attendee's own agenda, or with `?all=1` the whole one, to their calendar."""
    attendee = calendars.holder_of(token, shortcode)
    if attendee is None:
        raise Http404
    # Who asks is a calendar's server: its language says nothing of the reader's.
    with override(attendee.user.language or settings.LANGUAGE_CODE):
        body = _feed(attendee, has_all=bool(request.GET.get("all")))
    return HttpResponse(
        body, content_type=CONTENT_TYPE, headers={"Cache-Control": "private, max-age=300"}
    )


def _feed(attendee: Attendee, *, has_all: bool) -> str:
    sessions = Session.objects.visible_to(attendee)
    name = attendee.event.name
    if not has_all:
        sessions = sessions.filter(bookmarks__attendee=attendee)
        name = gettext("%(event)s: my agenda") % {"event": name}
    entries = calendars.entries(sessions, attendee.event)
    return ics.calendar_file(entries, now=timezone.now(), name=name, reminds=not has_all)


@require_safe
@attendee_page
def calendar(request: FrontRequest) -> HttpResponse:
    """Show how one's own calendar can follow the agenda."""
    url = calendars.feed_url(request.attendee, request.event)
    context = {
        "nav": "mine",
        "mine_url": url,
        "all_url": f"{url}?all=1",
        "mine_webcal": url.replace("https:", "webcal:").replace("http:", "webcal:"),
        "count": request.attendee.bookmarks.count(),
    }
    response = render(request, "front/calendar.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@attendee_required
def new_address(request: AttendeeRequest) -> HttpResponse:
    """Give the attendee's feed another address; the old one answers no more."""
    calendars.renew(request.attendee)
    return redirect("front:calendar", request.event.shortcode)


@require_POST
@attendee_page
def mark(request: FrontRequest) -> HttpResponse:
    """Put a session on one's own agenda or take it off; a script wants no page back."""
    form = MarkForm(request.POST)
    form.is_valid()
    add, drop = form.cleaned_data.get("add"), form.cleaned_data.get("drop")
    sessions = Session.objects.visible_to(request.attendee)
    found = get_object_or_404(sessions, pk=add or drop or 0)
    bookmarks.mark(attendee=request.attendee, session=found, is_marked=bool(add))
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=NO_CONTENT)
    home = reverse("front:agenda", args=[request.event.shortcode])
    back = form.cleaned_data.get("back") or home
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/e/")
    return redirect(back if is_ours else home)
