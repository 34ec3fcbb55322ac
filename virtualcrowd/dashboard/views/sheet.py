"""The agenda as a spreadsheet: download, upload, look, do. And many embeds at once."""

from secrets import token_urlsafe

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from virtualcrowd.agenda import bulk
from virtualcrowd.agenda.sheet import applying, columns, plan, reading, writing
from virtualcrowd.agenda.sheet.plan import Plan
from virtualcrowd.dashboard.sheet_forms import ApplyForm, DownloadForm, EmbedManyForm, UploadForm
from virtualcrowd.events.access import StaffRequest, editors_change, staff_required

INVALID = 422
KEEP_S = 60 * 60  # between the preview and the click
MOST_SHOWN = 300  # lines of one kind; the rest is counted


@require_http_methods(["GET", "HEAD", "POST"])
@editors_change
def sheet(request: StaffRequest) -> HttpResponse:
    """Offer the files; show what an uploaded one would do; do it."""
    if request.method != "POST":
        return _draw(request, UploadForm())
    if "table" in request.POST:
        return _apply(request)
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        rows = form.cleaned_data["file"]
        try:
            return _preview(request, rows, plan.of(request.event, rows))
        except reading.BadFile as error:
            form.add_error("file", str(error))
    return _draw(request, form)


@require_safe
@staff_required()
def download(request: StaffRequest) -> HttpResponse:
    """Return the agenda, or a template with its headings alone."""
    form = DownloadForm(request.GET)
    kind = form.cleaned_data["kind"] if form.is_valid() else "xlsx"
    is_blank = bool(form.cleaned_data.get("blank"))
    rows = [list(columns.ALL)] if is_blank else writing.agenda_rows(request.event)
    body = writing.csv_file(rows) if kind == "csv" else writing.workbook(rows)
    day = timezone.now().astimezone(request.event.tz).date()
    name = "agenda-template" if is_blank else f"agenda-{request.event.shortcode}-{day}"
    return HttpResponse(
        body,
        content_type=writing.MIME[kind],
        headers={
            "Content-Disposition": f'attachment; filename="{name}.{kind}"',
            "Cache-Control": "private, no-store",
        },
    )


def _apply(request: StaffRequest) -> HttpResponse:
    form = ApplyForm(request.POST)
    rows = cache.get(_key(request, form.cleaned_data["table"])) if form.is_valid() else None
    if rows is None:
        upload = UploadForm()
        messages.warning(request, "That was more than an hour ago. Choose the file once more.")
        return _draw(request, upload)
    try:
        done = applying.apply(
            event=request.event,
            rows=rows,
            fingerprint=form.cleaned_data["fingerprint"],
            by=request.user,
        )
    except applying.Overtaken as error:
        words = "The agenda changed since you looked. This is what the table would do now."
        return _preview(request, rows, error.plan, words)
    except applying.RowRefused as error:
        return _preview(request, rows, plan.of(request.event, rows), str(error))
    added, changed = len(done.of("add")), len(done.of("change"))
    messages.success(request, f"Done: {added} added, {changed} changed.")
    return redirect("dashboard:agenda", request.event.shortcode)


def _preview(
    request: StaffRequest, rows: list[list[str]], found: Plan, trouble: str = ""
) -> HttpResponse:
    table = token_urlsafe(16)
    cache.set(_key(request, table), rows, KEEP_S)
    context = {
        "plan": found,
        "table": table,
        "trouble": trouble,
        "wrong": found.wrong[:MOST_SHOWN],
        "added": found.of("add")[:MOST_SHOWN],
        "changed": found.of("change")[:MOST_SHOWN],
        "counts": {name: len(found.of(name)) for name in ("add", "change", "same", "wrong")},
    }
    status = INVALID if found.wrong or trouble else 200
    return _page(request, "dashboard/sheet_preview.html", context, status)


def _draw(request: StaffRequest, form: UploadForm) -> HttpResponse:
    status = INVALID if form.errors else 200
    return _page(request, "dashboard/sheet.html", {"form": form, "columns": columns}, status)


@require_http_methods(["GET", "HEAD", "POST"])
@editors_change
def embed_many(request: StaffRequest) -> HttpResponse:
    """Show which meeting fits which session, and embed those that are ticked."""
    trouble = _embed(request) if request.method == "POST" else ""
    if request.method == "POST" and not trouble:
        return redirect("dashboard:agenda", request.event.shortcode)
    found = bulk.proposals(request.event, timezone.now())
    ticked = set(request.POST.getlist("picks"))
    context = {"found": found, "trouble": trouble, "rows": _rows(found, ticked, is_new=not trouble)}
    return _page(request, "dashboard/embed_many.html", context, INVALID if trouble else 200)


def _embed(request: StaffRequest) -> str:
    """Embed what was ticked; return why that was not done, or ""."""
    form = EmbedManyForm({"picks": request.POST.getlist("picks")})
    if not form.is_valid():
        return " ".join(str(error) for error in form.errors["picks"])
    try:
        count = bulk.embed(event=request.event, picks=form.cleaned_data["picks"], by=request.user)
    except bulk.NotEmbedded as error:
        return f"{error} Nothing was changed."
    messages.success(request, f"{count} embedded")
    return ""


def _rows(found: bulk.Proposals, ticked: set[str], *, is_new: bool) -> list[dict[str, object]]:
    """Return the proposals; what is merely perhaps is not ticked for anybody."""
    rows = []
    for match in found.matches:
        value = f"{match.session.pk}={match.best.pick}"
        is_good = match.best.sureness != "perhaps"
        is_ticked = is_good if is_new else value in ticked
        rows.append({"match": match, "value": value, "is_ticked": is_ticked})
    return rows


def _page(
    request: StaffRequest, template: str, context: dict[str, object], status: int
) -> HttpResponse:
    plain = {"event": request.event, "nav": "agenda", "may_edit": request.may_edit}
    return render(request, template, plain | context, status=status)


def _key(request: StaffRequest, table: str) -> str:
    return f"agenda-sheet:{request.event.pk}:{request.user.pk}:{table}"
