"""The agenda as a spreadsheet: out and in changes nothing; a table is done whole or not at all."""

import io
import zipfile
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from tests.factories import core
from tests.fakes.meetings import listed, use_meetings
from virtualcrowd.agenda import sessions
from virtualcrowd.agenda.models import Session, Track
from virtualcrowd.agenda.providers import AttachRefused, Choice
from virtualcrowd.agenda.sheet import applying, columns, plan, reading, writing
from virtualcrowd.agenda.sheet.applying import Overtaken, RowRefused
from virtualcrowd.agenda.sheet.reading import BadFile
from virtualcrowd.common.models import AuditEntry

NOON = core.NOON
HEAD = list(columns.ALL)


def numbered() -> list[Choice]:
    return [
        Choice(c.value, c.label, c.group, c.starts_at, c.ends_at, c.state, c.refused, c.label, n)
        for c, n in zip(listed(), ("823", "824", "825"), strict=True)
    ]


@pytest.fixture(autouse=True)
def meetings():
    with use_meetings() as provider:
        provider.choices = lambda *_: numbered()
        yield provider


def row(**cells: str) -> list[str]:
    plain = {"Title": "Reefs", "Day": "2026-11-25", "Starts": "12:00", "Ends": "12:45"}
    return [(plain | cells).get(name, "") for name in HEAD]


def planned(event, *rows: list[str]) -> plan.Plan:
    return plan.of(event, [HEAD, *rows])


def done(event, by, *rows: list[str]) -> plan.Plan:
    table = [HEAD, *rows]
    mark = plan.of(event, table).fingerprint
    return applying.apply(event=event, rows=table, fingerprint=mark, by=by)


@pytest.fixture
def full(demo, olive, meetings) -> list[Session]:
    """An agenda with everything that a table can hold, and what it might break."""
    track = core.track(demo, name="Main stage")
    titles = ["Reefs", '=HYPERLINK("http://x")', "+1 more", "'=quoted", 'Türk, "çay"; é', "-5 °C"]
    made = [
        core.session(
            demo, title=title, starts_at=NOON + timedelta(hours=n), is_published=bool(n % 2),
            track=track if n else None, location="Hall\tB", description="One\r\n\r\n=two\nthree ",
        )
        for n, title in enumerate(titles)
    ]  # fmt: skip
    meetings.attach(session=made[0], value="1", by=olive)
    return made


# --- round trip --------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [writing.csv_file, writing.workbook])
def test_export_read_back_unchanged_is_a_no_op(demo, full, olive, write):
    rows = reading.rows_of(write(writing.agenda_rows(demo)))

    found = plan.of(demo, rows)

    assert [line.action for line in found.lines] == ["same"] * len(full)
    assert not found.is_possible
    applying.apply(event=demo, rows=rows, fingerprint=found.fingerprint, by=olive)
    assert not AuditEntry.objects.exists()


def test_hour_that_comes_twice_survives_a_round_trip(demo):
    # The clocks in Lisbon go back on 25 October 2026 at 02:00; both are 01:30 there.
    for utc in (0, 1):
        starts_at = datetime(2026, 10, 25, utc, 30, tzinfo=UTC)
        core.session(demo, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=15))

    rows = reading.rows_of(writing.csv_file(writing.agenda_rows(demo)))

    assert [line.action for line in plan.of(demo, rows).lines] == ["same", "same"]


def test_nothing_in_a_file_can_run(demo, full):
    text = writing.csv_file(writing.agenda_rows(demo)).decode("utf-8-sig")
    book = load_workbook(io.BytesIO(writing.workbook(writing.agenda_rows(demo))))

    assert "'=HYPERLINK" in text
    assert ",=HYPERLINK" not in text
    kinds = {cell.data_type for line in book["Agenda"].iter_rows() for cell in line if cell.value}
    assert kinds <= {"s", "inlineStr"}


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=20) | st.text("=+-@;' a", max_size=8))
def test_guard_is_undone_exactly_and_never_leaves_a_formula(text):
    guarded = columns.guarded(text)

    assert columns.unguarded(guarded) == text
    # Half of Europe's spreadsheets part the cells of a CSV file at the semicolon.
    for cell in guarded.split(";"):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_times_and_days_are_the_events(demo, full):
    demo.timezone = "Asia/Tokyo"
    demo.save()

    assert writing.agenda_rows(demo)[1][2:5] == ["2026-11-25", "21:00", "21:45"]


