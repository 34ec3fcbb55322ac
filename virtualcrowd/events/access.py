"""Who may open which page. Every view of an event is behind one of these decorators.

Anonymous people are sent to sign in. Somebody who does not work on the event gets 404, so that
another event's pages cannot be told from pages that do not exist; its attendees get 403.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from virtualcrowd.accounts.models import User
from virtualcrowd.events import links, people
from virtualcrowd.events.models import ROLE_RANK, Attendee, Event, Role, StaffMember


class SignedInRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User
    htmx: Any


class StaffRequest(SignedInRequest):
    """A request to a dashboard page of `event` by somebody with `role` in it."""

    event: Event
    role: Role
    may_edit: bool


class AttendeeRequest(SignedInRequest):
    """A request to a front-end page of `event` by one of its attendees."""

    event: Event
    attendee: Attendee


type View[R, **P] = Callable[Concatenate[R, P], HttpResponseBase]


def role_of(user: User, event: Event) -> Role | None:
    """Return what `user` may do in `event`'s dashboard, or None."""
    if user.is_superuser:
        return Role.OWNER
    found = StaffMember.objects.filter(event=event, user=user).values_list("role", flat=True)
    return Role(found[0]) if found else None


def staff_required[**P](
    role: Role = Role.VIEWER,
) -> Callable[[View[StaffRequest, P]], Callable[..., HttpResponseBase]]:
    """Let in staff of the event with at least `role`; sets `request.event`, `request.role`."""

    def decorate(view: View[StaffRequest, P]) -> Callable[..., HttpResponseBase]:
        @login_required
        @wraps(view)
        def guarded(request: Any, shortcode: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            event = get_object_or_404(Event, shortcode=shortcode)
            has = role_of(request.user, event)
            if has is None:
                if Attendee.objects.filter(event=event, user=request.user).exists():
                    raise PermissionDenied("The dashboard is for the people who run this event.")
                raise Http404
            if ROLE_RANK[has] < ROLE_RANK[role]:
                raise PermissionDenied(f"This needs the role {role.label}; yours is {has.label}.")
            request.event, request.role = event, has
            request.may_edit = ROLE_RANK[has] >= ROLE_RANK[Role.EDITOR]
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def editors_change[**P](view: View[StaffRequest, P]) -> Callable[..., HttpResponseBase]:
    """Let every staff member look at the page, and editors and owners post to it."""

    @staff_required()
    @wraps(view)
    def guarded(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method == "POST" and not request.may_edit:
            raise PermissionDenied("You look at this event; changing it needs the role Editor.")
        return view(request, *args, **kwargs)

    return guarded


def attendee_required[**P](
    view: View[AttendeeRequest, P],
) -> Callable[..., HttpResponseBase]:
    """Let in attendees of the event and its staff; sets `request.event`, `request.attendee`.

    Somebody else is told, with the address they signed in with, that it is not on the list; of an
    event that is not published yet they learn nothing.
    """

    @login_required
    @wraps(view)
    def guarded(request: Any, shortcode: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        event = get_object_or_404(Event, shortcode=shortcode)
        if links.is_over(request):
            request.session.flush()
            return redirect_to_login(request.get_full_path())
        attendee = people.attendee_for(user=request.user, event=event, now=timezone.now())
        if attendee is None:
            listed = Attendee.objects.filter(event=event, user=request.user)
            if not event.is_published and not listed.exists():
                raise Http404
            return not_on_the_list(request, event)
        attendee.event = event  # read once
        request.event, request.attendee = event, attendee
        return view(request, *args, **kwargs)

    return guarded


def not_on_the_list(request: HttpRequest, event: Event) -> HttpResponse:
    """Return the 403 page with what to do."""
    return render(request, "events/not_on_the_list.html", {"event": event}, status=403)
