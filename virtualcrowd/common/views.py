from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def error_page(request: HttpRequest, status: HTTPStatus, heading: str, words: str) -> HttpResponse:
    """Return a page that says what happened and where to go."""
    context = {"heading": heading, "words": words, "status": int(status)}
    return render(request, "error.html", context, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return error_page(
        request,
        HTTPStatus.NOT_FOUND,
        "This page drifted away",
        "The address may be old, or the event has moved. Nothing is broken on your side.",
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    words = str(exception) or "Your account does not open this page."
    return error_page(request, HTTPStatus.FORBIDDEN, "This page is not for you", words)


def server_error(request: HttpRequest) -> HttpResponse:
    return error_page(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "Something broke on our side",
        "It is written down for the people who run this site. Go back and try once more.",
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    return error_page(
        request,
        HTTPStatus.FORBIDDEN,
        "This form was open for too long",
        "Nothing was saved. Go back, reload the page and send the form again.",
    )
