from collections.abc import Iterator

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from virtualcrowd.agenda.sheet import writing
from virtualcrowd.common import audit as log
from virtualcrowd.common.models import AuditEntry
from virtualcrowd.dashboard.queries import WHO, AuditQuery
from virtualcrowd.events.access import StaffRequest, staff_required
from virtualcrowd.events.models import Event

PER_PAGE = 50
AT_ONCE = 500  # rows of a download held in memory
COLUMNS = ["When", "Who", "What happened", "To what", "Where", "What changed", "Failed"]


@staff_required()
def audit(request: StaffRequest) -> HttpResponse:
    """Show who did what, newest first; htmx gets the list alone."""
    wanted = AuditQuery(request.GET).chosen()
    entries = _found(request)
    page = Paginator(entries, PER_PAGE).get_page(wanted.get("page") or 1)
    context = {"page": page, "wanted": wanted, "nav": "audit", "who": WHO}
    part = "#log" if request.htmx and not request.htmx.boosted else ""
    return render(request, f"dashboard/audit.html{part}", context)


@require_safe
@staff_required()
def download(request: StaffRequest) -> StreamingHttpResponse:
    """Return what the page finds, all of it, as CSV with times of the event."""
    event = request.event
    name = f"audit-{event.shortcode}-{timezone.now().astimezone(event.tz).date()}.csv"
    return StreamingHttpResponse(
        writing.csv_lines(_rows(_found(request), event)),
        content_type=writing.MIME["csv"],
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


def _found(request: StaffRequest) -> QuerySet[AuditEntry]:
    wanted = AuditQuery(request.GET).chosen()
    entries = log.search(event=request.event, words=wanted.get("q") or "")
    if who := wanted.get("who"):
        entries = entries.filter(actor__isnull=who != "people")
    return entries


def _rows(entries: QuerySet[AuditEntry], event: Event) -> Iterator[list[str]]:
    yield COLUMNS
    for entry in entries.iterator(AT_ONCE):
        when = entry.at.astimezone(event.tz).isoformat(" ", "seconds")
        changes = "; ".join(f"{name}: {old} → {new}" for name, (old, new) in entry.changes.items())
        what = [entry.actor_name, entry.action, entry.target, entry.place, changes]
        yield [when, *what, "yes" if entry.failed else ""]
