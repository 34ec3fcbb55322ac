from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import models

from virtualcrowd.events.models import Attendee, Event, Group


class Track(models.Model):
    """A strand of the agenda: a column of the timeline, with a colour and always a name."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="tracks")
    name = models.CharField(max_length=60)
    colour = models.PositiveSmallIntegerField(
        default=1, choices=[(1, "Navy"), (2, "Green"), (3, "Rust"), (4, "Violet"), (5, "Berry")]
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "name"], name="track_name_once_per_event")
        ]

    def __str__(self) -> str:
        return self.name


class Speaker(models.Model):
    """Somebody on stage."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="speakers")
    name = models.CharField(max_length=120)
    position = models.CharField("role and organisation", max_length=160, blank=True)
    bio = models.TextField(max_length=2000, blank=True)
    art = models.CharField(max_length=20, blank=True)  # one of our drawn faces, for the demo

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class LiveState(models.TextChoices):
    """What the provider last told of a session's meeting."""

    UNKNOWN = "", "Nothing heard"
    LIVE = "live", "Started by the host"
    ENDED = "ended", "Ended by the host"


class PlanB(models.TextChoices):
    """What stands in for a session's own meeting (`plan_b`)."""

    NONE = "", "None"
    MEETING = "meeting", "Another meeting"
    LINK = "link", "A link"
    MESSAGE = "message", "A message"


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions, asked by who may see them and when they are."""

    def for_event(self, event: Event) -> "SessionQuerySet":
        return self.filter(event=event)

    def visible_to(self, attendee: Attendee) -> "SessionQuerySet":
        """Published ones that are for everybody or for a group of the attendee."""
        sessions = self.filter(event=attendee.event_id, is_published=True)
        if attendee.is_staff:
            return sessions
        mine = Group.objects.filter(attendees=attendee)
        return sessions.filter(
            models.Q(pk__in=sessions.filter(groups__in=mine).values("pk")) | models.Q(groups=None)
        )


class Session(models.Model):
    """An agenda entry. Its meeting, if any, belongs to a provider (`providers.py`)."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sessions")
    title = models.CharField(max_length=200)
    description = models.TextField(max_length=4000, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    track = models.ForeignKey(Track, null=True, blank=True, on_delete=models.SET_NULL)
    location = models.CharField(max_length=120, blank=True)
    art = models.CharField(max_length=20, blank=True)
    is_published = models.BooleanField(default=False)
    groups = models.ManyToManyField(Group, blank=True, related_name="sessions")
    speakers = models.ManyToManyField(Speaker, through="SessionSpeaker", related_name="sessions")
    lobby_minutes = models.PositiveSmallIntegerField(
        "lobby opens",
        default=10,
        choices=[
            (0, "At the start"),
            (5, "5 minutes before"),
            (10, "10 minutes before"),
            (15, "15 minutes before"),
            (30, "30 minutes before"),
            (60, "1 hour before"),
        ],
    )
    provider = models.CharField(max_length=20, blank=True)  # slug of who runs the meeting
    live_state = models.CharField(
        max_length=6, blank=True, choices=LiveState.choices, default=LiveState.UNKNOWN
    )
    live_changed_at = models.DateTimeField(null=True, blank=True)  # the provider's time, not ours
    inside = models.PositiveIntegerField(null=True, blank=True)  # people; none: nobody counts them
    # Columns, not a table: every list and the door ask for them, and none may pay a query for it.
    plan_b = models.CharField(max_length=8, blank=True, choices=PlanB.choices, default=PlanB.NONE)
    plan_b_url = models.URLField(max_length=500, blank=True)
    plan_b_words = models.CharField(max_length=500, blank=True)
    # What `plan_b.undo` puts back: {"provider": …, "value": …}.
    plan_b_before = models.JSONField(default=dict, blank=True)
    # For those who knew another time: shown for a while as "New time".
    moved_from = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)
    # Rises with every change of what a calendar shows (RFC 5545); only `live` moves it.
    sequence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["event", "starts_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="session_ends_after_it_starts",
                violation_error_message="The end is not after the start.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse a track of another event.

        Raises:
            ValidationError: with words for the form.
        """
        if self.track and self.track.event_id != self.event_id:
            raise ValidationError({"track": "That track belongs to another event."})

    @property
    def is_elsewhere(self) -> bool:
        """Does a link or a message stand in for its meeting? Then nobody joins from here."""
        return self.plan_b in (PlanB.LINK, PlanB.MESSAGE)

    @property
    def lobby_opens_at(self) -> datetime:
        return self.starts_at - timedelta(minutes=self.lobby_minutes)


class SessionSpeaker(models.Model):
    """A speaker in a session, in the order they are shown."""

    class Part(models.TextChoices):
        SPEAKER = "speaker", "Speaker"
        HOST = "host", "Host"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="parts")
    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, related_name="parts")
    part = models.CharField(max_length=10, choices=Part.choices, default=Part.SPEAKER)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "speaker"], name="speaker_once_per_session")
        ]

    def __str__(self) -> str:
        return f"{self.speaker} in {self.session}"


class Bookmark(models.Model):
    """A session that an attendee put on their own agenda."""

    attendee = models.ForeignKey(Attendee, on_delete=models.CASCADE, related_name="bookmarks")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="bookmarks")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["attendee", "session"], name="bookmarked_once")
        ]

    def __str__(self) -> str:
        return f"{self.attendee} marked {self.session}"


class ReadinessMail(models.Model):
    """An e-mail to the owners about a day of the event: sent once for each of its moments."""

    class Moment(models.TextChoices):
        DAY_BEFORE = "day", "A day before"
        HOUR_BEFORE = "hour", "An hour before"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()  # in the event's time zone
    moment = models.CharField(max_length=4, choices=Moment.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "day", "moment"], name="readiness_mail_once")
        ]

    def __str__(self) -> str:
        return f"{self.event}, {self.day}: {self.moment}"


class HelpRequest(models.Model):
    """Somebody who cannot get in, what their browser knew of it, and what staff answered."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="help_requests")
    attendee = models.ForeignKey(Attendee, on_delete=models.CASCADE, related_name="help_requests")
    words = models.TextField(max_length=500, blank=True)
    happened = models.JSONField(default=dict)  # plain facts for the staff, never a secret
    answer = models.TextField(max_length=500, blank=True)
    answered_by = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)  # no longer in need

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["session", "settled_at"])]

    def __str__(self) -> str:
        return f"{self.attendee} at {self.session}"


class JoinEntry(models.Model):
    """A ticket that was given out: who may have been in the meeting. The door writes them."""

    # No index of its own: the one below begins with it, and a storm of joins pays for each.
    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="joins", db_index=False
    )
    attendee = models.ForeignKey(Attendee, on_delete=models.CASCADE, related_name="joins")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "join entries"
        indexes = [models.Index(fields=["session", "at"])]

    def __str__(self) -> str:
        return f"{self.attendee} → {self.session}"
