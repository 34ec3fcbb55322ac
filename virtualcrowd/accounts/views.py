from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.i18n import set_language

from virtualcrowd.common.views import error_page


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


def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Speak the chosen language from now on; mails and calendars of who is signed in, too."""
    chosen = request.POST.get("language")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        request.user.reads(chosen)
    return set_language(request)


def too_many(request: HttpRequest) -> HttpResponse:
    """Instead of allauth's bare page: the limits of signing in (`ACCOUNT_RATE_LIMITS`)."""
    return error_page(
        request,
        HTTPStatus.TOO_MANY_REQUESTS,
        gettext("One moment, please"),
        gettext(
            "This was asked for too often just now, by you or by others where you are. Nothing is "
            "lost: go back and try again in a minute, or open the personal link from your mail."
        ),
    )
