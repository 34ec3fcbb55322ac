"""The strands of an agenda: add, arrange (rename, colour, reorder), delete."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from virtualcrowd.accounts.models import User
from virtualcrowd.agenda import live
from virtualcrowd.agenda.models import Track
from virtualcrowd.common import audit
from virtualcrowd.events.models import Event

PLACE = "Agenda, Tracks"


class NameTaken(Exception):
    """Another track of the event has this name; the argument is the name."""


@dataclass(frozen=True, slots=True)
class Row:
    """A track as it should be; the order of the rows is the order of the columns."""

    track: Track
    name: str
    colour: int


@transaction.atomic
def add(*, event: Event, name: str, colour: int, by: User) -> Track:
    """Return a new track behind the others.

    Raises:
        NameTaken: the event has a track of this name.
    """
    if event.tracks.filter(name__iexact=name).exists():
        raise NameTaken(name)
    last = event.tracks.aggregate(last=Max("position"))["last"] or 0
    track = Track.objects.create(event=event, name=name, colour=colour, position=last + 1)
    audit.record(event=event, by=by, action="Added a track", target=track, place=PLACE)
    live.agenda_changed(event.pk)
    return track


@transaction.atomic
def arrange(*, event: Event, rows: list[Row], by: User) -> None:
    """Name, colour and order the event's tracks as the rows say.

    Raises:
        NameTaken: two rows have the same name.
    """
    names = [row.name.casefold() for row in rows]
    twice = next((row.name for row in rows if names.count(row.name.casefold()) > 1), None)
    if twice is not None:
        raise NameTaken(twice)
    # Names are unique: two that swap would meet half-way, so all step aside first.
    for row in rows:
        if row.name != row.track.name:
            event.tracks.filter(pk=row.track.pk).update(name=f"#{row.track.pk}")
    changed = [_arrange_one(row, position, by) for position, row in enumerate(rows, start=1)]
    if any(changed):
        live.agenda_changed(event.pk)


def _arrange_one(row: Row, position: int, by: User) -> bool:
    track, target = row.track, row.track.name
    before = {"Name": track.name, "Colour": track.get_colour_display(), "Place": track.position}
    track.name, track.colour, track.position = row.name, row.colour, position
    track.save(update_fields=["name", "colour", "position"])
    after = {"Name": track.name, "Colour": track.get_colour_display(), "Place": position}
    changes = audit.changed(before, after)
    if changes:
        audit.record(
            event=track.event,
            by=by,
            action="Changed a track",
            target=target,
            place=PLACE,
            changes=changes,
        )
    return bool(changes)


@transaction.atomic
def delete(*, track: Track, by: User) -> None:
    """Delete the track; its sessions stay, without a track."""
    event = track.event
    audit.record(event=event, by=by, action="Deleted a track", target=track, place=PLACE)
    track.delete()
    live.agenda_changed(event.pk)
