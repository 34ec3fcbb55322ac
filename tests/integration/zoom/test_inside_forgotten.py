"""What is left of somebody's time in meetings once they are taken off the list: nothing."""

from tests.factories import core
from tests.factories import zoom as factory
from virtualcrowd.events import people
from virtualcrowd.zoom import tickets
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
