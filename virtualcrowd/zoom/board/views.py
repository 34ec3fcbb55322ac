"""A page with nothing on it but the headers of the join page, for `headers.look`."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from virtualcrowd.zoom.board import headers


@require_safe
def isolation(_request: HttpRequest) -> HttpResponse:
    """Answer with the header that the join page carries; it tells nobody anything."""
    response = HttpResponse(status=204)
    response[headers.HEADER] = headers.WANTED
    return response
