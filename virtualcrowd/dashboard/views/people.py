"""People → Attendees and Groups: everybody on the staff looks, editors change."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from virtualcrowd.dashboard.links_forms import KeyForm
from virtualcrowd.dashboard.people_forms import (
    AttendeeForm,
    BlockForm,
    GroupForm,
    NewAttendeeForm,
    PasteForm,
)
from virtualcrowd.dashboard.queries import PeopleQuery
from virtualcrowd.events import groups as group_domain
from virtualcrowd.events import guestlist, links
from virtualcrowd.events import people as domain
from virtualcrowd.events.access import StaffRequest, editors_change, staff_required
from virtualcrowd.events.models import Attendee, Event, Group, Role

PER_PAGE = 50
INVALID = 422


@staff_required()
def attendees(request: StaffRequest) -> HttpResponse:
    wanted = PeopleQuery(request.GET).chosen()
    found = _found(request.event, wanted)
    context = people_context(request, tab="attendees") | {
        "page": Paginator(found, PER_PAGE).get_page(wanted.get("page") or 1),
        "wanted": wanted,
        "listed": _listed(request.event).count(),
        "groups": request.event.groups.all(),
        "mailing": request.event.link_mailings.first(),
    }
    part = "#list" if request.htmx and not request.htmx.boosted else ""
    return render(request, f"dashboard/people.html{part}", context)


@staff_required(Role.EDITOR)
def add(request: StaffRequest) -> HttpResponse:
    event, posted = request.event, request.POST.get("form", "")
    one = NewAttendeeForm(request.POST if posted == "one" else None, event=event, prefix="one")
    many = PasteForm(
        request.POST if posted == "many" else None,
        request.FILES or None,
        event=event,
        prefix="many",
    )
    if one.is_bound and one.is_valid() and (answer := _add_one(request, one)):
        return answer
    bad: list[guestlist.Line] = []
    if many.is_bound and many.is_valid():
        _add_many(request, many)
        bad = many.bad()
        if not bad:
            return redirect("dashboard:people", event.shortcode)
        many = many.left_over(event)
    status = INVALID if one.errors or many.errors or bad else 200
    context = people_context(request, tab="attendees") | {"one": one, "many": many, "bad": bad}
    return render(request, "dashboard/people_add.html", context, status=status)


def _add_one(request: StaffRequest, form: NewAttendeeForm) -> HttpResponse | None:
    attendee, is_new = domain.add_attendee(
        event=request.event, by=request.user, **form.cleaned_data
    )
    if not is_new:
        known = f"This address is on the list already, as {attendee}."
        works = f"{attendee} works on this event and gets in anyway."
        form.add_error("email", works if attendee.is_staff else known)
        return None
    messages.success(request, f"{attendee} is on the list")
    return redirect("dashboard:people", request.event.shortcode)


def _add_many(request: StaffRequest, form: PasteForm) -> None:
    groups = form.cleaned_data["groups"]
    added = guestlist.add(event=request.event, people=form.good(), groups=groups, by=request.user)
    words = f"{added.new:,} added"
    if added.known:
        words += f", {added.known:,} {'was' if added.known == 1 else 'were'} on the list already"
    if form.good():
        messages.success(request, words)


@editors_change
def attendee(request: StaffRequest, pk: int) -> HttpResponse:
    person = attendee_or_404(request, pk)
    form = AttendeeForm(request.POST or None, event=request.event, attendee=person)
    if form.is_valid():
        domain.change_attendee(attendee=person, by=request.user, **form.cleaned_data)
        messages.success(request, f"{person} saved")
        return redirect("dashboard:people", request.event.shortcode)
    status = INVALID if form.errors else 200
    context = people_context(request, tab="attendees") | {
        "form": form,
        "person": person,
        "sending": KeyForm(),
        "signs_in": links.is_guarded(person.user),
    }
    return render(request, "dashboard/attendee.html", context, status=status)


@staff_required(Role.EDITOR)
@require_POST
def block(request: StaffRequest, pk: int) -> HttpResponse:
    person, form = attendee_or_404(request, pk), BlockForm(request.POST)
    form.is_valid()
    is_blocked = form.cleaned_data["is_blocked"]
    domain.set_blocked(attendee=person, is_blocked=is_blocked, by=request.user)
    messages.success(request, f"{person} is {'blocked' if is_blocked else 'let in again'}")
    return redirect("dashboard:attendee", request.event.shortcode, pk)


@staff_required(Role.EDITOR)
@require_POST
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    person = attendee_or_404(request, pk)
    domain.remove_attendee(attendee=person, by=request.user)
    messages.success(request, f"{person} is off the list")
    return redirect("dashboard:people", request.event.shortcode)


@editors_change
def groups(request: StaffRequest) -> HttpResponse:
    form = GroupForm(request.POST or None)
    if form.is_valid():
        try:
            group = group_domain.add(event=request.event, by=request.user, **form.cleaned_data)
        except group_domain.NameTaken:
            form.add_error("name", "A group has this name already.")
        else:
            messages.success(request, f"Group “{group}” added")
            return redirect("dashboard:groups", request.event.shortcode)
    found = request.event.groups.annotate(
        members=Count("attendees", distinct=True), shown=Count("sessions", distinct=True)
    )
    context = people_context(request, tab="groups") | {"form": form, "groups": found}
    status = INVALID if form.errors else 200
    return render(request, "dashboard/groups.html", context, status=status)


@editors_change
def group(request: StaffRequest, pk: int) -> HttpResponse:
    found = _group(request, pk)
    old = found.name
    form = GroupForm(request.POST or None, initial={"name": old})
    if form.is_valid():
        try:
            group_domain.rename(group=found, by=request.user, **form.cleaned_data)
        except group_domain.NameTaken:
            form.add_error("name", "A group has this name already.")
        else:
            messages.success(request, f"“{old}” is now “{found}”")
            return redirect("dashboard:groups", request.event.shortcode)
    context = people_context(request, tab="groups") | {"form": form, "group": found}
    status = INVALID if form.errors else 200
    return render(request, "dashboard/group.html", context, status=status)


@staff_required(Role.EDITOR)
@require_POST
def group_delete(request: StaffRequest, pk: int) -> HttpResponse:
    found = _group(request, pk)
    try:
        group_domain.delete(group=found, by=request.user)
    except group_domain.InUse as error:
        words = f"“{found}” cannot be deleted: {error} would then be open to everybody."
        messages.error(request, f"{words} Show it to another group first.")
    else:
        messages.success(request, f"Group “{found}” deleted")
    return redirect("dashboard:groups", request.event.shortcode)


def _group(request: StaffRequest, pk: int) -> Group:
    return get_object_or_404(Group, event=request.event, pk=pk)


def _listed(event: Event) -> QuerySet[Attendee]:
    return event.attendees.filter(is_staff=False)


def _found(event: Event, wanted: dict[str, Any]) -> QuerySet[Attendee]:
    found = _listed(event).prefetch_related("groups")
    for word in str(wanted.get("q") or "").split():
        found = found.filter(
            Q(name__icontains=word) | Q(email__icontains=word) | Q(company__icontains=word)
        )
    if wanted.get("group"):
        found = found.filter(groups=wanted["group"])
    match wanted.get("show"):
        case "blocked":
            return found.filter(is_blocked=True)
        case "never":
            return found.filter(last_seen_at=None)
        case "uninvited":
            return found.filter(invited_at=None)
    return found


def attendee_or_404(request: StaffRequest, pk: int) -> Attendee:
    """Return the guest of the event."""
    rows = Attendee.objects.select_related("user")
    return get_object_or_404(rows, event=request.event, pk=pk, is_staff=False)


def people_context(request: StaffRequest, *, tab: str) -> dict[str, Any]:
    """Return what every page of People shows."""
    is_owner = request.role == Role.OWNER
    return {"nav": "people", "tab": tab, "may_edit": request.may_edit, "is_owner": is_owner}
