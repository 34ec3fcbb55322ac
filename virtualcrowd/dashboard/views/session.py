"""A session's tabs Details, Embed, Other; and publish, move, delete."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from virtualcrowd.agenda import providers, times
from virtualcrowd.agenda import sessions as domain
from virtualcrowd.agenda.models import JoinEntry, Session
from virtualcrowd.dashboard import agenda_page, board, embed_page
from virtualcrowd.dashboard.session_forms import (
    BackForm,
    DetailsForm,
    DuplicateForm,
    EmbedForm,
    MoveForm,
    PickForm,
    PublishForm,
)
from virtualcrowd.dashboard.views import builder
from virtualcrowd.events.access import StaffRequest, editors_change, staff_required
from virtualcrowd.events.models import Role


def load(request: StaffRequest, pk: int) -> Session:
    sessions = Session.objects.select_related("event", "track")
    return get_object_or_404(sessions, event=request.event, pk=pk)


def draw_tab(
    request: StaffRequest, session: Session, tab: str, *, is_wrong: bool = False, **more: Any
) -> HttpResponse:
    context = {
        "event": request.event,
        "nav": "agenda",
        "may_edit": request.may_edit,
        "tab": tab,
        "head": agenda_page.head_of(session, timezone.now()),
        "session": session,
        "agenda_url": builder.agenda_url(request.event, session),
        "attendee_url": builder.attendee_url(request, session),
    }
    status = builder.INVALID if is_wrong else 200
    return render(request, f"dashboard/session_{tab}.html", context | more, status=status)


@editors_change
def details(request: StaffRequest, pk: int) -> HttpResponse:
    session = load(request, pk)
    form = DetailsForm(request.POST or None, event=request.event, session=session)
    if form.is_valid():
        domain.update(session=session, details=form.details(), by=request.user)
        messages.success(request, "Details saved")
        return redirect("dashboard:session", request.event.shortcode, pk)
    shown = load(request, pk)  # the head tells what is stored, not what was typed
    return draw_tab(request, shown, "details", is_wrong=form.is_bound, form=form)


@editors_change
def embed(request: StaffRequest, pk: int) -> HttpResponse:
    session = load(request, pk)
    form = EmbedForm(request.POST or None, initial={"lobby_minutes": session.lobby_minutes})
    if form.is_valid():
        provider, value = form.picked()
        try:
            domain.set_joining(
                session=session,
                provider=provider,
                value=value,
                lobby_minutes=form.cleaned_data["lobby_minutes"],
                by=request.user,
            )
        except providers.AttachRefused as error:
            form.add_error("value", str(error))
            session = load(request, pk)
        else:
            messages.success(request, "Embed saved" if value else "Saved without a meeting")
            return redirect("dashboard:session_embed", request.event.shortcode, pk)
    return _embed_tab(request, session, form)


def _embed_tab(request: StaffRequest, session: Session, form: EmbedForm) -> HttpResponse:
    """Draw the tab with what was posted, or the address asks for, or is stored."""
    stored = embed_page.pick_of(session)
    source = request.POST if form.is_bound else request.GET
    picks = [pick for pick in source.getlist("value") if pick]
    if not form.is_bound and not picks:
        picks = [stored]
    return draw_tab(
        request,
        session,
        "embed",
        is_wrong=form.is_bound,
        form=form,
        pickers=embed_page.pickers(session, filter(None, picks)),
        is_unsaved=picks != [stored],
        line=board.of_session(session, timezone.now()) if session.provider else None,
        **_preview(session, picks[0] if picks else ""),
    )


@staff_required()
def embed_preview(request: StaffRequest, pk: int) -> HttpResponse:
    session = load(request, pk)
    form = PickForm(request.GET)
    pick = form.cleaned_data["value"][0] if form.is_valid() and form.cleaned_data["value"] else ""
    context = {"event": request.event, "session": session} | _preview(session, pick)
    return render(request, "dashboard/session_embed_preview.html", context)


def _preview(session: Session, pick: str) -> dict[str, Any]:
    """Return what the pick would mean; `is_unknown` when the provider does not know it."""
    slug, _, value = pick.partition(":")
    provider = providers.all_providers().get(slug)
    found = provider.preview(session, value) if provider and value else None
    return {"preview": found, "is_unknown": bool(pick) and found is None}


@editors_change
def other(request: StaffRequest, pk: int) -> HttpResponse:
    session = load(request, pk)
    if request.method == "POST" and DuplicateForm(request.POST).is_valid():
        copy = domain.duplicate(session=session, by=request.user)
        messages.success(request, f"“{copy}” is a draft at the same time. Give it its own.")
        return redirect("dashboard:session", request.event.shortcode, copy.pk)
    return draw_tab(request, session, "other")


@require_POST
@staff_required(Role.EDITOR)
def publish(request: StaffRequest, pk: int) -> HttpResponse:
    session = load(request, pk)
    form = PublishForm(request.POST)
    form.is_valid()  # an unknown way back leads to the agenda
    is_published = form.cleaned_data["is_published"]
    domain.publish(session=session, is_published=is_published, by=request.user)
    if not is_published:
        messages.success(request, f"“{session}” is a draft again; attendees no longer see it")
    elif session.provider:
        messages.success(request, f"“{session}” is published")
    else:
        messages.warning(request, f"“{session}” is published, but has no meeting to join yet")
    return _back(request, session, form.cleaned_data.get("back", ""))


@staff_required(Role.EDITOR)
def move(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask for the new day and start in a dialog over the agenda, and move."""
    session = load(request, pk)
    back = _way_back(request)
    form = MoveForm(request.POST or None, session=session)
    if form.is_valid():
        domain.move(session=session, starts_at=form.starts_at, by=request.user)
        messages.success(request, f"“{session}” moved")
        return _back(request, session, back)
    return _dialog(request, session, "dashboard/agenda_move.html", back, form=form)


@staff_required(Role.EDITOR)
def delete(request: StaffRequest, pk: int) -> HttpResponse:
    """Say in a dialog what goes with the session, and delete."""
    session = load(request, pk)
    back = _way_back(request)
    if request.method == "POST":
        title = str(session)
        url = builder.agenda_url(request.event, session, back)
        domain.delete(session=session, by=request.user)
        messages.success(request, f"“{title}” deleted")
        return redirect(url)
    joins = JoinEntry.objects.filter(session=session).values("attendee").distinct().count()
    embedded = providers.embedded([session]).get(pk)
    template = "dashboard/agenda_delete.html"
    return _dialog(request, session, template, back, joins=joins, embedded=embedded)


def _way_back(request: StaffRequest) -> str:
    form = BackForm(request.POST if request.method == "POST" else request.GET)
    return str(form.cleaned_data["back"]) if form.is_valid() else ""


def _dialog(
    request: StaffRequest, session: Session, template: str, back: str, **more: Any
) -> HttpResponse:
    day = times.day_of(session.starts_at, request.event)
    url = builder.agenda_url(request.event, session, back)
    return builder.draw(
        request, day, back, template, session=session, back=back, close_url=url, **more
    )


def _back(request: StaffRequest, session: Session, back: str) -> HttpResponse:
    match back:
        case "session" | "other" as tab:
            name = "dashboard:session" if tab == "session" else "dashboard:session_other"
            return redirect(name, request.event.shortcode, session.pk)
    return redirect(builder.agenda_url(request.event, session, back))
