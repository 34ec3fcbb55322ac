"""What joining told of the keys that sign attendees in: only Zoom's client can refuse those."""

from virtualcrowd.common.templatetags.vc import ago
from virtualcrowd.zoom.doctor.keys import Found
from virtualcrowd.zoom.models import Connection
from virtualcrowd.zoom.testjoin import results

# Reasons of a Test join → rows of the table.
REFUSALS = {"keys": "sdk_refused", "other_account": "sdk_other_account"}


def refusals(row: Connection) -> list[Found]:
    """Return what the last Test join, or an attendee's client, met; nothing is asked here."""
    test = results.of(row)
    if test and not results.is_stale(test, row) and test.reason in REFUSALS:
        return [Found(REFUSALS[test.reason], test.answer)]
    if row.keys_refused_at:
        return [Found("sdk_refused", f"An attendee's client said so {ago(row.keys_refused_at)}.")]
    return []
