"""Builder → Agenda: the day, a new session, the tracks."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from virtualcrowd.agenda import sessions as domain
from virtualcrowd.agenda import times
from virtualcrowd.agenda import tracks as track_domain
from virtualcrowd.agenda.models import Session, Track
from virtualcrowd.dashboard import agenda_page
from virtualcrowd.dashboard.arrange_forms import RowForm, TrackForm, TracksForm
from virtualcrowd.dashboard.session_forms import AgendaQuery, DetailsForm
from virtualcrowd.events.access import StaffRequest, editors_change, staff_required
from virtualcrowd.events.models import Event, Role

INVALID = 422


@staff_required()
def agenda(request: StaffRequest) -> HttpResponse:
    query = AgendaQuery(request.GET)
    query.is_valid()  # what makes no sense is left out
    return draw(request, query.cleaned_data.get("day"), query.cleaned_data.get("view"))


def draw(
    request: StaffRequest,
    day: date | None,
    view: str | None = None,
    dialog: str = "",
    **extra: Any,
) -> HttpResponse:
    """Return the agenda, with `dialog` (a template) over it; 422 if its form has errors."""
    page = agenda_page.load(request.event, day, timezone.now())
    form = extra.get("form")
    context = _context(request, page=page, view=view or "timeline", dialog=dialog) | extra
    status = INVALID if form is not None and form.errors else 200
    return render(request, "dashboard/agenda.html", context, status=status)


@staff_required(Role.EDITOR)
def session_new(request: StaffRequest) -> HttpResponse:
    query = AgendaQuery(request.GET)
    day = query.cleaned_data.get("day") if query.is_valid() else None
    start = {"day": day or request.event.starts_on, "starts": "09:00", "ends": "09:45"}
    form = DetailsForm(request.POST or None, event=request.event, initial=start)
    if form.is_valid():
        session = domain.create(event=request.event, details=form.details(), by=request.user)
        messages.success(request, f"“{session}” added as a draft. Next: choose its meeting.")
        return redirect("dashboard:session_embed", request.event.shortcode, session.pk)
    context = _context(request, form=form, day=day)
    status = INVALID if form.errors else 200
    return render(request, "dashboard/session_new.html", context, status=status)


@editors_change
def tracks(request: StaffRequest) -> HttpResponse:
    """Add, arrange (rename, colour, reorder), delete: the posted `form` says which."""
    posted = request.POST.get("form", "") if request.method == "POST" else ""
    save = {"add": _add_track, "arrange": _arrange_tracks, "delete": _delete_track}.get(posted)
    answer = save(request) if save else {}
    if isinstance(answer, HttpResponse):
        return answer
    forms: dict[str, Any] = {"form": TracksForm(event=request.event), "add": TrackForm()}
    status = INVALID if answer else 200
    doomed = None
    if "delete" in request.GET and request.may_edit:
        doomed = _track(request, RowForm(request.GET).key("delete"))
    context = _context(request, doomed=doomed) | forms | answer
    return render(request, "dashboard/agenda_tracks.html", context, status=status)


def _add_track(request: StaffRequest) -> HttpResponse | dict[str, Any]:
    form = TrackForm(request.POST)
    if form.is_valid():
        try:
            track = track_domain.add(event=request.event, by=request.user, **form.cleaned_data)
        except track_domain.NameTaken as error:
            form.add_error("name", f"Another track is called {error}.")
        else:
            return _back_to_tracks(request, f"Track “{track}” added")
    return {"add": form}


def _arrange_tracks(request: StaffRequest) -> HttpResponse | dict[str, Any]:
    form = TracksForm(request.POST, event=request.event)
    if form.is_valid():
        try:
            track_domain.arrange(event=request.event, rows=form.rows(), by=request.user)
        except track_domain.NameTaken as error:
            form.refuse_name(str(error))
        else:
            return _back_to_tracks(request, "Tracks saved")
    return {"form": form}


def _delete_track(request: StaffRequest) -> HttpResponse | dict[str, Any]:
    track = _track(request, RowForm(request.POST).key("track"))
    track_domain.delete(track=track, by=request.user)
    return _back_to_tracks(request, f"Track “{track}” deleted")


def _track(request: StaffRequest, key: int) -> Track:
    return get_object_or_404(Track, event=request.event, pk=key)


def _back_to_tracks(request: StaffRequest, message: str) -> HttpResponse:
    messages.success(request, message)
    return redirect("dashboard:tracks", request.event.shortcode)


def _context(request: StaffRequest, **more: Any) -> dict[str, Any]:
    return {"event": request.event, "nav": "agenda", "may_edit": request.may_edit} | more


def agenda_url(event: Event, session: Session, view: str = "") -> str:
    """Return where the session is to be seen on the agenda."""
    query = {"day": times.day_of(session.starts_at, event).isoformat()}
    if view == "list":
        query["view"] = view
    return f"{reverse('dashboard:agenda', args=[event.shortcode])}?{urlencode(query)}"


def attendee_url(request: HttpRequest, session: Session) -> str:
    """Return the session's address for attendees."""
    path = reverse("front:session", args=[session.event.shortcode, session.pk])
    return request.build_absolute_uri(path)
