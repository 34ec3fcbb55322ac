"""A session's Plan B: choose, confirm, and take back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from virtualcrowd.agenda import plan_b as domain
from virtualcrowd.agenda.models import Session
from virtualcrowd.agenda.providers import AttachRefused
from virtualcrowd.dashboard.plan_b_forms import PlanBForm
from virtualcrowd.dashboard.views import session as session_views
from virtualcrowd.events.access import StaffRequest, staff_required
from virtualcrowd.events.models import Role


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(Role.EDITOR)
def plan_b(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask where everybody shall go; then ask whether that is meant; then send them."""
    session = session_views.load(request, pk)
    form = PlanBForm(request.POST or None, session=session)
    if not form.is_valid():
        return _draw(request, session, form)
    if not form.cleaned_data["is_sure"] or "back" in request.POST:
        return _draw(request, session, form, is_asking="back" not in request.POST)
    try:
        domain.switch(session=session, plan=form.plan(), by=request.user)
    except (AttachRefused, domain.BadAddress) as error:
        field = "url" if isinstance(error, domain.BadAddress) else "pick"
        form.add_error(field, str(error))
        return _draw(request, session_views.load(request, pk), form)
    messages.success(request, "Plan B is on. Everybody who waits is shown the new way in.")
    return redirect("dashboard:session_embed", request.event.shortcode, pk)


@require_POST
@staff_required(Role.EDITOR)
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Lead everybody back."""
    session = session_views.load(request, pk)
    try:
        domain.undo(session=session, by=request.user)
    except AttachRefused as error:
        messages.error(request, f"Plan B stays on. {error}")
    else:
        messages.success(request, "Plan B is off. The session leads where it did before.")
    return redirect("dashboard:session_embed", request.event.shortcode, pk)


def _draw(
    request: StaffRequest, session: Session, form: PlanBForm, *, is_asking: bool = False
) -> HttpResponse:
    return session_views.draw_tab(
        request,
        session,
        "plan_b",
        is_wrong=bool(form.errors),
        form=form,
        is_asking=is_asking,
        leads_to=domain.way_in(session),
    )
