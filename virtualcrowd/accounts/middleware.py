from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from virtualcrowd.accounts.adapter import MailFailed


class TellOfLostMail:
    """Who asked for a code that cannot be mailed is told so, and what else lets them in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, MailFailed):
            return None
        return render(request, "account/mail_failed.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
