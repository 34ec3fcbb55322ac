from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from virtualcrowd.front import ics

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=ZoneInfo("Europe/Lisbon"))


def made(title: str) -> str:
    entry = ics.Entry(
        uid="session-1@here",
        title=title,
        description="",
        location="",
        url="https://here/e/demo/agenda/1",
        starts_at=NOON,
        ends_at=NOON,
        sequence=0,
    )
    return ics.calendar_file([entry], now=datetime(2026, 1, 1, tzinfo=UTC))


def test_times_are_utc():
    assert "DTSTART:20260701T110000Z\r\n" in made("x")


@given(st.text(max_size=300))
def test_any_title_survives_and_no_line_is_too_long(title):
    text = made(title)

    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "")
    assert unfolded.count("\n") == unfolded.count("\r\n") == 16
    summary = next(x for x in unfolded.split("\r\n") if x.startswith("SUMMARY:"))
    kept = title.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in kept if c >= " " or c in "\n\t")
    escaped = kept.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    assert summary == "SUMMARY:" + escaped.replace("\n", "\\n")
