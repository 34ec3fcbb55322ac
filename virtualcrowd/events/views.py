"""The page behind a personal link. Mail scanners open links: only the button lets somebody in."""

from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from virtualcrowd.common.views import error_page
from virtualcrowd.events import links
from virtualcrowd.events.links import Trouble
from virtualcrowd.events.models import Attendee

STATUS = {
    Trouble.BROKEN: HTTPStatus.NOT_FOUND,
    Trouble.EXPIRED: HTTPStatus.GONE,
    Trouble.REVOKED: HTTPStatus.GONE,
    Trouble.CLOSED: HTTPStatus.FORBIDDEN,
    Trouble.SIGN_IN: HTTPStatus.FORBIDDEN,
}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def link(request: HttpRequest, shortcode: str, token: str) -> HttpResponse:
    """Say whose link it is; POST lets them in. It works as often as it is opened, until it ends."""
    return _unseen(_answer(request, shortcode, token))


def _answer(request: HttpRequest, shortcode: str, token: str) -> HttpResponse:
    now = timezone.now()
    opened = links.opened(token, shortcode=shortcode, now=now)
    attendee = opened.attendee
    if opened.trouble or attendee is None:
        return _over(request, shortcode, opened.trouble or Trouble.BROKEN, attendee)
    to = links.destination(attendee.event, request.GET.get("next"))
    if request.method == "POST":
        links.sign_in(request, attendee, now)
        return redirect(to)
    if links.is_in(request, attendee):
        return redirect(to)
    context = {"attendee": attendee, "event": attendee.event}
    return render(request, "events/link.html", context)


def _over(
    request: HttpRequest, shortcode: str, trouble: Trouble, attendee: Attendee | None
) -> HttpResponse:
    if trouble == Trouble.BROKEN and _is_too_often(request):
        heading = gettext("One moment, please")
        words = gettext("Too many wrong links came from where you are. Try again in a minute.")
        return error_page(request, HTTPStatus.TOO_MANY_REQUESTS, heading, words)
    # Not the address, not even masked: a link is forwarded, and dead ones are read by strangers.
    context = {
        "trouble": trouble,
        "event": attendee.event if attendee else None,
        "next": reverse("front:home", args=[shortcode]),
    }
    return render(request, "events/link_over.html", context, status=STATUS[trouble])


def _is_too_often(request: HttpRequest) -> bool:
    """Count one wrong link for the address it comes from; good ones are never counted."""
    minute = int(timezone.now().timestamp() // 60)
    key = f"wrong-links:{get_adapter(request).get_client_ip(request)}:{minute}"
    cache.add(key, 0, timeout=120)
    return cache.incr(key) > settings.WRONG_LINKS_PER_MINUTE


def _unseen(answer: HttpResponse) -> HttpResponse:
    """Told to no other page, ours neither, and found by no search.

    "no-referrer" would hide the form's origin as well, by which Django knows it as ours.
    """
    answer["Referrer-Policy"] = "strict-origin"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
