from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from virtualcrowd.common.views import error_page


class LimitBody:
    """Refuses what is larger than any form of ours, before a byte of it is read or stored.

    Stands in front of the CSRF check: that one reads the form, files and all, of anybody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Answer in place of the view, or let it."""
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdigit() and int(announced) <= settings.REQUEST_MAX_BYTES:
            return None
        words = gettext(
            "Nothing was saved. Go back and choose a smaller file: a picture may have %(most)d MB."
        ) % {"most": settings.IMAGE_UPLOAD_MAX_BYTES // 2**20}
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return error_page(request, status, gettext("That is too large"), words)
