"""The page for the Zoom admin: no sign-in, no secret, no attendee; only what to do in Zoom."""

from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from virtualcrowd.common.views import error_page
from virtualcrowd.zoom import pairs
from virtualcrowd.zoom.guide import links, wanted


@require_safe
@never_cache
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is to be done, while the link opens."""
    return _unseen(_answer(request, token))


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    if _is_too_often(request):
        words = "This page was opened very often from your address. Try again in a minute."
        return error_page(request, HTTPStatus.TOO_MANY_REQUESTS, "One moment", words)
    link = links.opened(token, timezone.now())
    if link is None:
        words = (
            "Links like this one open for some days only, or were taken back. Ask the person who "
            "sent it to you for a new one."
        )
        return error_page(request, HTTPStatus.NOT_FOUND, "This link is over", words)
    context = wanted.of(pairs.of(link.event)) | {"link": link, "event": link.event}
    return render(request, "zoom/guide/admin.html", context)


def _is_too_often(request: HttpRequest) -> bool:
    """Count one for the address it comes from; also of links that do not exist."""
    minute = int(timezone.now().timestamp() // 60)
    key = f"zoom-admin-page:{get_adapter(request).get_client_ip(request)}:{minute}"
    cache.add(key, 0, timeout=120)
    return cache.incr(key) > settings.ZOOM_ADMIN_PAGES_PER_MINUTE


def _unseen(answer: HttpResponse) -> HttpResponse:
    """Neither found by searching nor told to the next site."""
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
