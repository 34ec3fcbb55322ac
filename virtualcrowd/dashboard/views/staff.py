"""People → Staff: owners alone."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from virtualcrowd.dashboard.people_forms import NewStaffForm, RoleForm
from virtualcrowd.events import staff as domain
from virtualcrowd.events.access import StaffRequest, staff_required
from virtualcrowd.events.models import Role, StaffMember

INVALID = 422
LAST_OWNER = "An event keeps at least one owner. Make somebody else owner first."


@staff_required(Role.OWNER)
def staff(request: StaffRequest) -> HttpResponse:
    form = NewStaffForm(request.POST or None)
    if form.is_valid():
        email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
        try:
            member = domain.add(event=request.event, email=email, role=role, by=request.user)
        except domain.AlreadyStaff:
            form.add_error("email", "This person is on the staff. Change the role in the list.")
        else:
            messages.success(request, f"{member.user} is now {role.label.lower()}")
            return redirect("dashboard:staff", request.event.shortcode)
    context = {
        "nav": "people",
        "tab": "staff",
        "is_owner": True,
        "form": form,
        "members": request.event.staff.select_related("user"),
        "roles": Role.choices,
    }
    return render(request, "dashboard/staff.html", context, status=INVALID if form.errors else 200)


@staff_required(Role.OWNER)
@require_POST
def role(request: StaffRequest, pk: int) -> HttpResponse:
    member, form = _member(request, pk), RoleForm(request.POST)
    if form.is_valid():
        chosen = Role(form.cleaned_data["role"])
        try:
            domain.set_role(member=member, role=chosen, by=request.user)
        except domain.LastOwner:
            messages.error(request, LAST_OWNER)
        else:
            messages.success(request, f"{member.user} is now {chosen.label.lower()}")
    return _back(request, member)


@staff_required(Role.OWNER)
@require_POST
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    member = _member(request, pk)
    try:
        domain.remove(member=member, by=request.user)
    except domain.LastOwner:
        messages.error(request, LAST_OWNER)
    else:
        messages.success(request, f"{member.user} has no dashboard access any more")
    return _back(request, member)


def _member(request: StaffRequest, pk: int) -> StaffMember:
    return get_object_or_404(StaffMember.objects.select_related("user"), event=request.event, pk=pk)


def _back(request: StaffRequest, member: StaffMember) -> HttpResponse:
    """Return to the list, or home when somebody took their own rights away."""
    stays = member.user_id != request.user.pk or request.user.is_superuser
    if stays or (member.pk and member.role == Role.OWNER):
        return redirect("dashboard:staff", request.event.shortcode)
    return redirect("dashboard:home", request.event.shortcode) if member.pk else redirect("start")