# --- what a row does ---------------------------------------------------------------------------


def test_row_without_id_adds_a_session_with_all_of_it(demo, olive, meetings):
    cells = {"Track": "Harbour", "Location": "Hall B", "Published": "yes", "Meeting": "823"}

    done(demo, olive, row(**cells))

    made = Session.objects.get()
    assert (made.title, made.starts_at, made.ends_at) == (
        "Reefs", NOON, NOON + timedelta(minutes=45),
    )  # fmt: skip
    assert (made.track.name, made.location, made.is_published) == ("Harbour", "Hall B", True)
    assert meetings.behind == {made.pk: "1"}


def test_file_with_new_rows_read_twice_adds_them_once(demo, olive, meetings):
    rows = [row(Meeting="823", Track="Harbour"), row(Title="Dunes"), row(Title="Dunes")]
    done(demo, olive, *rows)

    again = planned(demo, *rows)

    assert [line.action for line in again.lines] == ["same"] * 3
    assert len({line.session.pk for line in again.lines}) == 3
    assert [line.action for line in planned(demo, *rows, row(Title="Dunes")).lines][3] == "add"
    assert planned(demo, row(Starts="12:15")).lines[0].action == "add"


def test_row_without_id_leaves_what_it_says_nothing_of(demo, olive, meetings):
    done(demo, olive, row(Meeting="823", Location="Hall B", Published="yes"))

    found = planned(demo, row(Title="REEFS", Ends="13:00"))

    assert found.lines[0].changes == [("Title", "Reefs", "REEFS"), ("Ends", "12:45", "13:00")]


def test_session_that_a_row_names_is_no_other_rows(demo, full):
    rows = writing.agenda_rows(demo)
    unnamed = ["", *rows[1][1:]]

    found = plan.of(demo, [*rows, unnamed])

    assert [line.action for line in found.lines] == ["same"] * len(full) + ["add"]


def test_row_with_id_changes_only_what_differs(demo, full, olive, meetings):
    rows = writing.agenda_rows(demo)
    rows[1][1], rows[2][9] = "Coral", "824"

    found = plan.of(demo, rows)

    changed = [(line.number, line.changes) for line in found.to_do]
    assert changed == [(2, [("Title", "Reefs", "Coral")]), (3, [("Meeting", "", "824")])]
    applying.apply(event=demo, rows=rows, fingerprint=found.fingerprint, by=olive)
    assert Session.objects.get(pk=full[0].pk).title == "Coral"
    assert meetings.behind == {full[0].pk: "1", full[1].pk: "2"}
    assert Session.objects.get(pk=full[1].pk).description == full[1].description


def test_empty_meeting_takes_it_away_and_a_missing_column_leaves_it(demo, full, olive, meetings):
    number = str(full[0].pk)
    short = ["ID", "Title", "Day", "Starts", "Ends"]
    cells = [number, "Coral", "2026-11-25", "12:00", "12:45"]
    table = [short, cells]
    applying.apply(event=demo, rows=table, fingerprint=plan.of(demo, table).fingerprint, by=olive)
    assert meetings.behind == {full[0].pk: "1"}

    done(demo, olive, row(ID=number, Title="Coral"))

    assert meetings.behind == {}


