"""What is left of somebody's time in meetings: nothing once they are gone, or after a year."""

from datetime import timedelta

import pytest

from tests.factories import core
from tests.factories import zoom as factory
from tests.factories.core import NOON
from virtualcrowd.agenda import joins
from virtualcrowd.agenda.models import JoinEntry
from virtualcrowd.events import people
from virtualcrowd.zoom import library, parting, tickets
from virtualcrowd.zoom.inside import retention
from virtualcrowd.zoom.inside.models import Run, Stay
from virtualcrowd.zoom.models import Registrant


def test_who_is_removed_leaves_no_stay_under_any_name(demo, ana, olive):
    item, gone = factory.item(demo), factory.item(demo)
    other = core.attendee(demo, core.user("ben@demo.example"))
    for number, at in enumerate((item, gone)):
        run = Run.objects.create(event=demo, item=at, uuid=f"run{number}==")
        for who in (ana, other):
            run.stays.create(who=f"device{who.pk}", person=tickets.customer_key(who.pk, at.pk))
    Registrant.objects.create(item=item, attendee=ana, registrant_id="r1")
    run.stays.create(who="phone", person="r1")
    gone.delete()

    people.remove_attendee(attendee=ana, by=olive)

    left = {tickets.customer_key(other.pk, at) for at in Run.objects.values_list("item", flat=True)}
    assert {stay.person for stay in Stay.objects.all()} == left
    assert len(left) == 2


def registered_stay(event, who) -> Stay:
    """Somebody whom Zoom knows by their registration alone."""
    item = factory.item(event)
    Registrant.objects.create(item=item, attendee=who, registrant_id="r1")
    return Run.objects.create(event=event, item=item, uuid=f"{item}==").stays.create(
        who="phone", person="r1", joined_at=NOON
    )


@pytest.mark.parametrize("end", ["disconnected", "taken out"])
def test_whose_a_stay_is_outlives_the_library(demo, ana, olive, end):
    other = core.attendee(demo, core.user("ben@demo.example"))
    factory.connection(demo)
    registered_stay(core.event("another"), other)  # r1 there, too
    stay = registered_stay(demo, ana)
    stranger = stay.run.stays.create(who="laptop", person="nobody we know")

    if end == "disconnected":
        parting.disconnect(event=demo, by=olive, keeping=parting.Keeping(library=False))
    else:
        library.remove(item=stay.run.item, by=olive)

    assert not Registrant.objects.filter(item__event=demo).exists()
    named = Stay.objects.exclude(attendee=None).values_list("pk", "attendee")
    assert list(named) == [(stay.pk, ana.pk)]
    people.remove_attendee(attendee=ana, by=olive)
    assert list(stay.run.stays.all()) == [stranger]


def test_what_was_long_ago_goes(demo, ana, settings):
    settings.KEEP_ATTENDANCE_DAYS = 100
    item = factory.item(demo)
    ages = [timedelta(days=101), timedelta(days=99)]
    old, new = (
        Run.objects.create(event=demo, item=item, uuid=f"{age}", started_at=NOON - age)
        for age in ages
    )
    session = core.session(demo)
    for run, age in zip((old, new), ages, strict=True):
        run.stays.create(who="phone", person="ana", joined_at=NOON - age, back_at=NOON - age)
        JoinEntry.objects.create(session=session, attendee=ana, at=NOON - age)
    old.stays.create(who="gone", person="ben", left_at=NOON - ages[0])
    new.stays.create(who="long inside", person="ben", joined_at=NOON - ages[0], left_at=NOON)

    assert retention.sweep(now=NOON) == 2
    assert joins.sweep(now=NOON) == 1

    assert list(Run.objects.all()) == [new]
    assert new.stays.count() == 2
    assert JoinEntry.objects.get().at == NOON - ages[1]


def test_run_that_somebody_still_counts_in_stays(demo, settings):
    settings.KEEP_ATTENDANCE_DAYS = 100
    run = Run.objects.create(
        event=demo, item=factory.item(demo), uuid="1", started_at=NOON - timedelta(days=101)
    )
    run.stays.create(who="phone", person="ana", joined_at=NOON - timedelta(days=99))

    assert retention.sweep(now=NOON) == 0
    assert Run.objects.get() == run
