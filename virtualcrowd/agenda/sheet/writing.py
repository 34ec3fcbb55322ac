"""From the agenda to a workbook or a CSV file."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font

from virtualcrowd.agenda import providers
from virtualcrowd.agenda.models import Session
from virtualcrowd.agenda.providers import Embedded
from virtualcrowd.agenda.sheet import columns
from virtualcrowd.events.models import Event

# What XML cannot hold; Excel refuses a workbook with any of it.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
MIME = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def agenda_rows(event: Event) -> list[list[str]]:
    """Return the heading and a row for each session, in the event's time zone."""
    sessions = list(event.sessions.select_related("track").order_by("starts_at", "pk"))
    behind = providers.embedded(sessions)
    return [
        list(columns.ALL),
        *(row_of(session, event, behind.get(session.pk)) for session in sessions),
    ]


def row_of(session: Session, event: Event, embedded: Embedded | None) -> list[str]:
    """Return the session as the cells of a row, in the order of `columns.ALL`."""
    starts, ends = session.starts_at.astimezone(event.tz), session.ends_at.astimezone(event.tz)
    return [
        str(session.pk),
        session.title,
        f"{starts:%Y-%m-%d}",
        f"{starts:%H:%M}",
        f"{ends:%H:%M}",
        str(session.track or ""),
        session.location,
        session.description,
        "yes" if session.is_published else "no",
        "".join(embedded.number.split()) if embedded else "",
    ]


def csv_file(rows: list[list[str]]) -> bytes:
    """Return the rows as CSV that spreadsheet programs open without running anything."""
    return b"".join(csv_lines(rows))


def csv_lines(rows: Iterable[list[str]]) -> Iterator[bytes]:
    """Yield the same line by line, for what is too long to be held."""
    yield codecs.BOM_UTF8  # without it, Excel reads umlauts wrongly
    for row in rows:
        out = io.StringIO(newline="")
        csv.writer(out).writerow([columns.guarded(cell) for cell in row])
        yield out.getvalue().encode()


def workbook(rows: list[list[str]]) -> bytes:
    """Return the rows as an Excel workbook in which every cell is text."""
    book = Workbook()
    sheet = book.create_sheet("Agenda", 0)
    for name in book.sheetnames[1:]:
        del book[name]
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            cell.value = _UNPRINTABLE.sub("", text)
            cell.data_type = "s"  # a title like "=1+1" is a title
            cell.number_format = "@"
            _look(cell, number, columns.ALL[place - 1])
    for place, name in enumerate(columns.ALL):
        sheet.column_dimensions["ABCDEFGHIJ"[place]].width = columns.WIDTHS.get(name, 10)
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _look(cell: Cell, number: int, name: str) -> None:
    if number == 1:
        cell.font = Font(bold=True)
    elif name == columns.DESCRIPTION:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
