import pytest

from tests.factories import core
from virtualcrowd.agenda import tracks
from virtualcrowd.agenda.models import Track
from virtualcrowd.common.models import AuditEntry


def rows(*wanted: tuple[Track, str, int]) -> list[tracks.Row]:
    return [tracks.Row(*row) for row in wanted]


def names(event) -> list[str]:
    return [track.name for track in event.tracks.all()]


def test_add_goes_behind_the_others(demo, olive):
    core.track(demo, name="Main", position=7)

    track = tracks.add(event=demo, name="Side", colour=3, by=olive)

    assert (track.position, names(demo)) == (8, ["Main", "Side"])
    assert AuditEntry.objects.get().action == "Added a track"
    demo.refresh_from_db()
    assert demo.revision == 1


def test_add_refuses_a_name_of_the_event_in_any_case(demo, olive, rival):
    core.track(demo, name="Main")
    core.track(rival.staff_roles.get().event, name="Side")

    tracks.add(event=demo, name="Side", colour=1, by=olive)
    with pytest.raises(tracks.NameTaken):
        tracks.add(event=demo, name="MAIN", colour=1, by=olive)

    assert sorted(names(demo)) == ["Main", "Side"]


def test_arrange_renames_colours_and_orders(demo, olive):
    one = core.track(demo, name="One", position=1)
    two = core.track(demo, name="Two", position=2)

    tracks.arrange(event=demo, rows=rows((two, "Two", 5), (one, "First", 1)), by=olive)

    assert list(demo.tracks.values_list("name", "colour", "position")) == [
        ("Two", 5, 1),
        ("First", 1, 2),
    ]
    changes = [entry.changes for entry in AuditEntry.objects.order_by("pk")]
    assert changes == [
        {"Colour": ["Navy", "Berry"], "Place": ["2", "1"]},
        {"Name": ["One", "First"], "Place": ["1", "2"]},
    ]


def test_arrange_lets_two_swap_names(demo, olive):
    one = core.track(demo, name="One", position=1)
    two = core.track(demo, name="Two", position=2)

    tracks.arrange(event=demo, rows=rows((one, "Two", 1), (two, "One", 1)), by=olive)

    assert names(demo) == ["Two", "One"]


def test_arrange_refuses_two_of_one_name(demo, olive):
    one = core.track(demo, name="One", position=1)
    two = core.track(demo, name="Two", position=2)

    with pytest.raises(tracks.NameTaken):
        tracks.arrange(event=demo, rows=rows((one, "One", 1), (two, "one", 1)), by=olive)

    assert names(demo) == ["One", "Two"]


def test_arrange_that_changes_nothing_tells_nobody(demo, olive):
    one = core.track(demo, name="One", position=1)

    tracks.arrange(event=demo, rows=rows((one, "One", 1)), by=olive)

    demo.refresh_from_db()
    assert (AuditEntry.objects.count(), demo.revision) == (0, 0)


def test_delete_leaves_the_sessions(demo, olive):
    track = core.track(demo)
    session = core.session(demo, track=track)

    tracks.delete(track=track, by=olive)

    session.refresh_from_db()
    assert (session.track, demo.tracks.count()) == (None, 0)
    assert AuditEntry.objects.get().action == "Deleted a track"
