"""Sessions as calendar file (RFC 5545): the least that every calendar reads.

It carries the address of the session page and never anything that lets somebody into a meeting.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

MAX_OCTETS = 75  # of a line, its break not counted
REFRESH = "PT15M"  # how often a calendar that follows a feed should ask
REMINDER = "-PT10M"  # before the start, as the lobby opens


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of a calendar. The same `uid` with a higher `sequence` replaces an older copy."""

    uid: str
    title: str
    description: str
    location: str
    url: str
    starts_at: datetime
    ends_at: datetime
    sequence: int
    is_cancelled: bool = False


def calendar_file(
    entries: Iterable[Entry], *, now: datetime, name: str = "", reminds: bool = False
) -> str:
    """Return the file's text; with a `name` it is a feed that calendars ask for again.

    One that `reminds` rings before each start, in calendars that take that from a file.
    """
    feed = [
        f"X-WR-CALNAME:{_text(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
    ]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//VirtualCrowd//Agenda//EN",
        "METHOD:PUBLISH",
        *(feed if name else []),
        *(line for entry in entries for line in _lines(entry, now, reminds=reminds)),
        "END:VCALENDAR",
    ]
    return "".join(f"{_fold(line)}\r\n" for line in lines)


def _lines(entry: Entry, now: datetime, *, reminds: bool) -> list[str]:
    words = f"{entry.description}\n\n{entry.url}" if entry.description else entry.url
    return [
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTAMP:{_moment(now)}",
        f"DTSTART:{_moment(entry.starts_at)}",
        f"DTEND:{_moment(entry.ends_at)}",
        f"SUMMARY:{_text(entry.title)}",
        f"DESCRIPTION:{_text(words)}",
        *([f"LOCATION:{_text(entry.location)}"] if entry.location else []),
        f"URL:{entry.url}",
        f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}",
        *(_alarm(entry) if reminds and not entry.is_cancelled else []),
        "END:VEVENT",
    ]


def _alarm(entry: Entry) -> list[str]:
    return [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_text(entry.title)}",
        f"TRIGGER:{REMINDER}",
        "END:VALARM",
    ]


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
