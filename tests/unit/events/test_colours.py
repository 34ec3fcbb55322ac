"""Whatever an organiser chooses, everybody can read it."""

from hypothesis import given
from hypothesis import strategies as st

from virtualcrowd.events import colours

any_colour = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(any_colour)
def test_any_colour_becomes_readable_in_both_themes(colour):
    for tint, grounds in (
        (colours.light(colour), colours.LIGHT_GROUNDS),
        (colours.dark(colour), colours.DARK_GROUNDS),
    ):
        for ground in (*grounds, tint.soft):
            assert colours.contrast(tint.accent, ground) >= colours.ENOUGH
        assert colours.contrast(tint.accent, tint.fg) >= colours.ENOUGH


def test_a_colour_that_is_readable_stays_as_it_is():
    assert colours.light("#12436d").accent == "#12436d"
    assert [check.is_changed for check in colours.checks("#12436d")] == [False, False, True]


def test_the_ratio_is_that_of_the_guidelines():
    assert colours.contrast("#000000", "#ffffff") == 21
    assert round(colours.contrast("#777777", "#ffffff"), 2) == 4.48
