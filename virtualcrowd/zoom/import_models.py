"""What an import keeps while it runs: the job, and each row that was ticked for it."""

from django.conf import settings
from django.db import models

from virtualcrowd.common.jobs import Job
from virtualcrowd.events.models import Event
from virtualcrowd.zoom.models import LibraryItem


class ImportJob(Job):
    """An import that runs behind; `stopped_because` is a key of `advice.py`."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="zoom_imports")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    goes_on_at = models.DateTimeField(null=True)  # Zoom asked for a pause until then

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Import {self.pk}"


class ImportPick(models.Model):
    """One ticked row of an import, and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        IMPORTED = "imported", "Imported"
        REFUSED = "refused", "Not imported"

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="picks")
    kind = models.CharField(max_length=10, choices=LibraryItem.Kind.choices)
    zoom_id = models.CharField(max_length=20)
    topic = models.CharField(max_length=300)
    host = models.CharField(max_length=254, blank=True)
    dates = models.JSONField(default=list, blank=True)  # ids of ticked occurrences; none: all
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=40, blank=True)  # key of `advice.py`
    item = models.ForeignKey(LibraryItem, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["job", "zoom_id"], name="import_pick_once_per_job")
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.state}"
