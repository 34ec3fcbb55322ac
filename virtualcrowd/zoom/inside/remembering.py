"""Whose a stay is, written down before what Zoom calls them by is forgotten."""

from collections.abc import Iterable

from django.db.models import OuterRef, Subquery

from virtualcrowd.zoom.inside.models import Stay
from virtualcrowd.zoom.models import LibraryItem, Registrant


def keep_people(items: Iterable[LibraryItem]) -> None:
    """Name the attendee on the stays of registrants: registrations go with their item.

    Our own keys need no such thing: they are made of numbers that stay (`tickets.customer_key`).
    """
    registered = Registrant.objects.filter(item__in=items).exclude(registrant_id="")
    theirs = registered.filter(item__runs=OuterRef("run"), registrant_id=OuterRef("person"))
    stays = Stay.objects.filter(run__item__in=items, person__in=registered.values("registrant_id"))
    stays.update(attendee=Subquery(theirs.values("attendee")[:1]))
