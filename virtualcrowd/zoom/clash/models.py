"""What is known of hosts and of their calendars, and which clashes somebody has accepted."""

from datetime import timedelta

from django.conf import settings
from django.db import models

from virtualcrowd.events.models import Event

BASIC, LICENSED = 1, 2  # Zoom's `type` of a user
BUSINESS_CAPACITY = 300  # people in a meeting, from Business on
LIMIT_OF_BUSINESS = 2


class Host(models.Model):
    """A Zoom user who hosts something of an event, as Zoom described them last."""

    class Status(models.TextChoices):
        UNKNOWN = "", "Not known"
        ACTIVE = "active", "Active"
        INACTIVE = "inactive", "Deactivated"
        PENDING = "pending", "Invited, not accepted yet"
        GONE = "gone", "Not in the account any more"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="zoom_hosts")
    host_id = models.CharField(max_length=64)
    email = models.CharField(max_length=254, blank=True)
    status = models.CharField(max_length=10, blank=True, choices=Status.choices)
    licence = models.PositiveSmallIntegerField(null=True)  # Zoom's `type`
    meeting_capacity = models.PositiveIntegerField(default=0)  # 0: not known
    webinar_capacity = models.PositiveIntegerField(default=0)
    concurrent = models.CharField(max_length=10, blank=True)  # the add-on: Basic, Plus, None
    # Who joins by browser must be signed in to Zoom, which our attendees are not; none: not known.
    refuses_web_guests = models.BooleanField(null=True)
    checked_at = models.DateTimeField()
    calendar_at = models.DateTimeField(null=True)  # when the list of meetings was read

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "host_id"], name="zoom_host_once_per_event")
        ]

    def __str__(self) -> str:
        return self.email or self.host_id

    @property
    def at_once(self) -> int:
        """How many meetings they may run at a time; one if it is not known.

        Zoom names no plan. Two run at once from Business on, where meetings hold 300 people or
        more (zoom-platform: plans); a Basic user never runs two.
        """
        if self.licence == BASIC:
            return 1
        has_room = self.meeting_capacity >= BUSINESS_CAPACITY
        return LIMIT_OF_BUSINESS if has_room or self.concurrent in ("Basic", "Plus") else 1


class HostMeeting(models.Model):
    """An upcoming meeting or webinar of a host that Zoom's list showed, imported or not."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    host_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    zoom_id = models.CharField(max_length=20)
    topic = models.CharField(max_length=300)
    starts_at = models.DateTimeField()
    duration = models.DurationField(default=timedelta(0))

    class Meta:
        ordering = ["starts_at", "zoom_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "zoom_id", "starts_at"], name="zoom_host_meeting_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic} ({self.starts_at:%d %b %H:%M} UTC)"


class AcceptedClash(models.Model):
    """A clash that an organiser says is fine, for as long as its facts stay as they were."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    signature = models.CharField(max_length=40)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "signature"], name="zoom_clash_accepted_once")
        ]

    def __str__(self) -> str:
        return self.reason
