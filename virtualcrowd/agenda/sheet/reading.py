"""From an uploaded file to rows of text. Trusts nothing that the file says of itself."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from virtualcrowd.agenda.sheet import columns

MOST_BYTES = 2 * 2**20
MOST_UNPACKED = 40 * 2**20  # a workbook is a zip file: what it unpacks to counts, not its size
# Each element and attribute takes a hundred times its size once it is parsed; a table of the most
# rows, with Excel's own formats, has a third of so many.
MOST_MARKS = 1_000_000
MOST_FILES = 200
MOST_ROWS, MOST_COLUMNS = 2_000, 40
MOST_IN_A_CELL = 10_000
# Of all cells; a full table has fewer. Cells may share one text of a workbook, which is then small.
MOST_CHARACTERS = 10_000_000
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_NOT_A_TABLE = "That is not a table. Choose an Excel workbook (.xlsx) or a CSV file."
_TOO_MUCH = "The workbook unpacks to far more than an agenda can be."
_BROKEN = "Excel could not have written that: the workbook is damaged. Save it again."


class BadFile(Exception):
    """Nothing of the file can be used; the argument is a sentence for the organiser."""


def rows_of(raw: bytes) -> list[list[str]]:
    """Return the rows of the first sheet as text; empty ones at the end are left out.

    Raises:
        BadFile: it is no table, too large, or made to do harm.
    """
    if len(raw) > MOST_BYTES:
        raise BadFile("The file is larger than 2 MB. An agenda is far smaller: remove the rest.")
    if raw.startswith(OLD_EXCEL):
        raise BadFile("That is an old Excel file (.xls), or one with a password. Save it as .xlsx.")
    found = _limited(_of_workbook(raw) if raw.startswith(ZIP) else _of_csv(raw))
    while found and not any(found[-1]):
        found.pop()
    if not found:
        raise BadFile("The file is empty. Download the template and fill it in.")
    return found


def _limited(rows: Iterable[list[str]]) -> list[list[str]]:
    found: list[list[str]] = []
    left = MOST_CHARACTERS
    for row in rows:
        left -= sum(map(len, row))
        if left < 0:
            raise BadFile("The table holds more text than an agenda can. Send it in parts.")
        if len(found) > MOST_ROWS:
            raise BadFile(f"The table has more than {MOST_ROWS:,} rows. Send it in parts.")
        if len(row) > MOST_COLUMNS and any(row[MOST_COLUMNS:]):
            raise BadFile("The table has too many columns. Start from the template.")
        if any(len(cell) > MOST_IN_A_CELL for cell in row):
            raise BadFile(f"A cell in row {len(found) + 1} holds more than 10,000 characters.")
        found.append(_trimmed(row[:MOST_COLUMNS]))
    return found


def _trimmed(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row.pop()
    return row


def _of_csv(raw: bytes) -> Iterator[list[str]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:  # what spreadsheets write on Windows
        text = raw.decode("cp1252", errors="replace")
    if "\0" in text or text.lstrip()[:1] in ("%", "<", "{"):
        raise BadFile(_NOT_A_TABLE)
    heading = text.partition("\n")[0]
    mark = max(",;\t", key=heading.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True):
            yield [columns.unguarded(cell).strip(" \t") for cell in row]
    except csv.Error as error:
        raise BadFile("The CSV file is damaged: a quotation mark is not closed.") from error


def _of_workbook(raw: bytes) -> Iterator[list[str]]:
    _check_zip(raw)
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # What a sheet says of its own size may be a lie, and costs memory if it is believed.
        sheet.reset_dimensions()
        for row in sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True):
            yield [_text(cell) for cell in row]
    except DefusedXmlException:
        raise BadFile(_BROKEN) from None
    except (
        InvalidFileException, ParseError, KeyError, ValueError, TypeError, IndexError,
        AttributeError, OSError, EOFError, zipfile.BadZipFile, NotImplementedError,
    ) as error:  # fmt: skip
        raise BadFile(_BROKEN) from error


def _check_zip(raw: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            inside = packed.infolist()
            if "xl/workbook.xml" not in packed.namelist():
                raise BadFile(_NOT_A_TABLE)
            if len(inside) > MOST_FILES or sum(one.file_size for one in inside) > MOST_UNPACKED:
                raise BadFile(_TOO_MUCH)
            _unpack(packed, inside)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise BadFile(_BROKEN) from error


def _unpack(packed: zipfile.ZipFile, inside: list[zipfile.ZipInfo]) -> None:
    """Read it through once, as the sizes in a zip's table are only what its maker claims.

    In every encoding that the parser takes, "<" and "=" are these bytes.
    """
    left, marks = MOST_UNPACKED, MOST_MARKS
    for one in inside:
        with packed.open(one) as part:
            while piece := part.read(min(65_536, left + 1)):
                left -= len(piece)
                marks -= piece.count(b"<") + piece.count(b"=")
                if left < 0 or marks < 0:
                    raise BadFile(_TOO_MUCH)


def _text(cell: Any) -> str:
    """Return a cell as somebody would type it."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, (date, time, timedelta)):
        return _moment(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip(" \t")


def _moment(cell: date | time | timedelta) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    minutes = round(cell.total_seconds() / 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"
