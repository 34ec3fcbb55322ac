"""I cannot get in: ask the staff, and read their answer."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from virtualcrowd.agenda import helpdesk as desk
from virtualcrowd.agenda.models import Session
from virtualcrowd.front.access import FrontRequest, attendee_page
from virtualcrowd.front.forms import HelpForm


@require_http_methods(["GET", "HEAD", "POST"])
@attendee_page
@never_cache
def ask(request: FrontRequest, pk: int) -> HttpResponse:
    """Show the form, or what became of the request; the part alone when the page asks again."""
    session = _session(request, pk)
    form = HelpForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        words = facts.pop("words")
        desk.ask(session=session, attendee=request.attendee, words=words, happened=facts)
        return redirect("front:help", request.event.shortcode, pk)
    context = {
        "nav": "agenda",
        "session": session,
        "form": form,
        "asked": desk.open_of(session, request.attendee),
    }
    page = "front/help.html"
    return render(request, f"{page}#asked" if request.htmx else page, context)


@require_POST
@attendee_page
def settled(request: FrontRequest, pk: int) -> HttpResponse:
    """They are in: the staff need not look after them any more."""
    session = _session(request, pk)
    if found := desk.open_of(session, request.attendee):
        desk.settle(found)
    return redirect("front:session", request.event.shortcode, pk)


def _session(request: FrontRequest, pk: int) -> Session:
    return get_object_or_404(Session.objects.visible_to(request.attendee), pk=pk)
