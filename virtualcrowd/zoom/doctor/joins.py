"""What joining told of the keys that sign attendees in: only Zoom's client can refuse those."""

from datetime import datetime

from django.core.cache import cache

from virtualcrowd.common.templatetags.vc import ago
from virtualcrowd.events.models import Attendee
from virtualcrowd.zoom.doctor.keys import Found
from virtualcrowd.zoom.models import Connection
from virtualcrowd.zoom.testjoin import results

# Reasons of a Test join → rows of the table.
REFUSALS = {"keys": "sdk_refused", "other_account": "sdk_other_account"}
WITNESS_S = 24 * 3600  # how long one attendee's word waits for another's


def refusals(row: Connection) -> list[Found]:
    """Return what the last Test join, or an attendee's client, met; nothing is asked here."""
    test = results.of(row)
    if test and not results.is_stale(test, row) and test.reason in REFUSALS:
        return [Found(REFUSALS[test.reason], test.answer)]
    if row.keys_refused_at:
        return [Found("sdk_refused", f"Attendees' clients said so {ago(row.keys_refused_at)}.")]
    return []


def note_refused(*, attendee: Attendee, now: datetime) -> None:
    """An attendee's browser says that Zoom refused the JWT pair; it counts until pairs are saved.

    One browser can make that up, so an attendee's word counts once another has said the same of
    the same keys. Staff have no need to.
    """
    row = Connection.objects.filter(event=attendee.event_id, keys_refused_at=None).first()
    if row is None:
        return
    place = f"zoom-keys-refused:{row.pk}:{results.fingerprint(row)}"
    first = cache.get_or_set(place, attendee.pk, WITNESS_S)
    if attendee.is_staff or first != attendee.pk:
        Connection.objects.filter(pk=row.pk).update(keys_refused_at=now)
