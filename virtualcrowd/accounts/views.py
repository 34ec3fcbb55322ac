from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse


def start(request: HttpRequest) -> HttpResponse:
    """The start page leads each where they belong; also the address for Zoom's allow list."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    works = request.user.is_superuser or request.user.may_create_events
    if works or request.user.staff_roles.exists():
        return redirect(reverse("dashboard:events"))
    attends = request.user.attendances.select_related("event").order_by("-event__starts_on").first()
    return redirect(attends.event if attends else reverse("dashboard:events"))


@login_required
def email(request: HttpRequest) -> HttpResponse:
    """Instead of allauth's page: an address is how events know somebody, so nobody claims one."""
    return render(request, "account/email_fixed.html")
