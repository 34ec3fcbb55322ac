import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtualcrowd.events.guestlist import Person, parse


@pytest.mark.parametrize(
    ("line", "person"),
    [
        ("Ana Keller, ana@example.org", Person("ana@example.org", "Ana Keller")),
        ("ana@example.org, Ana Keller", Person("ana@example.org", "Ana Keller")),
        ("ana.keller@example.org", Person("ana.keller@example.org", "Ana Keller")),
        ("Ana <ana@example.org>,", Person("ana@example.org", "Ana")),
        ("  Ana \t<ana@example.org>\t, ", Person("ana@example.org", "Ana")),
        ("Ana <best> <ana@example.org>", Person("ana@example.org", "Ana <best>")),
        ("Ana;ana@example.org;Reefs, Ltd", Person("ana@example.org", "Ana", "Reefs, Ltd")),
        ("\ufeffAna\tANA@example.org", Person("ana@example.org", "Ana")),
        ('"Keller, Ana", ana@example.org', Person("ana@example.org", "Keller, Ana")),
    ],
)
def test_line_is_understood(line, person):
    assert [one.person for one in parse(line)] == [person]


@pytest.mark.parametrize("heading", ["Name,E-mail", "email", "\ufeffFirst,Email Address,Company"])
def test_heading_is_left_out(heading):
    assert [line.number for line in parse(f"{heading}\nana@example.org")] == [2]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Ana Keller", "There is no e-mail address in it."),
        ("Ana, ana@nowhere", "“ana@nowhere” is not an e-mail address."),
        (f"Ana, {'a' * 60}@{'b' * 50}.org", "The address is longer than 100 characters."),
        (f"{'A' * 65}, ana@example.org", "The name is longer than 64 characters"),
        (f"Ana, ana@example.org, {'C' * 121}", "The company is longer than 120 characters."),
        ("e-mail", ""),  # a heading alone is no line at all
    ],
)
def test_line_that_cannot_be_used_says_why(line, words):
    found = parse(line)

    assert [one.person for one in found] == [None] * len(found)
    assert all(one.error.startswith(words) for one in found)
    assert bool(found) == bool(words)


@given(st.text())
def test_nothing_pasted_breaks_it_and_nothing_is_lost(text):
    found = parse(text)

    assert all(bool(line.person) != bool(line.error) for line in found)
    assert {line.text for line in found} <= {line.strip() for line in text.splitlines()}


def test_line_of_blanks_costs_no_more_than_another():
    # As a spreadsheet pads; a pattern that tries each way to part them takes hours.
    (line,) = parse(f"{' ' * 20_000}Ana Keller <ana")

    assert line.error
