"""Workbooks that are small, and small when unpacked, and would fill the memory once parsed."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from virtualcrowd.agenda.sheet import columns, reading, writing

SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
MANY = 1_100_000


def with_part(name: str, body: str) -> bytes:
    whole, out = io.BytesIO(), io.BytesIO()
    Workbook().save(whole)
    with (
        zipfile.ZipFile(whole) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for there in source.namelist():
            if there != name:
                target.writestr(there, source.read(there))
        target.writestr(name, body)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        (
            SHEET,
            f"<worksheet {NAMESPACE}><sheetData><row>{'<c/>' * MANY}</row></sheetData></worksheet>",
        ),
        (
            SHEET,
            f"<worksheet {NAMESPACE}><sheetData><row {'a="" ' * MANY}/></sheetData></worksheet>",
        ),
        ("xl/sharedStrings.xml", f"<sst {NAMESPACE}>{'<si/>' * MANY}</sst>"),
    ],
    ids=["cells", "attributes", "strings"],
)
def test_workbook_of_too_many_elements_is_refused_unparsed(name, body):
    raw = with_part(name, body)

    assert len(raw) < reading.MOST_BYTES
    assert len(body) < reading.MOST_UNPACKED
    with pytest.raises(reading.BadFile, match="far more than an agenda"):
        reading.rows_of(raw)


def test_one_long_text_in_every_cell_is_refused():
    rows = [[f"{'x' * 9_000} "] * 40 for _ in range(30)]
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)

    assert len(out.getvalue()) < reading.MOST_BYTES // 50
    with pytest.raises(reading.BadFile, match="more text"):
        reading.rows_of(out.getvalue())


def test_largest_table_is_still_read():
    rows = [
        list(columns.ALL),
        *([f"a = <b>{'x' * 450}"] * len(columns.ALL) for _ in range(reading.MOST_ROWS)),
    ]

    assert len(reading.rows_of(writing.workbook(rows))) == reading.MOST_ROWS + 1
