"""Numbers to dial in by phone: made up, from the ranges that stay free for stories.

Zoom lists those of the countries that the meeting names, and none where sound goes by computer
alone. https://developers.zoom.us/docs/api/meetings/#tag/meetings/GET/meetings/{meetingId}
"""

from __future__ import annotations

from typing import Any

_BY_TELEPHONE = ("both", "telephony")
_NAMES = {"US": "United States", "GB": "United Kingdom", "DE": "Germany", "PT": "Portugal"}
_NUMBERS = (
    ("US", "Chicago", "+1 3125550142", "toll"),
    ("US", "New York", "+1 2125550187", "toll"),
    ("US", "", "+1 8005550119", "tollfree"),
    ("GB", "", "+44 2079460958", "toll"),
    ("DE", "", "+49 3023125042", "toll"),
    ("PT", "", "+351 300505042", "toll"),
)


def numbers(settings: dict[str, Any]) -> list[dict[str, str]]:
    """Return `global_dial_in_numbers` as Zoom shapes them; a number without a city names none."""
    if settings.get("audio") not in _BY_TELEPHONE:
        return []
    countries = settings.get("global_dial_in_countries") or []
    found = [one for one in _NUMBERS if one[0] in countries]
    return [
        {"country": country, "country_name": _NAMES[country]}
        | ({"city": city} if city else {})
        | {"number": number, "type": kind}
        for country, city, number, kind in found
    ]
