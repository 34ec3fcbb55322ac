import pytest

from tests.factories import core
from virtualcrowd.agenda import speakers
from virtualcrowd.agenda.models import SessionSpeaker, Speaker
from virtualcrowd.common.models import AuditEntry


def stage(session) -> list[tuple[str, str]]:
    return [(p.speaker.name, p.part) for p in session.parts.select_related("speaker")]


def test_add_goes_behind_the_others_once(demo, olive):
    session = core.session(demo)
    sofia, rui = core.speaker(demo, name="Sofia"), core.speaker(demo, name="Rui")

    speakers.add(session=session, row=speakers.Row(sofia), by=olive)
    speakers.add(session=session, row=speakers.Row(rui, "host"), by=olive)
    speakers.add(session=session, row=speakers.Row(sofia, "host"), by=olive)

    assert stage(session) == [("Sofia", "speaker"), ("Rui", "host")]
    newest = AuditEntry.objects.first()
    assert newest.changes == {"Speakers": ["Sofia", "Sofia, Rui (host)"]}


def test_add_new_makes_a_speaker_of_the_event(demo, olive):
    session = core.session(demo)
    person = speakers.Person("Sofia", "Engineer", "Reefs.")

    speaker = speakers.add_new(session=session, person=person, part="host", by=olive)

    assert (speaker.event, speaker.position, speaker.bio) == (demo, "Engineer", "Reefs.")
    assert stage(session) == [("Sofia", "host")]


def test_arrange_orders_changes_parts_and_takes_off(demo, olive):
    session = core.session(demo)
    people = [core.speaker(demo, name=name) for name in ("Ada", "Bo", "Cy")]
    for order, person in enumerate(people):
        SessionSpeaker.objects.create(session=session, speaker=person, order=order)
    ada, _, cy = people

    speakers.arrange(session=session, rows=[speakers.Row(cy, "host"), speakers.Row(ada)], by=olive)

    assert stage(session) == [("Cy", "host"), ("Ada", "speaker")]
    assert Speaker.objects.count() == 3
    demo.refresh_from_db()
    assert demo.revision == 1


def test_another_events_speaker_is_refused(demo, olive, rival):
    session = core.session(demo)
    foreign = core.speaker(rival.staff_roles.get().event)

    with pytest.raises(speakers.AnotherEvents):
        speakers.add(session=session, row=speakers.Row(foreign), by=olive)

    assert stage(session) == []


def test_update_changes_the_person_everywhere(demo, olive):
    speaker = core.speaker(demo, name="Sofia")

    speakers.update(speaker=speaker, person=speakers.Person("Sofia M.", "Engineer"), by=olive)
    speakers.update(speaker=speaker, person=speakers.Person("Sofia M.", "Engineer"), by=olive)

    speaker.refresh_from_db()
    assert (speaker.name, speaker.position) == ("Sofia M.", "Engineer")
    assert AuditEntry.objects.get().changes == {
        "Name": ["Sofia", "Sofia M."],
        "Role and organisation": ["", "Engineer"],
    }
