"""The doctor's buttons on the Zoom page: mend, tell what Zoom showed, look again, disconnect."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from virtualcrowd.events.access import StaffRequest, staff_required
from virtualcrowd.events.models import Role
from virtualcrowd.zoom import connection, pairs, parting
from virtualcrowd.zoom.connection import ConnectFailed
from virtualcrowd.zoom.doctor import checkup, keys, window
from virtualcrowd.zoom.forms_connect import DisconnectForm, MendForm, ShownForm
from virtualcrowd.zoom.models import Connection
from virtualcrowd.zoom.views.connect import back, to_zoom

LOOKS = {"turn_sdk"}  # nothing to authorize: only attendees are signed in by that pair
# These show what stands in the place of the secret: done only while Zoom says that it is the ID.
TURNS = {"turn_oauth", "turn_sdk"}


@require_POST
@staff_required(Role.OWNER)
def mend(request: StaffRequest) -> HttpResponse:
    """Put the keys where they belong, and go on as if they had been pasted so."""
    form = MendForm(request.POST)
    if not form.is_valid():
        return back(request)
    how = form.cleaned_data["how"]
    if how in TURNS and not keys.is_turned(pairs.of(request.event), how):
        messages.error(request, "Zoom does not say that they are turned. Nothing was changed.")
        return back(request)
    row = pairs.mend(event=request.event, how=how, by=request.user, now=timezone.now())
    if how not in LOOKS:
        return to_zoom(request)
    _look(request, row)
    return back(request)


@require_POST
@staff_required(Role.OWNER)
def closed(request: StaffRequest) -> HttpResponse:
    """The Zoom window closed and nothing came back: find out why, or ask what it showed."""
    row = pairs.of(request.event)
    found = keys.examine(row) or keys.Found("popup_closed")
    connection.failed(row, request.user, found.key, found.detail, timezone.now())
    return back(request)


@require_POST
@staff_required(Role.OWNER)
def shown(request: StaffRequest) -> HttpResponse:
    """The organiser says what Zoom's window showed."""
    form = ShownForm(request.POST)
    if form.is_valid():
        row, key = pairs.of(request.event), window.CAUSES[form.cleaned_data["picture"]]
        detail = "Not checked by us: you said that Zoom's window showed this."
        connection.failed(row, request.user, key, detail, timezone.now())
    return back(request)


@require_POST
@staff_required(Role.OWNER)
def test(request: StaffRequest) -> HttpResponse:
    """Test now."""
    _look(request, pairs.of(request.event))
    return back(request)


def _look(request: StaffRequest, row: Connection) -> None:
    try:
        checkup.test(row=row, by=request.user, now=timezone.now())
    except ConnectFailed:
        return  # the page shows what is kept of it
    messages.success(request, "Zoom answered: the connection works.")


@require_POST
@staff_required(Role.OWNER)
def disconnect(request: StaffRequest) -> HttpResponse:
    """End it here and at Zoom; what stays was asked."""
    form = DisconnectForm(request.POST)
    keeping = form.keeping if form.is_valid() else parting.Keeping()
    did_confirm = parting.disconnect(event=request.event, by=request.user, keeping=keeping)
    words = "The library is still there." if keeping.library else "The library is gone, too."
    if not did_confirm:
        words += " Zoom did not confirm: remove the app there yourself, under Added Apps."
    messages.success(request, f"Zoom is disconnected. {words}")
    return back(request)
