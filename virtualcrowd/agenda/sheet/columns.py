"""The columns, in their order, and how a cell's text is kept from being a formula."""

ID, TITLE, DAY, STARTS, ENDS = "ID", "Title", "Day", "Starts", "Ends"
TRACK, LOCATION, DESCRIPTION = "Track", "Location", "Description"
PUBLISHED, MEETING = "Published", "Meeting"
ALL = (ID, TITLE, DAY, STARTS, ENDS, TRACK, LOCATION, DESCRIPTION, PUBLISHED, MEETING)
NEEDED = (TITLE, DAY, STARTS, ENDS)
WIDTHS = {TITLE: 48, DESCRIPTION: 60, TRACK: 20, LOCATION: 20, DAY: 12, MEETING: 16}

# What spreadsheet programs take for the beginning of a formula in a CSV file.
# The last four are their wide twins.
_FORMULA = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


def guarded(text: str) -> str:
    """Return the text with an apostrophe before what would be a formula."""
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def unguarded(text: str) -> str:
    """Undo `guarded`; other apostrophes stay."""
    rest = text.removeprefix("'")
    return rest if rest != text and rest.lstrip("'").startswith(_FORMULA) else text
