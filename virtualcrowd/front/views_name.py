"""The name that others see in meetings, where the organisers let people choose it."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from virtualcrowd.events import people
from virtualcrowd.front.access import FrontRequest, attendee_page
from virtualcrowd.front.forms import NameForm

INVALID = 422


@require_http_methods(["GET", "HEAD", "POST"])
@attendee_page
@never_cache
def name(request: FrontRequest) -> HttpResponse:
    if not request.event.names_editable:
        raise Http404
    start = {"shown_name": request.attendee.joins_as}
    form = NameForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        people.choose_name(attendee=request.attendee, name=form.cleaned_data["shown_name"])
        return redirect("front:home", request.event.shortcode)
    context = {"form": form, "nav": ""}
    status = INVALID if form.errors else 200
    return render(request, "front/name.html", context, status=status)
