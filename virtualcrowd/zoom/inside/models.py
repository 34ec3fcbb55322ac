from django.db import models

from virtualcrowd.events.models import Attendee, Event
from virtualcrowd.zoom.models import LibraryItem


class Run(models.Model):
    """One time that a meeting was held: Zoom gives each a uuid of its own."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="zoom_runs")
    # Its number outlives the item: the library may go while attendance stays, and our key for an
    # attendee (`tickets.customer_key`) is made of it.
    item = models.ForeignKey(
        LibraryItem, on_delete=models.DO_NOTHING, db_constraint=False, related_name="runs"
    )
    uuid = models.CharField(max_length=64)
    # As webhooks told. Who was heard of from the start on can be counted, others cannot.
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "uuid"], name="zoom_run_once")]

    def __str__(self) -> str:
        return self.uuid


class Stay(models.Model):
    """Somebody in a run, by what Zoom calls them there: never their name or address.

    Written by `stays.store` alone, which makes the same of it in whatever order news come.
    """

    # No index of its own: the constraint's begins with it.
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="stays", db_index=False)
    # Written when what else leads to them goes (`remembering`): a few, so the index is of those.
    attendee = models.ForeignKey(
        Attendee, null=True, on_delete=models.CASCADE, related_name="zoom_stays", db_index=False
    )
    who = models.CharField(max_length=64)  # participant_uuid: one device, until it has left
    in_room = models.BooleanField(default=False)  # a breakout room
    # Who it is on every device: registration, else our key for an attendee, else Zoom's user.
    person = models.CharField(max_length=64)
    joined_at = models.DateTimeField(null=True)  # first
    back_at = models.DateTimeField(null=True)  # last: from the waiting room, or a lost line
    left_at = models.DateTimeField(null=True)  # last

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "who", "in_room"], name="zoom_stay_once")
        ]
        indexes = [
            models.Index(
                fields=["attendee"],
                name="zoom_stay_of_attendee",
                condition=~models.Q(attendee=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.run}"
