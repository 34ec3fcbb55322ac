"""A session's tab Speakers, with what there is of a speakers' library."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from virtualcrowd.agenda import speakers as domain
from virtualcrowd.agenda.models import Session, Speaker
from virtualcrowd.dashboard.arrange_forms import (
    AddSpeakerForm,
    NewSpeakerForm,
    PersonForm,
    RowForm,
    SpeakersForm,
)
from virtualcrowd.dashboard.views.session import draw_tab, load
from virtualcrowd.events.access import StaffRequest, editors_change


@editors_change
def speakers(request: StaffRequest, pk: int) -> HttpResponse:
    """Arrange, add, add somebody new, change somebody: the posted `form` says which."""
    session = load(request, pk)
    posted = request.POST.get("form", "") if request.method == "POST" else ""
    save = {"arrange": _arrange, "add": _add, "new": _add_new, "edit": _edit}.get(posted)
    answer = save(request, session) if save else {}
    if isinstance(answer, HttpResponse):
        return answer
    forms: dict[str, Any] = {
        "form": SpeakersForm(session=session),
        "add": AddSpeakerForm(session=session),
    }
    if request.may_edit and not answer:
        forms |= _asked(request, session)
    return draw_tab(request, session, "speakers", is_wrong=bool(answer), **(forms | answer))


def _asked(request: StaffRequest, session: Session) -> dict[str, Any]:
    """Return the form of the dialog that the address asks for."""
    if "new" in request.GET:
        return {"person": NewSpeakerForm(), "dialog": "new"}
    if "edit" in request.GET:
        speaker = _speaker(session, RowForm(request.GET).key("edit"))
        told = {name: getattr(speaker, name) for name in ("name", "position", "bio")}
        return {"person": PersonForm(initial=told), "dialog": "edit", "speaker": speaker}
    return {}


def _speaker(session: Session, key: int) -> Speaker:
    in_session = session.speakers.filter(event=session.event)
    return get_object_or_404(in_session, pk=key)


def _arrange(request: StaffRequest, session: Session) -> HttpResponse | dict[str, Any]:
    form = SpeakersForm(request.POST, session=session)
    if not form.is_valid():
        return {"form": form}
    domain.arrange(session=session, rows=form.rows(), by=request.user)
    return _back_to_speakers(request, session, "Speakers saved")


def _add(request: StaffRequest, session: Session) -> HttpResponse | dict[str, Any]:
    form = AddSpeakerForm(request.POST, session=session)
    if not form.is_valid():
        return {"add": form}
    row = form.row()
    domain.add(session=session, row=row, by=request.user)
    return _back_to_speakers(request, session, f"{row.speaker} added")


def _add_new(request: StaffRequest, session: Session) -> HttpResponse | dict[str, Any]:
    form = NewSpeakerForm(request.POST)
    if not form.is_valid():
        return {"person": form, "dialog": "new"}
    speaker = domain.add_new(
        session=session, person=form.person(), part=form.cleaned_data["part"], by=request.user
    )
    return _back_to_speakers(request, session, f"{speaker} added")


def _edit(request: StaffRequest, session: Session) -> HttpResponse | dict[str, Any]:
    speaker = _speaker(session, RowForm(request.POST).key("speaker"))
    form = PersonForm(request.POST)
    if not form.is_valid():
        return {"person": form, "dialog": "edit", "speaker": speaker}
    domain.update(speaker=speaker, person=form.person(), by=request.user)
    return _back_to_speakers(request, session, f"{speaker} saved")


def _back_to_speakers(request: StaffRequest, session: Session, message: str) -> HttpResponse:
    messages.success(request, message)
    return redirect("dashboard:session_speakers", request.event.shortcode, session.pk)
