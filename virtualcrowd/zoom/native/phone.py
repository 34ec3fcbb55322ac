"""Dialling in by phone: the numbers that Zoom lists, and what a phone is asked for.

Numbers alone open nothing. The meeting's number and the passcode for phones are given with them at
the press, by the same rules as the way into Zoom's app (`links`), and stand in no page.
"""

import re
from typing import Any

from virtualcrowd.zoom.models import LibraryItem
from virtualcrowd.zoom.payloads import DialIn, Meeting, Webinar

# https://developers.zoom.us/docs/api/meetings/#tag/meetings/GET/meetings/{meetingId}
BY_TELEPHONE = ("both", "telephony")  # `audio`; the others have no numbers of Zoom's
FREE = "tollfree"
MOST = 60  # Zoom lists every number of every country that the host chose


def numbers(detail: Meeting | Webinar) -> list[dict[str, Any]]:
    """Return what is kept of Zoom's numbers: number, place, whether the call is free.

    None where a phone would be asked for a passcode that only a keyboard can type.
    """
    rules = detail.settings
    is_barred = bool(detail.password and not detail.pstn_password)
    if is_barred or rules.audio not in BY_TELEPHONE:
        return []
    told = [one for one in rules.global_dial_in_numbers if _digits(one.number)]
    return [
        {"number": one.number[:40], "place": _place(one), "free": one.type == FREE}
        for one in told[:MOST]
    ]


def way_in(item: LibraryItem) -> dict[str, Any]:
    """Return what somebody dials and types. Only for who may enter: it holds the passcode."""
    return {
        "numbers": [one | {"url": _one_tap(one["number"], item)} for one in item.dial_in],
        "meeting": item.spaced_number,
        "passcode": item.phone_passcode,
    }


def _one_tap(number: str, item: LibraryItem) -> str:
    """Return the link that dials and types by itself, as "one tap" of Zoom's invitations does."""
    passcode = f",,,,*{item.phone_passcode}%23" if item.phone_passcode else ""
    return f"tel:+{_digits(number)},,{item.zoom_id}%23{passcode}"


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def _place(one: DialIn) -> str:
    return ", ".join(filter(None, (one.city, one.country_name)))[:80]