def test_new_tracks_are_told_and_made_once(demo, olive):
    core.track(demo, name="Main stage")
    rows = [row(Track="harbour"), row(Track="Harbour"), row(Track="MAIN STAGE")]

    assert len(planned(demo, *rows).new_tracks) == 1
    done(demo, olive, *rows)

    assert Track.objects.count() == 2
    assert Session.objects.filter(track__name="Main stage").count() == 1


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"Title": ""}, "The title is missing."),
        ({"Title": "x" * 201}, "Title: more than 200 characters."),
        ({"Description": "x" * 4001}, "Description: more than 4,000 characters."),
        ({"Track": "x" * 61}, "Track: more than 60 characters."),
        ({"Day": ""}, "Day: write it like 2026-11-25, not “”."),
        ({"Day": "2026-02-30"}, "Day: write it like 2026-11-25"),
        ({"Day": "11/25/2026"}, "Day: write it like 2026-11-25, not “11/25/2026”."),
        ({"Starts": "25:00"}, "Starts: write it like 09:30, not “25:00”."),
        ({"Ends": "noon"}, "Ends: write it like 09:30, not “noon”."),
        ({"Ends": "12:00"}, "The end is the same as the start."),
        ({"Ends": "11:00"}, "over 16 hours"),
        ({"Day": "2026-03-29", "Starts": "01:30", "Ends": "03:00"}, "does not exist"),
        ({"Day": "9999-12-31", "Starts": "23:00", "Ends": "01:00"}, "Day: that is too far away."),
        ({"Published": "maybe"}, "Published: write yes or no, not “maybe”."),
        ({"ID": "4711"}, "No session of this event has the ID 4711."),
        ({"ID": "x"}, "No session of this event has the ID x."),
        ({"Meeting": "999"}, "The library has no meeting 999."),
        ({"Meeting": "825"}, "Meeting 825 cannot be joined: needs a sign-in."),
    ],
)
def test_what_is_wrong_is_said_row_by_row(demo, cells, words):
    line = planned(demo, row(), row(**cells)).lines[1]

    assert (line.number, line.action) == (3, "wrong")
    assert words in " ".join(line.errors)


def test_another_events_session_is_unknown(demo, rival):
    foreign = core.session(rival.staff_roles.get().event)

    assert planned(demo, row(ID=str(foreign.pk))).wrong


def test_id_twice_is_wrong_in_both_rows(demo, full):
    number = str(full[0].pk)

    assert len(planned(demo, row(ID=number), row(ID=number)).wrong) == 2


@pytest.mark.parametrize(
    ("day", "starts"),
    [("25.11.2026", "12.00"), ("2026-11-25 00:00", "12:00:00"), ("2026-11-25", "12:00")],
)
def test_days_and_times_as_people_and_programs_write_them(demo, day, starts):
    assert planned(demo, row(Day=day, Starts=starts)).lines[0].wanted.starts_at == NOON


def test_cells_that_excel_made_dates_are_read_as_such():
    book = Workbook()
    book.active.append(["Title", "Day", "Starts", "Ends", "Meeting"])
    book.active.append(
        ["Reefs", datetime(2026, 11, 25), time(12, 0), timedelta(hours=12, minutes=45), 82390145571]  # noqa: DTZ001 - as Excel has it
    )
    out = io.BytesIO()
    book.save(out)

    rows = reading.rows_of(out.getvalue())

    assert rows[1] == ["Reefs", "2026-11-25", "12:00", "12:45", "82390145571"]


# --- whole or not at all -----------------------------------------------------------------------


def test_one_wrong_row_keeps_all_others_back(demo, olive):
    with pytest.raises(Overtaken):
        done(demo, olive, row(), row(Title=""))

    assert not Session.objects.exists()


def test_meeting_refused_at_the_end_takes_everything_back(demo, olive, meetings):
    def attach(**_fields):
        raise AttachRefused("It was deleted meanwhile.")

    meetings.attach = attach
    with pytest.raises(RowRefused, match=r"Row 3, “Kelp”: It was deleted meanwhile."):
        done(demo, olive, row(Track="New"), row(Title="Kelp", Meeting="823"))

    assert not Session.objects.exists()
    assert not Track.objects.exists()
    assert not AuditEntry.objects.exists()


