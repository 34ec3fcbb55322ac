"""Every attendee page: who may open it, and the attendee pass that it leaves in the browser."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import unquote

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone

from virtualcrowd.agenda import passes
from virtualcrowd.events.access import AttendeeRequest, View, attendee_required
from virtualcrowd.events.models import Attendee
from virtualcrowd.front import clocks
from virtualcrowd.front.clocks import Clock

RENEW_BELOW = 3600  # seconds left; a page may stay open for a while before it asks the door


class FrontRequest(AttendeeRequest):
    """A request to an attendee page.

    `group_ids` are the attendee's groups; times are shown by `clock`.
    """

    group_ids: frozenset[int]
    clock: Clock


def attendee_page[**P](view: View[FrontRequest, P]) -> Callable[..., HttpResponseBase]:
    """Let in the event's attendees and staff; the answer leaves a pass that is good for a while."""

    @wraps(view)
    def page(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request.group_ids = frozenset(request.attendee.groups.values_list("pk", flat=True))
        choice = request.GET.get("tz") or request.COOKIES.get(clocks.CHOICE, "")
        own = unquote(request.COOKIES.get(clocks.OWN_ZONE, ""))
        request.clock = clocks.clock_of(request.event, own=own, choice=choice)
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponse):
            clocks.remember(response, request.GET.get("tz"), request.event.get_absolute_url())
        if isinstance(response, HttpResponse) and not _holds_good_pass(request):
            passes.hand(request, response)
        return response

    return attendee_required(cast("View[AttendeeRequest, P]", page))


def _holds_good_pass(request: FrontRequest) -> bool:
    """Whether the browser's pass says what is true now, and for long enough.

    Not only its age counts: somebody else may have signed in, or been moved to another group.
    """
    token = request.COOKIES.get(passes.COOKIE, "").encode()
    now = timezone.now().timestamp()
    held = passes.verify(token, now) if token else None
    return (
        held is not None
        and held.expires_at - now >= RENEW_BELOW
        and _claims(held) == _truth(request.attendee, request.group_ids)
    )


def _claims(held: passes.Pass) -> tuple[object, ...]:
    who = (held.attendee_id, held.event_id, held.name, held.email)
    return (*who, held.groups, held.is_staff, held.version)


def _truth(attendee: Attendee, groups: frozenset[int]) -> tuple[object, ...]:
    who = (attendee.pk, attendee.event_id, attendee.joins_as, attendee.email)
    return (*who, groups, attendee.is_staff, attendee.pass_version)
