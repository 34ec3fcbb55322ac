"""Plugins → Zoom → Test join: the page, the frame with Zoom's client, its ticket, the result."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET, require_POST

from virtualcrowd.events.access import StaffRequest, staff_required
from virtualcrowd.events.models import Role
from virtualcrowd.zoom import pairs, sdk
from virtualcrowd.zoom.advice_test_join import OUTCOMES, REASONS
from virtualcrowd.zoom.forms_test_join import ResultForm
from virtualcrowd.zoom.models import Connection, LibraryItem
from virtualcrowd.zoom.setup_models import JoinTest
from virtualcrowd.zoom.testjoin import entry, results
from virtualcrowd.zoom.views.join import ISOLATION


@require_GET
@never_cache
@staff_required(Role.OWNER)
def page(request: StaffRequest) -> HttpResponse:
    """Choose a meeting, press the button; below it, how the last test ended."""
    row = pairs.of(request.event)
    context = _result(request, row, results.of(row)) | {
        "nav": "plugins",
        "row": row,
        "items": entry.choices(request.event),
        "can_sign": all(row.signing_pair),
    }
    return render(request, "zoom/testjoin/page.html", context)


def _result(request: StaffRequest, row: Connection, test: JoinTest | None) -> dict[str, Any]:
    told = OUTCOMES.get(test.outcome) or REASONS[test.reason] if test else None
    return {
        "test": test,
        "is_stale": test and results.is_stale(test, row),
        "stages": results.stages(test),
        "advice": told,
        "target_url": _target(request, test),
    }


def _target(request: StaffRequest, test: JoinTest | None) -> str:
    """Where the one action of a failed test leads; "" when it is to test again."""
    if not test or not test.reason:
        return ""
    shortcode, target = request.event.shortcode, REASONS[test.reason].target
    places = {
        "pairs": f"{reverse('zoom:connection', args=[shortcode])}#pairs",
        "item": reverse("zoom:library", args=[shortcode]),
        "embed": f"{reverse('zoom:guide', args=[shortcode])}?step=embed",
        "": reverse("zoom:answered", args=[shortcode]),
    }
    return places.get(target, "")


@require_GET
@staff_required(Role.OWNER)
@xframe_options_sameorigin
@csp_override(sdk.policy())
@never_cache
def client(request: StaffRequest, pk: int) -> HttpResponse:
    """Open Zoom's client for the frame of the page; it holds addresses and no secret."""
    item = _item(request, pk)
    context = {"item": item, "config": _config(request, item), "sandbox": sdk.sandbox_base()}
    response = render(request, "zoom/testjoin/client.html", context)
    response["Document-Isolation-Policy"] = ISOLATION
    return response


def _item(request: StaffRequest, pk: int) -> LibraryItem:
    return get_object_or_404(LibraryItem, event=request.event, pk=pk)


def _config(request: StaffRequest, item: LibraryItem) -> dict[str, Any]:
    shortcode = request.event.shortcode
    return {
        "ticketUrl": reverse("zoom:test_join_ticket", args=[shortcode, item.pk]),
        "leftUrl": reverse("zoom:test_join_left", args=[shortcode]),
        "csrf": get_token(request),
        "webEndpoint": settings.ZOOM_WEB_ENDPOINT,
        **sdk.files(),
    }


@require_POST
@never_cache
@staff_required(Role.OWNER)
def ticket(request: StaffRequest, pk: int) -> HttpResponse:
    """Sign the organiser in, for half an hour, as a participant whom nobody counts."""
    try:
        sdk_ticket = entry.ticket(_item(request, pk), request.user, timezone.now().timestamp())
    except entry.CannotTest as refused:
        return JsonResponse({"error": refused.reason}, status=409)
    return JsonResponse({"sdk": sdk_ticket})


@require_POST
@staff_required(Role.OWNER)
def result(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep how it ended, and say it in words."""
    form, item = ResultForm(request.POST), _item(request, pk)
    if not form.is_valid():
        return HttpResponseBadRequest("Not a result of a test.", content_type="text/plain")
    row = pairs.of(request.event)
    test = results.save(
        connection=row, item=item, told=form.told, by=request.user, now=timezone.now()
    )
    context = _result(request, row, test) | {"is_new": True}
    return render(request, "zoom/testjoin/result.html", context)


@require_GET
@staff_required(Role.OWNER)
@xframe_options_sameorigin
@csp_override(sdk.policy())
@never_cache
def left(request: StaffRequest) -> HttpResponse:
    """Where Zoom's client goes when it has left: in the frame, it tells the page around it."""
    home = reverse("zoom:test_join", args=[request.event.shortcode])
    if request.headers.get("Sec-Fetch-Dest", "document") != "iframe":
        return HttpResponseRedirect(home)
    response = render(request, "zoom/left.html", {"session_url": home})
    response["Document-Isolation-Policy"] = ISOLATION
    return response
