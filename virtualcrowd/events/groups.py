"""Groups of attendees, to show a session only to some."""

from django.db import transaction

from virtualcrowd.accounts.models import User
from virtualcrowd.common import audit
from virtualcrowd.events.models import Event, Group
from virtualcrowd.events.people import PLACE


class NameTaken(Exception):
    """The event has a group of this name."""


class InUse(Exception):
    """Sessions are shown to this group; without it everybody would see them."""


@transaction.atomic
def add(*, event: Event, name: str, by: User) -> Group:
    """Return a new, empty group.

    Raises:
        NameTaken: choose another name.
    """
    _check(event, name)
    group = Group.objects.create(event=event, name=name)
    audit.record(event=event, by=by, action="Added a group", target=group, place=PLACE)
    return group


@transaction.atomic
def rename(*, group: Group, name: str, by: User) -> None:
    """Call the group something else; its members stay.

    Raises:
        NameTaken: choose another name.
    """
    before = group.name
    if before == name:
        return
    _check(group.event, name, group)
    group.name = name
    group.save(update_fields=["name"])
    audit.record(
        event=group.event,
        by=by,
        action="Renamed a group",
        target=group,
        place=PLACE,
        changes={"Name": (before, name)},
    )


@transaction.atomic
def delete(*, group: Group, by: User) -> None:
    """Delete the group; its members stay on the list.

    Raises:
        InUse: naming the sessions that are shown to it.
    """
    shown = list(group.sessions.values_list("title", flat=True)[:3])
    if shown:
        raise InUse(", ".join(f"“{title}”" for title in shown))
    audit.record(event=group.event, by=by, action="Deleted a group", target=group, place=PLACE)
    group.delete()


def _check(event: Event, name: str, itself: Group | None = None) -> None:
    others = Group.objects.filter(event=event, name__iexact=name)
    if itself:
        others = others.exclude(pk=itself.pk)
    if others.exists():
        raise NameTaken
