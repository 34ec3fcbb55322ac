"""What the pages around the connection keep: guide, link for the Zoom admin, Test join, answers."""

from django.conf import settings
from django.db import models

from virtualcrowd.events.models import Event
from virtualcrowd.zoom.support import job


class GuidePlace(models.Model):
    """The step of the guide at which somebody was, in one event."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=20)  # a key of `guide.steps`

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "user"], name="zoom_guide_place_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.step}"


class AdminLink(models.Model):
    """A page without sign-in for the Zoom admin; its address is signed (`guide.links`)."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)  # last

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Link of {self.event} until {self.expires_at:%d %b %Y %H:%M} UTC"


class JoinTest(models.Model):
    """The last Test join of a connection: how far it came, with which client and keys."""

    class Outcome(models.TextChoices):
        JOINED = "joined", "Joined and left again"
        WAITED = "waited", "Accepted, host not started"
        FAILED = "failed", "Failed"

    connection = models.OneToOneField(
        "zoom.Connection", on_delete=models.CASCADE, related_name="join_test"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    topic = models.CharField(max_length=300)  # of the meeting, as it was called then
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    stage = models.CharField(max_length=20)  # the last one reached, a key of `testjoin.stages`
    reason = models.CharField(max_length=40, blank=True)  # a key of `advice.TEST_JOIN`
    answer = models.CharField(max_length=300, blank=True)  # what Zoom's client said, redacted
    sdk_version = models.CharField(max_length=20)
    keys = models.CharField(max_length=64)  # a fingerprint of the pair that signed

    def __str__(self) -> str:
        return f"Test join of {self.connection}: {self.outcome}"


class ApiCall(models.Model):
    """One request to Zoom and its answer, redacted before it is written (`support.calls`)."""

    connection = models.ForeignKey("zoom.Connection", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=120)  # a template: "/users/{id}/meetings"
    status = models.PositiveSmallIntegerField()  # 0: no answer
    code = models.IntegerField(null=True)  # Zoom's own
    message = models.CharField(max_length=300, blank=True)
    duration_ms = models.PositiveIntegerField()
    job = models.CharField(max_length=40, blank=True)  # the task's name; "": a page
    tracking_id = models.CharField(max_length=64, blank=True)  # Zoom's support asks for it
    failed = models.BooleanField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["connection", "failed", "-at"], name="zoom_calls_newest")]

    def __str__(self) -> str:
        return f"{self.method} {self.path}: {self.status}"

    @property
    def job_words(self) -> str:
        """What it was asked for, in words."""
        return job.in_words(self.job)
