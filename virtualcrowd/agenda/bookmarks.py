"""An attendee's own agenda: the sessions they marked, in the order of the agenda."""

from django.db import transaction
from django.db.models import F

from virtualcrowd.agenda.models import Bookmark, Session
from virtualcrowd.events.models import Attendee


@transaction.atomic
def mark(*, attendee: Attendee, session: Session, is_marked: bool) -> None:
    """Put the session on the attendee's own agenda, or take it off."""
    if is_marked:
        Bookmark.objects.get_or_create(attendee=attendee, session=session)
    else:
        Bookmark.objects.filter(attendee=attendee, session=session).delete()
    # Pages that the browser kept are told apart by it.
    Attendee.objects.filter(pk=attendee.pk).update(bookmarks_version=F("bookmarks_version") + 1)


def marked_ids(attendee: Attendee) -> frozenset[int]:
    """Return the ids of the sessions on the attendee's own agenda; no query for who has none."""
    if attendee.bookmarks_version == 0:
        return frozenset()
    return frozenset(Bookmark.objects.filter(attendee=attendee).values_list("session", flat=True))
