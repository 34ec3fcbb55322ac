from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(_request: HttpRequest) -> dict[str, Any]:
    """What every page may show."""
    return {"DEMO": settings.DEMO, "SANDBOX_URL": settings.SANDBOX_URL}
