"""Import Meetings & Webinars: a dialog over the library, and the import that it starts."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from virtualcrowd.events.access import StaffRequest, staff_required
from virtualcrowd.events.models import Role
from virtualcrowd.zoom import advice, by_number, import_report, imports, listing, picker, troubles
from virtualcrowd.zoom.errors import ZoomError
from virtualcrowd.zoom.forms_library import ListingFilter, PickForm
from virtualcrowd.zoom.import_models import ImportJob
from virtualcrowd.zoom.listed import Listed
from virtualcrowd.zoom.models import Connection
from virtualcrowd.zoom.views.library import list_context

TROUBLES = advice.IMPORT_TROUBLES
NOTHING_TICKED = "Nothing is ticked. Tick at least one meeting or webinar, then Import Now."
# What htmx asks to have replaced → the part of the dialog that it gets.
PARTS = {"rows": "zoom/import_rows.html", "import": "zoom/import_pick.html"}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(Role.EDITOR)
def pick(request: StaffRequest) -> HttpResponse:
    """Show what Zoom has; POST imports what was ticked."""
    connection = Connection.objects.filter(event=request.event).first()
    if request.method == "POST":
        return _import_now(request, connection)
    wanted = ListingFilter(request.GET).wanted()
    drawn = picker.draw(
        connection,
        tab=wanted["tab"],
        text=wanted["q"],
        host=wanted["host"],
        shown=wanted["shown"],
        again=wanted["again"],
        closer=wanted["closer"],
        ticked=request.GET.getlist("picks"),
        now=timezone.now(),
    )
    return _dialog(request, {"picker": drawn})


def _import_now(request: StaffRequest, connection: Connection | None) -> HttpResponse:
    form, now = PickForm(request.POST), timezone.now()
    if not form.is_valid() or connection is None or not connection.is_connected:
        return _again(request, connection, {}, "Nothing was imported. Look again at the list.")
    data = form.cleaned_data
    try:
        rows = picker.chosen(
            connection,
            picks=data["picks"],
            tab=data["tab"],
            text=data["q"],
            host=data["host"],
            rest_after=(data["shown"] or 0) if data["rest"] else None,
            now=now,
        )
        job = imports.start(event=request.event, rows=rows, by=request.user, dates=data["dates"])
    except imports.NothingToImport:
        return _again(request, connection, data, NOTHING_TICKED)
    except listing.NoWebinarPlan:
        return _again(request, connection, data, TROUBLES["no_webinar_plan"].words)
    except ZoomError as failure:
        return _again(request, connection, data, TROUBLES[troubles.key_of(failure)].words)
    return redirect("zoom:import_job", request.event.shortcode, job.pk)


def _again(
    request: StaffRequest, connection: Connection | None, data: dict[str, Any], error: str
) -> HttpResponse:
    """Show the dialog with what was wrong; what was ticked stays ticked."""
    drawn = picker.draw(
        connection,
        tab=data.get("tab", "meetings"),
        text=data.get("q", ""),
        host=data.get("host", ""),
        ticked=data.get("picks", ()),
        dates=data.get("dates"),
        now=timezone.now(),
    )
    context = {"picker": drawn, "error": error, "number": data.get("number", "")}
    return _dialog(request, context, status=422)


@require_safe
@staff_required()
def job(request: StaffRequest, pk: int) -> HttpResponse:
    """Show how far an import is, and in the end what it brought."""
    found = get_object_or_404(ImportJob, event=request.event, pk=pk)
    progress = import_report.progress(found)
    context = {
        "event": request.event,
        "job": found,
        "progress": progress,
        "trouble": TROUBLES.get(found.stopped_because),
        "may_edit": request.may_edit,
        "hosts": import_report.by_host(found) if found.finished_at is None else [],
    }
    if request.htmx and request.htmx.target == "import-banner":
        return render(request, "zoom/import_banner.html", context)
    picks = import_report.report(found)
    context |= {"picks": picks, "more": progress.total - len(picks)}
    context["reasons"] = advice.NOT_IMPORTED
    if request.htmx and request.htmx.target == "progress" and found.finished_at is None:
        return render(request, "zoom/import_progress.html#progress", context)
    response = _dialog(request, context)
    if request.htmx and request.htmx.target == "progress":  # done: title and buttons change, too
        response["HX-Retarget"], response["HX-Reswap"] = "#import", "innerHTML"
    return response


@require_POST
@staff_required(Role.EDITOR)
def resume(request: StaffRequest, pk: int) -> HttpResponse:
    """Go on with an import that stopped."""
    found = get_object_or_404(ImportJob, event=request.event, pk=pk)
    imports.resume(job=found)
    return redirect("zoom:import_job", request.event.shortcode, pk)


@require_POST
@staff_required(Role.EDITOR)
def cancel(request: StaffRequest, pk: int) -> HttpResponse:
    """Stop an import; what was read stays."""
    found = get_object_or_404(ImportJob, event=request.event, pk=pk)
    imports.cancel(job=found, by=request.user)
    return redirect("zoom:import_job", request.event.shortcode, pk)


@require_POST
@staff_required(Role.EDITOR)
def number(request: StaffRequest) -> HttpResponse:
    """Import one meeting or webinar that Zoom's lists do not show."""
    connection, now = Connection.objects.filter(event=request.event).first(), timezone.now()
    typed = request.POST.get("number", "")[:200]
    if connection is None or not connection.is_connected:
        return _again(request, connection, {}, TROUBLES["not_connected"].words)
    try:
        row = _found(connection, typed, now)
        job = imports.start(event=request.event, rows=[row], by=request.user)
    except by_number.NotImportable as refusal:
        told = advice.NOT_IMPORTED[refusal.key]
        return _again(request, connection, {"number": typed}, f"{told.title}. {told.words}")
    except ZoomError as failure:
        words = TROUBLES[troubles.key_of(failure)].words
        return _again(request, connection, {"number": typed}, words)
    return redirect("zoom:import_job", request.event.shortcode, job.pk)


def _found(connection: Connection, typed: str, now: datetime) -> Listed:
    """Return what the number stands for; raises as `by_number.find` does."""
    zoom_id = by_number.read(typed)
    if not zoom_id:
        raise by_number.NotImportable("no_number")
    if by_number.in_library(connection, zoom_id):
        raise by_number.NotImportable("is_here")
    return by_number.find(connection, zoom_id, now=now)


def _dialog(request: StaffRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Return the part that htmx asked for, or the library with the dialog open over it."""
    context |= {"event": request.event}
    body = PARTS["import"] if "picker" in context else "zoom/import_progress.html"
    if not request.htmx:
        page = list_context(request, timezone.now())
        whole = page | context | {"dialog_body": body, "banner_off": True}
        return render(request, "zoom/library.html", whole, status=status)
    match request.htmx.target:
        case "rows":
            return render(request, PARTS["rows"], context, status=status)
        case "import" | "progress":
            return render(request, body, context, status=status)
        case _:
            whole = context | {"dialog_body": body}
            return render(request, "zoom/import_dialog.html", whole, status=status)
