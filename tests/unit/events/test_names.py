"""What people are called in meetings."""

import pytest

from virtualcrowd.events.models import Attendee, Event

ANA = {"name": "Ana Maria Keller", "email": "ana@demo.example", "company": "Tide Tools"}


@pytest.mark.parametrize(
    ("event", "attendee", "expected"),
    [
        ({}, {}, "Ana Maria Keller"),
        ({}, {"name": ""}, "ana@demo.example"),
        ({"name_form": "initial"}, {}, "Ana Maria K."),
        ({"name_form": "initial"}, {"name": "Ana"}, "Ana"),
        ({"name_form": "company"}, {}, "Ana Maria Keller (Tide Tools)"),
        ({"name_form": "company"}, {"company": ""}, "Ana Maria Keller"),
        ({"name_form": "initial"}, {"shown_name": "Ann"}, "Ana Maria K."),
        ({"name_form": "initial", "names_editable": True}, {"shown_name": "Ann"}, "Ann"),
        ({"names_editable": True}, {"shown_name": ""}, "Ana Maria Keller"),
    ],
)
def test_the_event_decides_the_form_and_whether_ones_own_choice_counts(event, attendee, expected):
    who = Attendee(event=Event(**event), **ANA | attendee)

    assert who.joins_as == expected


def test_no_form_makes_a_name_too_long_for_zoom():
    who = Attendee(event=Event(name_form="company"), **ANA | {"company": "x" * 120})

    assert len(who.joins_as) == 64
