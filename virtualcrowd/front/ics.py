"""A session as calendar file (RFC 5545): the least that every calendar reads.

It carries the address of the session page and never anything that lets somebody into a meeting.
"""

from datetime import UTC, datetime

MAX_OCTETS = 75  # of a line, its break not counted


def event_file(  # noqa: PLR0913 - the properties of a VEVENT
    *,
    uid: str,
    title: str,
    description: str,
    location: str,
    url: str,
    starts_at: datetime,
    ends_at: datetime,
    sequence: int,
    now: datetime,
    is_cancelled: bool = False,
) -> str:
    """Return the file's text. The same `uid` with a higher `sequence` replaces an older copy."""
    words = f"{description}\n\n{url}" if description else url
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//VirtualCrowd//Agenda//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"SEQUENCE:{sequence}",
        f"DTSTAMP:{_moment(now)}",
        f"DTSTART:{_moment(starts_at)}",
        f"DTEND:{_moment(ends_at)}",
        f"SUMMARY:{_text(title)}",
        f"DESCRIPTION:{_text(words)}",
        *([f"LOCATION:{_text(location)}"] if location else []),
        f"URL:{url}",
        f"STATUS:{'CANCELLED' if is_cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_fold(line)}\r\n" for line in lines)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """Escape a TEXT value; other control characters are not allowed in one."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = "".join(c for c in value if c >= " " or c in "\n\t")
    for sign in ("\\", ";", ","):
        value = value.replace(sign, f"\\{sign}")
    return value.replace("\n", "\\n")


def _fold(line: str) -> str:
    """Break after at most 75 octets, never inside a character; a space continues the line."""
    pieces, piece, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > MAX_OCTETS:
            pieces.append(piece)
            piece, size = " ", 1
        piece += character
        size += width
    return "\r\n".join([*pieces, piece])
