"""Import of what Zoom's lists do not show, by its meeting number: only what the account owns."""

import re
from datetime import datetime, timedelta

from virtualcrowd.zoom import library
from virtualcrowd.zoom.client import Client
from virtualcrowd.zoom.errors import ZoomMissingScopes, ZoomNotFound, ZoomRefused
from virtualcrowd.zoom.listed import Listed
from virtualcrowd.zoom.models import Connection, LibraryItem

_NUMBER = re.compile(r"\d{9,12}")
_IN_LINK = re.compile(r"/(?:j|s|w|wc)/(\d{9,12})")


class NotImportable(Exception):
    """`key` of `advice.NOT_IMPORTED` says why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def read(text: str) -> str:
    """Return the digits of a number as people write it, or of a join link; "" if it is neither."""
    if link := _IN_LINK.search(text):
        return link[1]
    digits = re.sub(r"[\s-]", "", text)
    return digits if _NUMBER.fullmatch(digits) else ""


def find(connection: Connection, zoom_id: str, *, now: datetime) -> Listed:
    """Return the meeting or webinar of this number, as a listing would.

    Raises:
        NotImportable: there is none, it is another account's, or it cannot be joined from here.
        ZoomError: Zoom did not say.
    """
    with Client(connection) as zoom:
        detail = _look(zoom, zoom_id)
        if not _is_ours(zoom, connection, detail.host_id):
            raise NotImportable("not_ours")
    if reason := library.importable(detail, now):
        raise NotImportable(reason)
    starts_at, duration = library.when(detail, now)
    return Listed(
        kind=library.kind_of(detail).value,
        zoom_id=zoom_id,
        topic=detail.topic[:300] or "Untitled",
        host=detail.host_email,
        starts_at=starts_at,
        duration=duration or timedelta(0),
        type=detail.type,
    )


def in_library(connection: Connection, zoom_id: str) -> LibraryItem | None:
    """Return the item, if the event has it already."""
    return LibraryItem.objects.filter(event=connection.event_id, zoom_id=zoom_id).first()


def _look(zoom: Client, zoom_id: str) -> library.Detail:
    """Ask for a meeting, then for a webinar: the number does not tell which it is."""
    try:
        return zoom.meeting(zoom_id)
    except (ZoomNotFound, ZoomRefused):
        pass
    try:
        return zoom.webinar(zoom_id)
    except ZoomNotFound as error:
        raise NotImportable("unknown") from error
    except ZoomRefused as error:
        raise NotImportable("not_ours") from error


def _is_ours(zoom: Client, connection: Connection, host_id: str) -> bool:
    """Is the host the one who authorized, or a user of the same account?

    https://developers.zoom.us/docs/api/users/: users of other accounts are unknown there (1001).
    """
    if not host_id or host_id == connection.zoom_user_id:
        return bool(host_id)
    try:
        zoom.user(host_id)
    except (ZoomNotFound, ZoomRefused, ZoomMissingScopes):
        return False
    return True
