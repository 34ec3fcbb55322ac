import uuid

from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
    """Who did what to what, and when. Written by `audit.record`, never changed."""

    event = models.ForeignKey(
        "events.Event", on_delete=models.CASCADE, related_name="audit_entries"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    actor_name = models.CharField(max_length=200)
    action = models.CharField(max_length=200)
    target = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=200, blank=True)
    changes = models.JSONField(default=dict)  # {field: [before, after]}
    failed = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["event", "-at"])]

    def __str__(self) -> str:
        return f"{self.actor_name}: {self.action} {self.target}"


class BusMessage(models.Model):
    """News for other processes: the outbox that `bus.listen` reads. Old rows are swept."""

    topic = models.CharField(max_length=40)
    event_id = models.BigIntegerField(null=True)
    body = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.topic} #{self.pk}"


class Delivery(models.Model):
    """A webhook as it came: stored once, answered, applied later by a task."""

    provider = models.CharField(max_length=20)
    source_id = models.BigIntegerField()  # the provider's connection
    key = models.CharField(max_length=64, unique=True)  # SHA-256 of source and raw body
    kind = models.CharField(max_length=80)
    body = models.BinaryField()
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(
                fields=["provider", "received_at"],
                name="delivery_waiting",
                condition=models.Q(applied_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.kind}"


class Heartbeat(models.Model):
    """The last sign of life of a part that runs beside the web process."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%H:%M:%S}"


def random_name(folder: str, extension: str) -> str:
    """Return a path under MEDIA_ROOT that nobody can guess or collide with."""
    return f"{folder}/{uuid.uuid4().hex}.{extension}"
