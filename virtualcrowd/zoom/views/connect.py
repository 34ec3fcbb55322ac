"""Connecting Zoom: the page with the four steps, the Zoom window, and what comes back of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from virtualcrowd.events.access import SignedInRequest, StaffRequest, role_of, staff_required
from virtualcrowd.events.models import Event, Role
from virtualcrowd.zoom import advice, connection, flow, pairs, panels
from virtualcrowd.zoom.connection import ConnectFailed
from virtualcrowd.zoom.forms_connect import CallbackForm, ModeForm, PairsForm, WebhookForm
from virtualcrowd.zoom.models import Connection

REFUSED = 400


@require_GET
@never_cache
@staff_required()
def page(request: StaffRequest) -> HttpResponse:
    """Plugins → Zoom."""
    return _page(request)


def _page(
    request: StaffRequest,
    form: PairsForm | None = None,
    webhook: WebhookForm | None = None,
) -> HttpResponse:
    row = pairs.of(request.event)
    context = panels.context(row) | {
        "nav": "plugins",
        "form": form or PairsForm(connection=row),
        "webhook": webhook or WebhookForm(connection=row),
        "may_change": request.role == Role.OWNER,
    }
    status = 422 if form or webhook else 200
    return render(request, "zoom/connection.html", context, status=status)


@require_POST
@staff_required(Role.OWNER)
def save(request: StaffRequest) -> HttpResponse:
    """Save the pairs as far as they are typed."""
    form = PairsForm(request.POST, connection=pairs.of(request.event))
    if not form.is_valid():
        return _page(request, form)
    _save(request, form)
    messages.success(request, "Saved.")
    return back(request)


@require_POST
@staff_required(Role.OWNER)
def authorize(request: StaffRequest) -> HttpResponse:
    """Save the keys and go to Zoom's consent page, so that nothing typed is ever lost."""
    form = PairsForm(request.POST, connection=pairs.of(request.event))
    if form.is_valid():
        _save(request, form)
        return to_zoom(request)
    if ModeForm(request.POST).chosen == "tab":
        return _page(request, form)
    return _window(request, advice.CONNECT["too_long"], request.event, keeps_page=True)


def _save(request: StaffRequest, form: PairsForm) -> None:
    pairs.save(event=request.event, pairs=form.pairs, by=request.user, now=timezone.now())
    if form.repaired:
        told = advice.CONNECT["unseen_characters"]
        messages.info(request, f"{told.title}. {told.words}")


def to_zoom(request: StaffRequest) -> HttpResponse:
    """Go to Zoom's consent page; a Server-to-Server app is connected at once."""
    form = ModeForm(request.POST)
    asked: dict[str, Any] = {
        "event": request.event,
        "by": request.user,
        "now": timezone.now(),
        "any_account": form.is_any_account,
    }
    try:
        if pairs.of(request.event).is_server:
            row = connection.by_server(**asked)
            return _connected(request, request.event, row, form.chosen)
        address = connection.begin(store=request.session, mode=form.chosen, **asked)
    except ConnectFailed as failure:
        return _tell(request, request.event, form.chosen, failure.key)
    return _keeping_opener(redirect(address))


@require_POST
@staff_required(Role.OWNER)
def webhook(request: StaffRequest) -> HttpResponse:
    """Save the Secret Token of Zoom's event subscription."""
    form = WebhookForm(request.POST, connection=pairs.of(request.event))
    if not form.is_valid():
        return _page(request, webhook=form)
    secret = form.cleaned_data["webhook_secret"]
    pairs.save_webhook_secret(event=request.event, secret=secret, by=request.user)
    messages.success(request, "Saved. Now press Validate beside the address in Zoom.")
    return back(request, "#live-updates")


@require_GET
@never_cache
@login_required
def callback(request: SignedInRequest) -> HttpResponse:
    """What Zoom sends back, in its window or in this tab. The state is judged before all else."""
    form = CallbackForm(request.GET)
    told = form.cleaned_data if form.is_valid() else {"code": "", "state": "", "error": ""}
    try:
        begun = flow.take(request.session, told["state"], by=request.user)
        request.session.save()  # a reload while Zoom is asked must not find it again
        event = _own_event(request, begun.event_id)
        row = connection.finish(
            begun=begun,
            code=told["code"],
            error=told["error"],
            by=request.user,
            now=timezone.now(),
        )
    except flow.StateRefused as refused:
        return _lost(request, refused)
    except ConnectFailed as failure:
        return _tell(request, event, begun.mode, failure.key)
    return _connected(request, event, row, begun.mode)


def _connected(
    request: HttpRequest, event: Event, row: Connection, mode: flow.Mode
) -> HttpResponse:
    if mode == "tab":
        messages.success(request, "Authorization successful. Zoom is connected.")
        return redirect("zoom:connection", event.shortcode)
    return _done(request, event, row)


def _own_event(request: SignedInRequest, event_id: int) -> Event:
    """Return the event, if the person may still connect it.

    Raises:
        StateRefused: they may not.
    """
    event = Event.objects.filter(pk=event_id).first()
    if event is None or role_of(request.user, event) != Role.OWNER:
        raise flow.StateRefused("state_foreign")
    return event


def _lost(request: SignedInRequest, refused: flow.StateRefused) -> HttpResponse:
    """Answer to what cannot be tied to anything begun here; its own event's page shows it too."""
    event = None
    if refused.event_id:
        found = get_object_or_404(Event, pk=refused.event_id)
        event = found if role_of(request.user, found) == Role.OWNER else None
    if event:
        connection.note_failure(event=event, key=refused.key, by=request.user, now=timezone.now())
    return _window(request, advice.CONNECT[refused.key], event, mode=refused.mode)


def _tell(request: HttpRequest, event: Event, mode: flow.Mode, key: str) -> HttpResponse:
    """Show a failure: in the Zoom window, or on the Zoom page, which has it from the database."""
    if mode == "tab":
        return redirect("zoom:connection", event.shortcode)
    return _window(request, advice.CONNECT[key], event)


def _window(
    request: HttpRequest,
    told: advice.ConnectAdvice,
    event: Event | None,
    *,
    mode: flow.Mode = "popup",
    keeps_page: bool = False,
) -> HttpResponse:
    row = pairs.of(event) if event else None
    context = {"advice": told, "event": event, "row": row, "mode": mode, "keeps": keeps_page}
    return _keeping_opener(render(request, "zoom/connection_window.html", context, status=REFUSED))


def _done(request: HttpRequest, event: Event, row: Connection) -> HttpResponse:
    """Render the window; the toast is for the page behind it, so it is added afterwards."""
    context = {"event": event, "row": row, "mode": "popup"}
    answer = render(request, "zoom/connection_window.html", context)
    messages.success(request, "Zoom is connected.")
    return _keeping_opener(answer)


def _keeping_opener[R: HttpResponse](answer: R) -> R:
    """A window that comes back from Zoom only keeps its opener when it asks for no isolation."""
    answer["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return answer


def back(request: StaffRequest, anchor: str = "") -> HttpResponse:
    """Go to the Zoom page."""
    answer = redirect("zoom:connection", request.event.shortcode)
    answer["Location"] += anchor
    return answer
