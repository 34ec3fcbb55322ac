"""Answers that need not be made again: 304 for the same reader, one rendering for all alike.

Both rest on the event's revision, which rises with every change that open pages should hear of,
on the minute, because "Starts in 18 min" is true for one, and on the language it is said in.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.contrib.messages import get_messages
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.forms import model_to_dict
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from virtualcrowd.front.access import FrontRequest

KEEP = 90  # seconds; the key changes with the minute


def if_changed(
    request: FrontRequest, render: Callable[[], HttpResponse], *, now: datetime
) -> HttpResponse:
    """Return what `render` makes, or 304 when the browser already has just that."""
    has_news = len(get_messages(request)) > 0  # a toast is shown once
    tag = _etag(request, now)
    response = None if has_news else get_conditional_response(request, etag=tag)
    response = response if isinstance(response, HttpResponse) else render()
    if not has_news:
        response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    return response


def shared(
    request: FrontRequest, what: object, render: Callable[[], str], *, now: datetime
) -> SafeString:
    """Return a piece of page that is the same for all who see the same sessions.

    `render` must put nothing of the single reader into it.
    """
    key = _hash(_build(), what, *_reads(request), *_event(request), *_sees(request), _minute(now))
    found = caches["local"].get(key)
    if found is None:
        found = render()
        caches["local"].set(key, found, KEEP)
    return SafeString(found)


def _etag(request: FrontRequest, now: datetime) -> str:
    attendee = request.attendee
    who = (attendee.pk, attendee.name, attendee.email, attendee.bookmarks_version)
    reader = (*who, *_reads(request), request.META.get("CSRF_COOKIE"))
    parts = (_build(), request.get_full_path(), bool(request.htmx), *reader)
    return f'"{_hash(*parts, *_event(request), *_sees(request), _minute(now))}"'


def _event(request: FrontRequest) -> tuple[object, ...]:
    """All that the event is, its revision included."""
    return tuple(sorted(model_to_dict(request.event).items())), request.event.created_at


def _sees(request: FrontRequest) -> tuple[object, ...]:
    return (request.attendee.is_staff, *sorted(request.group_ids))


def _reads(request: FrontRequest) -> tuple[object, ...]:
    return request.clock, get_language()


def _minute(now: datetime) -> int:
    return int(now.timestamp()) // 60


@cache
def _build() -> str:
    """Changes with templates, translations and static files: an upgrade is seen at once."""
    apps = Path(__file__).parent.parent
    files = [
        *(apps / "front/templates").rglob("*.html"),
        apps / "common/templates/base.html",
        *apps.glob("*/locale/*/LC_MESSAGES/*.mo"),
    ]
    return _hash(
        getattr(staticfiles_storage, "manifest_hash", ""),
        *(path.read_bytes() for path in sorted(files)),
    )


def _hash(*parts: object) -> str:
    return sha256(repr(parts).encode()).hexdigest()[:32]
