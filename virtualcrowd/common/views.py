from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import render
from django.utils.translation import gettext


def error_page(request: HttpRequest, status: HTTPStatus, heading: str, words: str) -> HttpResponse:
    """Return a page that says what happened and where to go."""
    context = {"heading": heading, "words": words, "status": int(status)}
    return render(request, "error.html", context, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Return 404, which never says whether something is there for others."""
    return error_page(
        request,
        HTTPStatus.NOT_FOUND,
        gettext("This page drifted away"),
        gettext("The address may be old, or the event has moved. Nothing is broken on your side."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return 403 with the words of what refused."""
    words = str(exception) or gettext("Your account does not open this page.")
    return error_page(request, HTTPStatus.FORBIDDEN, gettext("This page is not for you"), words)


def server_error(request: HttpRequest) -> HttpResponse:
    """Return 500, without a word of what failed."""
    return error_page(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        gettext("Something broke on our side"),
        gettext("It is written down for the people who run this site. Go back and try once more."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return 403; a browser without cookies gets other words, as waiting helps it nothing."""
    if reason == REASON_NO_CSRF_COOKIE:
        return error_page(
            request,
            HTTPStatus.FORBIDDEN,
            gettext("Your browser keeps no cookies"),
            gettext(
                "Without one we cannot know that the form is yours, and nothing was done. Allow "
                "cookies for this site, go back, reload the page and send the form again."
            ),
        )
    return error_page(
        request,
        HTTPStatus.FORBIDDEN,
        gettext("This form was open for too long"),
        gettext("Nothing was saved. Go back, reload the page and send the form again."),
    )
