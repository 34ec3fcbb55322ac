"""Who is taken off the list was nowhere: their stays go with them."""

from typing import Any

from virtualcrowd.events.models import Attendee
from virtualcrowd.zoom import tickets
from virtualcrowd.zoom.inside.models import Run, Stay
from virtualcrowd.zoom.models import Registrant


def forget(*, instance: Attendee, **_: Any) -> None:
    """Delete the attendee's stays, by each name that Zoom knows them under; before they go."""
    items = Run.objects.filter(event=instance.event_id).values_list("item", flat=True).distinct()
    registered = Registrant.objects.filter(attendee=instance).exclude(registrant_id="")
    names = {tickets.customer_key(instance.pk, item) for item in items}
    names.update(registered.values_list("registrant_id", flat=True))
    Stay.objects.filter(run__event=instance.event_id, person__in=names).delete()