def test_agenda_that_changed_since_the_preview_is_previewed_again(demo, full, olive):
    rows = writing.agenda_rows(demo)
    rows[1][1] = "Coral"
    mark = plan.of(demo, rows).fingerprint
    sessions.move(session=full[0], starts_at=NOON + timedelta(minutes=5), by=olive)

    with pytest.raises(Overtaken) as caught:
        applying.apply(event=demo, rows=rows, fingerprint=mark, by=olive)

    changes = caught.value.plan.to_do[0].changes
    assert [name for name, _, _ in changes] == ["Title", "Starts", "Ends"]
    assert Session.objects.get(pk=full[0].pk).title == "Reefs"


# --- files that are none -----------------------------------------------------------------------


def packed(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def tampered(**files: bytes) -> bytes:
    """A workbook with some of its parts replaced."""
    names = {name.replace("__", "/"): content for name, content in files.items()}
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(writing.workbook([HEAD]))) as good,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for name in good.namelist():
            bad.writestr(name, names.get(name.removesuffix(".xml"), good.read(name)))
    return out.getvalue()


LAUGHS = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><worksheet>&c;</worksheet>'


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "The file is empty."),
        (b"\r\n,,,\r\n", "The file is empty."),
        (b"%PDF-1.7 ...", "That is not a table."),
        (b"<html><table>", "That is not a table."),
        (b"\x89PNG\0\0\0", "That is not a table."),
        (b"\xd0\xcf\x11\xe0 old", "old Excel file"),
        (b"PK\x03\x04 but no more", "damaged"),
        (packed(readme=b"hello"), "That is not a table."),
        (packed(xl__workbook=b"x"), "That is not a table."),
        (packed(**{"xl/workbook.xml": b"<oops"}), "damaged"),
        (packed(**{"xl/workbook.xml": b"0" * (41 * 2**20)}), "unpacks to far more"),
        (packed(**{"xl/workbook.xml": b"", **{f"f{n}": b"" for n in range(201)}}), "far more"),
        (tampered(xl__worksheets__sheet1=LAUGHS), "damaged"),
        (b'Title,"Day\nnever closed', "quotation mark"),
        (b"Title,Day\n" + b"x,y\n" * 2_001, "more than 2,000 rows"),
        (b"," * 60 + b"x\n", "too many columns"),
        (b"Title\n" + b"x" * 10_001, "more than 10,000 characters"),
        (b"x" * (2 * 2**20 + 1), "larger than 2 MB"),
    ],
)
def test_file_that_cannot_be_used_is_refused_in_words(raw, words):
    with pytest.raises(BadFile, match=words):
        reading.rows_of(raw)


def test_zip_whose_table_lies_about_its_sizes_is_refused():
    bomb = packed(**{"xl/workbook.xml": b"0" * (41 * 2**20)})
    size = (41 * 2**20).to_bytes(4, "little")
    with pytest.raises(BadFile):
        reading.rows_of(bomb.replace(size, (10).to_bytes(4, "little")))


def test_columns_that_are_missing_are_named(demo):
    with pytest.raises(BadFile, match="Missing: Starts, Ends"):
        plan.of(demo, [["Title", "Day"], ["Reefs", "2026-11-25"]])


def test_unknown_columns_are_told_and_left_alone(demo):
    found = plan.of(demo, [[*HEAD, "Catering"], [*row(), "Soup"]])

    assert (found.ignored, len(found.to_do)) == (["Catering"], 1)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_of_any_country_is_read(mark):
    text = f"\ufeffTitle{mark}Day\r\nÇay{mark}2026-11-25\r\n"

    assert reading.rows_of(text.encode()) == [["Title", "Day"], ["Çay", "2026-11-25"]]
    assert reading.rows_of("Title\r\nÇay\r\n".encode("cp1252"))[1] == ["Çay"]
