from collections.abc import Callable

from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from virtualcrowd.events import links


def links_open_one_event(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Know who came by a personal link on their event's pages alone.

    Everywhere else, account pages and dashboard above all, they are nobody until they sign in.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == "/" and (mark := request.session.get(links.MARK)):
            return redirect("front:home", mark["event"])
        request.user = SimpleLazyObject(lambda: _known_here(request))  # type: ignore[assignment]  # it acts as one
        return get_response(request)

    return middleware


def _known_here(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    mark = request.session.get(links.MARK)
    if mark and not links.reaches(mark, request.path):
        return AnonymousUser()
    return get_user(request)
