"""Libraries → "Zoom meetings and Webinars": the list, one item, and looking at Zoom again."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from virtualcrowd.events.access import StaffRequest, editors_change, staff_required
from virtualcrowd.events.models import Event, Role
from virtualcrowd.zoom import (
    advice,
    drift,
    fits,
    import_report,
    in_zoom,
    library,
    overview,
    registration,
    sync,
    tasks,
)
from virtualcrowd.zoom.clash.models import Host
from virtualcrowd.zoom.forms_library import ItemForm, LibraryFilter
from virtualcrowd.zoom.models import Connection, LibraryItem

FILTERS = ("q", "kind", "host", "since", "until")


@require_safe
@staff_required()
def items(request: StaffRequest) -> HttpResponse:
    """List what was imported."""
    context = list_context(request, timezone.now())
    is_part = request.htmx and request.htmx.target == "library"
    return render(request, "zoom/library.html#library" if is_part else "zoom/library.html", context)


def list_context(request: StaffRequest, now: datetime) -> dict[str, Any]:
    """Return what the list shows; the import dialog opens over the same page."""
    event, form = request.event, LibraryFilter(request.GET)
    wanted = form.wanted()
    every = overview.items_of(event, now)
    found = overview.found(
        every,
        text=wanted["q"],
        kind=wanted["kind"],
        host=wanted["host"],
        between=_days(event, wanted["since"], wanted["until"]),
    )
    chips = overview.chips(found, wanted["show"])
    trouble = sync.trouble(event)
    job = import_report.to_tell(event, now)
    count = next(chip.count for chip in chips if chip.is_on)
    page = form.page_of(overview.shown(found, wanted["show"]), count)
    page.object_list = overview.labelled(page.object_list, now)
    return {
        "event": event,
        "may_edit": request.may_edit,
        "nav": "library-zoom",
        "form": form,
        "wanted": wanted,
        "chips": chips,
        "page": page,
        "hosts": overview.hosts(event),
        "is_empty": not chips[0].count and not any(wanted[name] for name in FILTERS),
        "connection": Connection.objects.filter(event=event).first(),
        "checked_at": every.aggregate(at=Max("synced_at"))["at"],
        "trouble": advice.IMPORT_TROUBLES[trouble] if trouble else None,
        "trouble_key": trouble,
        "job": job,
        "progress": import_report.progress(job) if job else None,
    }


def _days(
    event: Event, since: date | None, until: date | None
) -> tuple[datetime | None, datetime | None]:
    """Return from when and before when, by the event's clock; both days count."""
    first = datetime.combine(since, time(), event.tz) if since else None
    after = datetime.combine(until + timedelta(days=1), time(), event.tz) if until else None
    return first, after


@require_POST
@staff_required(Role.EDITOR)
def refresh(request: StaffRequest) -> HttpResponseRedirect:
    """Ask Zoom about every item, behind."""
    tasks.sync_event(request.event.pk)
    messages.success(request, "Asking Zoom. What changed shows here in a moment.")
    return redirect("zoom:library", request.event.shortcode)


@require_http_methods(["GET", "HEAD", "POST"])
@editors_change
def item(request: StaffRequest, pk: int) -> HttpResponse:
    """Show what Zoom says beside what attendees see, and change the latter."""
    found = item_or_404(request.event, pk)
    form = ItemForm(initial={"title": found.title, "description": found.description})
    if request.method == "POST":
        form = ItemForm(_with_zooms(request), request.FILES)
        if form.is_valid():
            library.edit(item=found, by=request.user, **form.as_shown())
            messages.success(request, "Saved.")
            return redirect("zoom:item", request.event.shortcode, pk)
    context = _item_context(request, found) | {"form": form}
    return render(request, "zoom/library_item.html", context, status=422 if form.errors else 200)


@require_POST
@staff_required(Role.EDITOR)
def settle(request: StaffRequest, pk: int) -> HttpResponse:
    """Accept what changed in Zoom, or keep what attendees are shown: a field, or all of them."""
    found = item_or_404(request.event, pk)
    names = [name for name in request.POST.getlist("field") if name in drift.LABELS]
    act = {"accept": drift.accept, "keep": drift.keep}.get(request.POST.get("do", ""))
    if act:
        act(item=found, names=names or drift.LABELS, by=request.user)
        messages.success(request, "Saved.")
    return redirect("zoom:item", request.event.shortcode, pk)


@require_POST
@staff_required(Role.EDITOR)
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Take an item out of the library, unless a session uses it."""
    found = item_or_404(request.event, pk)
    try:
        library.remove(item=found, by=request.user)
    except library.StillEmbedded as error:
        context = _item_context(request, found) | {"still_in": error.sessions}
        context["form"] = ItemForm(initial={"title": found.title, "description": found.description})
        return render(request, "zoom/library_item.html", context, status=409)
    messages.success(request, f"“{found}” is out of your library. In Zoom it stays.")
    return redirect("zoom:library", request.event.shortcode)


def item_or_404(event: Event, pk: int) -> LibraryItem:
    """Return the event's item with its state; another event's is 404."""
    now = timezone.now()
    found: LibraryItem = get_object_or_404(overview.items_of(event, now), pk=pk)
    return overview.labelled([found], now)[0]


def _item_context(request: StaffRequest, found: LibraryItem) -> dict[str, Any]:
    behind = drift.sessions_of(found)
    embeds = list(found.embeds.select_related("session__track"))
    return {
        "event": request.event,
        "may_edit": request.may_edit,
        "nav": "library-zoom",
        "item": found,
        "obstacle": advice.OBSTACLES.get(found.obstacle),
        "notes": _notes(found),
        "embeds": embeds,
        "fit": None if embeds else fits.session_for(found, timezone.now()),
        "zoom_url": in_zoom.page(found),
        "registered": registration.counts(found) if found.needs_registration else {},
        "dates": list(found.dates.all()),
        "special": overview.special(found),
        "drifted": [one for one in drift.fields(found, behind) if one.is_changed],
    }


def _notes(found: LibraryItem) -> list[advice.Advice]:
    """Return what keeps some attendees out: a setting of the host, and one of the item."""
    hosts = Host.objects.filter(event=found.event_id, host_id=found.host_id)
    holds = {
        "web_guests": hosts.filter(refuses_web_guests=True).exists(),
        "countries": found.has_country_rule,
    }
    return [advice.AT_IMPORT[key] for key, is_so in holds.items() if is_so]


def _with_zooms(request: StaffRequest) -> Any:
    """ "Use Zoom's" is a save that leaves its field empty."""
    data = request.POST.copy()
    if (name := data.get("use_zooms")) in ("title", "description"):
        data[str(name)] = ""
    return data
