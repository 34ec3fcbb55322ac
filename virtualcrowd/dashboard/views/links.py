"""People → Send links: personal links by mail, their progress, and making them invalid."""

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from virtualcrowd.agenda.models import Session
from virtualcrowd.dashboard.links_forms import KeyForm, LinksForm, listed, ticked
from virtualcrowd.dashboard.views.people import INVALID, attendee_or_404, people_context
from virtualcrowd.events import links as domain
from virtualcrowd.events import mailing
from virtualcrowd.events.access import StaffRequest, staff_required
from virtualcrowd.events.models import Event, LinkMail, LinkMailing, Role

FAILURES_SHOWN = 100
NOT_OPEN = "Links let nobody in while the event is not published, or once it is over."
NOBODY = "Nobody there to send to. Choose somebody else."


@staff_required(Role.EDITOR)
def links(request: StaffRequest) -> HttpResponse:
    """Choose who gets a link; POST sends."""
    event = request.event
    chosen = ticked(request.POST or request.GET, event)
    form = LinksForm(request.POST or None, event=event, ticked=chosen)
    if form.is_valid() and (sent := _send(request, form)):
        return sent
    context = people_context(request, tab="attendees") | {
        "form": form,
        "is_open": mailing.is_open(event, timezone.now()),
        "is_empty": not listed(event).exists(),
        "until": domain.last_day(event),
    }
    status = INVALID if form.errors else 200
    return render(request, "dashboard/links.html", context, status=status)


def _send(request: StaffRequest, form: LinksForm) -> HttpResponse | None:
    session = form.cleaned_data["session"]
    try:
        row = mailing.start(
            event=request.event,
            attendees=form.attendees(),
            by=request.user,
            key=form.key_of(),
            language=form.cleaned_data["language"],
            leads_to=_page_of(session, request.event) if session else "",
            about=session.title if session else "",
        )
    except mailing.NotOpen:
        form.add_error(None, NOT_OPEN)
    except mailing.NobodyToMail:
        form.add_error("who", NOBODY)
    else:
        return redirect("dashboard:link_mailing", request.event.shortcode, row.pk)
    return None


def _language_of(event: Event) -> str:
    """The language that was chosen last."""
    newest = event.link_mailings.first()
    return newest.language if newest else settings.LANGUAGE_CODE


def _page_of(session: Session, event: Event) -> str:
    return reverse("front:session", args=[event.shortcode, session.pk])


@staff_required()
@require_safe
def link_mailing(request: StaffRequest, pk: int) -> HttpResponse:
    """Show how far a mailing is, and what was not sent."""
    row = _mailing(request, pk)
    failed = row.mails.filter(state=LinkMail.State.FAILED).select_related("attendee")
    context = people_context(request, tab="attendees") | {
        "mailing": row,
        "progress": mailing.progress(row),
        "failed": failed[:FAILURES_SHOWN],
        "stops": LinkMailing.Stop,
    }
    part = "#state" if request.htmx and not request.htmx.boosted else ""
    return render(request, f"dashboard/link_mailing.html{part}", context)


@staff_required(Role.EDITOR)
@require_POST
def go_on(request: StaffRequest, pk: int) -> HttpResponse:
    """Send what a mailing has not sent."""
    row = _mailing(request, pk)
    mailing.go_on(row)
    return redirect("dashboard:link_mailing", request.event.shortcode, pk)


@staff_required(Role.EDITOR)
@require_POST
def stop(request: StaffRequest, pk: int) -> HttpResponse:
    """Send no more of a mailing."""
    mailing.stop(_mailing(request, pk))
    return redirect("dashboard:link_mailing", request.event.shortcode, pk)


@staff_required(Role.EDITOR)
@require_POST
def attendee_link(request: StaffRequest, pk: int) -> HttpResponse:
    """Send one person their link."""
    person, form = attendee_or_404(request, pk), KeyForm(request.POST)
    try:
        row = mailing.start(
            event=request.event,
            attendees=[person],
            by=request.user,
            key=form.cleaned_data["key"] if form.is_valid() else uuid4(),
            language=_language_of(request.event),
        )
    except mailing.NotOpen:
        messages.error(request, NOT_OPEN)
    except mailing.NobodyToMail:
        messages.error(request, f"{person} is blocked. Unblock them first.")
    else:
        return redirect("dashboard:link_mailing", request.event.shortcode, row.pk)
    return redirect("dashboard:attendee", request.event.shortcode, pk)


@staff_required(Role.EDITOR)
@require_POST
def attendee_link_revoke(request: StaffRequest, pk: int) -> HttpResponse:
    """Make every link of one person worthless."""
    person = attendee_or_404(request, pk)
    domain.revoke(attendee=person, by=request.user)
    words = f"The old links of {person} and the address of their calendar work no more."
    messages.success(request, f"{words} Send a new link.")
    return redirect("dashboard:attendee", request.event.shortcode, pk)


def _mailing(request: StaffRequest, pk: int) -> LinkMailing:
    return get_object_or_404(LinkMailing, event=request.event, pk=pk)
