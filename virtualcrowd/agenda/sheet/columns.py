"""The columns, in their order, and how a cell's text is kept from being a formula."""

import re

ID, TITLE, DAY, STARTS, ENDS = "ID", "Title", "Day", "Starts", "Ends"
TRACK, LOCATION, DESCRIPTION = "Track", "Location", "Description"
PUBLISHED, MEETING = "Published", "Meeting"
ALL = (ID, TITLE, DAY, STARTS, ENDS, TRACK, LOCATION, DESCRIPTION, PUBLISHED, MEETING)
NEEDED = (TITLE, DAY, STARTS, ENDS)
WIDTHS = {TITLE: 48, DESCRIPTION: 60, TRACK: 20, LOCATION: 20, DAY: 12, MEETING: 16}

# What spreadsheet programs take for the beginning of a formula in a CSV file, where a cell starts
# or, where semicolons part the cells, after one. The last four are their wide twins.
_START = r"(^|;)"
_FORMULA = r"(?='*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])"
_OPEN, _CLOSED = re.compile(_START + _FORMULA), re.compile(f"{_START}'{_FORMULA}")


def guarded(text: str) -> str:
    """Return the text with an apostrophe before what would be a formula."""
    return _OPEN.sub(r"\1'", text)


def unguarded(text: str) -> str:
    """Undo `guarded`; other apostrophes stay."""
    return _CLOSED.sub(r"\1", text)
