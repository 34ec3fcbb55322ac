"""Which meetings of one host clash: Zoom's rule as a table."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from virtualcrowd.zoom.clash import rules
from virtualcrowd.zoom.clash.rules import Slot

DAY = datetime(2026, 11, 25, tzinfo=UTC)
PRO, BUSINESS = 1, 2


def slot(spec: str, number: int) -> Slot:
    """ "10:00-11:00 webinar alt @other #7": times, then what is not plain."""
    times, *more = spec.split()
    starts, ends = (
        DAY + timedelta(hours=int(clock[:2]), minutes=int(clock[3:])) for clock in times.split("-")
    )
    named = {word[0]: word[1:] for word in more if word[0] in "@#"}
    return Slot(
        zoom_id=named.get("#", str(number)),
        host=named.get("@", "ana"),
        title=f"Meeting {number}",
        starts_at=starts,
        ends_at=ends,
        is_webinar="webinar" in more,
        has_other_host="alt" in more,
    )


def clashes(limit: int, *specs: str) -> list[tuple[str, list[int]]]:
    slots = [slot(spec, number) for number, spec in enumerate(specs, start=1)]
    found = rules.find(slots, {"ana": limit, "other": limit})
    return [(clash.kind, [slots.index(one) + 1 for one in clash.slots]) for clash in found]


@pytest.mark.parametrize(
    ("limit", "specs", "expected"),
    [
        # One at a time: Basic, Pro, and what is not known.
        (PRO, ["10:00-11:00", "11:15-12:00"], []),
        (PRO, ["10:00-11:00", "10:30-11:30"], [("overlap", [1, 2])]),
        (PRO, ["10:00-11:00", "10:00-11:00"], [("overlap", [1, 2])]),
        (PRO, ["10:00-12:00", "10:30-11:00"], [("overlap", [1, 2])]),
        (PRO, ["10:00-11:00", "11:00-12:00"], [("tight", [1, 2])]),
        (PRO, ["10:00-11:00", "11:14-12:00"], [("tight", [1, 2])]),
        (PRO, ["11:00-12:00", "10:00-11:00"], [("tight", [2, 1])]),
        # An alternative host does not raise Pro's limit.
        (PRO, ["10:00-11:00 alt", "10:30-11:30 alt"], [("overlap", [1, 2])]),
        # Each pair of a chain is a clash of its own.
        (PRO, ["09:00-10:00", "09:30-10:30", "10:15-11:00"],
         [("overlap", [1, 2]), ("overlap", [2, 3])]),
        # Three at the same time are one clash, not three.
        (PRO, ["10:00-11:00", "10:00-11:00", "10:00-11:00"], [("overlap", [1, 2, 3])]),
        # What is merely tight does not hide what overlaps.
        (PRO, ["10:00-11:00", "10:00-11:00", "11:00-12:00"],
         [("overlap", [1, 2]), ("tight", [1, 2, 3])]),
        # Two at a time: Business, Education, Enterprise.
        (BUSINESS, ["10:00-11:00 alt", "10:30-11:30"], []),
        (BUSINESS, ["10:00-11:00", "10:30-11:30 alt"], []),
        (BUSINESS, ["10:00-11:00", "10:30-11:30"], [("alone", [1, 2])]),
        (BUSINESS, ["10:00-11:00", "11:00-12:00"], []),
        (BUSINESS, ["10:00-11:00 alt", "10:10-11:00", "10:20-11:00"], [("overlap", [1, 2, 3])]),
        (BUSINESS, ["10:00-11:00 alt", "10:00-12:00", "11:05-12:00 alt"], [("tight", [1, 2, 3])]),
        # A webinar shares its host with nothing, on any plan.
        (BUSINESS, ["10:00-11:00 webinar", "10:30-11:30 alt"], [("overlap", [1, 2])]),
        (BUSINESS, ["10:00-11:00 alt", "10:30-11:30 webinar"], [("overlap", [1, 2])]),
        (BUSINESS, ["10:00-11:00 webinar", "10:30-11:30 webinar"], [("overlap", [1, 2])]),
        (BUSINESS, ["10:00-11:00 webinar", "11:05-12:00"], [("tight", [1, 2])]),
        # Hosts do not get into each other's way; one meeting not into its own.
        (PRO, ["10:00-11:00", "10:00-11:00 @other"], []),
        (PRO, ["10:00-11:00 #7", "10:30-11:30 #7"], []),
        (PRO, ["10:00-11:00"], []),
        (PRO, [], []),
    ],
)  # fmt: skip
def test_zooms_rule(limit, specs, expected):
    assert clashes(limit, *specs) == expected


def test_host_of_whom_nothing_is_known_runs_one_meeting():
    slots = [slot("10:00-11:00 @new", 1), slot("10:30-11:30 alt @new", 2)]

    assert [clash.limit for clash in rules.find(slots, {})] == [1]


def test_meetings_without_a_host_clash_with_nothing():
    assert rules.find([slot("10:00-11:00 @", 1), slot("10:00-11:00 @", 2)], {}) == []


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (["10:00-11:00", "10:30-11:30"], ["10:00-11:00", "10:30-11:30"], True),
        (["10:00-11:00", "10:30-11:30"], ["10:00-11:00", "10:31-11:30"], False),
        (["10:00-11:00", "10:30-11:30"], ["10:00-11:00 alt", "10:30-11:30"], False),
        (["10:00-11:00", "10:30-11:30"], ["10:00-11:00 #9", "10:30-11:30"], False),
        (["10:00-11:00", "10:30-11:30"], ["10:00-11:00 @other", "10:30-11:30 @other"], False),
    ],
)
def test_other_facts_have_another_signature(one, other, is_same):
    first, second = (
        rules.find([slot(spec, n) for n, spec in enumerate(specs)], {})[0] for specs in (one, other)
    )

    assert (first.signature == second.signature) is is_same


def test_other_plan_has_another_signature():
    specs = ["10:00-11:00", "10:10-11:00", "10:20-11:00"]
    slots = [slot(spec, n) for n, spec in enumerate(specs)]

    assert rules.find(slots, {})[-1].signature != rules.find(slots, {"ana": 2})[-1].signature


def test_last_one_can_be_run_once_the_first_is_over_and_a_margin():
    found = rules.find([slot("10:00-11:00", 1), slot("10:30-11:30", 2)], {})

    assert found[0].free_at == DAY + timedelta(hours=11, minutes=15)


minutes = st.integers(0, 600)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(minutes, st.integers(1, 120)), max_size=8), st.integers(1, 2))
def test_overlaps_beyond_the_limit_are_always_found_and_never_invented(spans, limit):
    slots = [
        Slot(str(n), "ana", "", DAY + timedelta(minutes=a), DAY + timedelta(minutes=a + b))
        for n, (a, b) in enumerate(spans)
    ]

    found = [clash for clash in rules.find(slots, {"ana": limit}) if clash.kind == "overlap"]

    at_once = max(
        (sum(o.starts_at <= s.starts_at < o.ends_at for o in slots) for s in slots), default=0
    )
    assert bool(found) == (at_once > limit)
