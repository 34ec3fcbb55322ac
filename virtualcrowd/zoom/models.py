from datetime import datetime, timedelta
from secrets import token_urlsafe

from django.conf import settings
from django.db import models

from virtualcrowd.agenda.models import Session
from virtualcrowd.common.encrypted import EncryptedTextField
from virtualcrowd.common.models import random_name
from virtualcrowd.events.models import Event


def hook_token() -> str:
    """Return the unguessable last part of an event's webhook address."""
    return token_urlsafe(24)


class Connection(models.Model):
    """An event's one Zoom account: both pairs of keys and, once authorized, its tokens."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Not connected"
        CONNECTED = "connected", "Connected"
        BROKEN = "broken", "Reconnect needed"

    class Way(models.TextChoices):
        PAIRS = "pairs", "Two pairs"  # Meeting SDK signs, OAuth imports
        ONE_APP = "one_app", "One General app"
        SERVER = "server", "Server-to-Server OAuth"  # imports without a popup; SDK signs

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="zoom")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.PAIRS)
    # The two pairs of the guide. "JWT" is what Zoom now calls Meeting SDK; the OAuth pair is a
    # General app's or, the other way, a Server-to-Server app's, which has an account beside it.
    sdk_client_id = models.CharField(max_length=200, blank=True)
    sdk_client_secret = EncryptedTextField(blank=True)
    oauth_client_id = models.CharField(max_length=200, blank=True)
    oauth_client_secret = EncryptedTextField(blank=True)
    server_account_id = models.CharField(max_length=200, blank=True)
    webhook_secret = EncryptedTextField(blank=True)
    hook_token = models.CharField(max_length=64, unique=True, default=hook_token)
    # Tokens rotate: written under a row lock, before they are used (`tokens.py`).
    access_token = EncryptedTextField(blank=True)
    refresh_token = EncryptedTextField(blank=True)
    token_issued_at = models.DateTimeField(null=True, blank=True)
    token_expires_at = models.DateTimeField(null=True, blank=True)
    # Who renews the tokens claims this first; see `tokens.py`.
    refresh_lease_until = models.DateTimeField(null=True, blank=True)
    scopes = models.TextField(blank=True)  # as granted, separated by spaces
    # Who connected, from GET /users/me.
    account_id = models.CharField(max_length=64, blank=True)
    account_name = models.CharField(max_length=200, blank=True)
    plan = models.CharField(max_length=40, blank=True)
    zoom_user_id = models.CharField(max_length=64, blank=True)
    zoom_user_email = models.EmailField(blank=True)
    zoom_user_name = models.CharField(max_length=200, blank=True)
    has_webinars = models.BooleanField(default=True)
    # The account that the library came from: it outlives a disconnect, so that another is noticed.
    former_account_id = models.CharField(max_length=64, blank=True)
    former_account = models.CharField(max_length=254, blank=True)
    authorized_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    authorized_at = models.DateTimeField(null=True, blank=True)
    # What went wrong last, a key of `advice.py`; and what Zoom answered, without secrets.
    failure = models.CharField(max_length=40, blank=True)
    failure_detail = models.CharField(max_length=500, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    last_ok_at = models.DateTimeField(null=True, blank=True)
    # What the doctor found beside the failure: [{"key", "detail"}], each a row of its table.
    findings = models.JSONField(default=list, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    # {label: {"limit", "remaining", "at"}} of Zoom's X-RateLimit headers, as last seen.
    rate_limits = models.JSONField(default=dict, blank=True)
    owner_told_at = models.DateTimeField(null=True, blank=True)  # of the break that lasts
    # Attendees' clients were told that the JWT pair is no good; only joining can show that.
    keys_refused_at = models.DateTimeField(null=True, blank=True)
    webhook_validated_at = models.DateTimeField(null=True, blank=True)
    webhook_received_at = models.DateTimeField(null=True, blank=True)
    # A call that the stored Secret Token did not sign.
    webhook_refused_at = models.DateTimeField(null=True, blank=True)
    # When people inside were counted, or will be next (`inside.count`).
    counted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # A second authorization of the same app kills the first one's tokens at Zoom.
            models.UniqueConstraint(
                fields=["oauth_client_id"],
                condition=models.Q(status="connected"),
                name="zoom_app_live_in_one_event",
            )
        ]

    def __str__(self) -> str:
        return f"Zoom of {self.event}"

    def __repr__(self) -> str:
        return f"<Connection {self.pk} {self.status}>"

    @property
    def is_connected(self) -> bool:
        return self.status == self.Status.CONNECTED

    @property
    def one_app(self) -> bool:
        """Does the OAuth pair sign attendees in, too?"""
        return self.way == self.Way.ONE_APP

    @property
    def is_server(self) -> bool:
        """Is it a Server-to-Server app, which needs nobody's consent and has no refresh token?"""
        return self.way == self.Way.SERVER

    @property
    def signing_pair(self) -> tuple[str, str]:
        """(Client ID, Client Secret) that sign an attendee's way in."""
        if self.one_app:
            return self.oauth_client_id, self.oauth_client_secret
        return self.sdk_client_id, self.sdk_client_secret

    @property
    def hears_webhooks(self) -> bool:
        """Has Zoom shown that its webhooks reach us?"""
        return bool(self.webhook_secret and (self.webhook_validated_at or self.webhook_received_at))


def image_name(_item: models.Model, _filename: str) -> str:
    """Return where an uploaded image is kept; the uploader's name for it is forgotten."""
    return random_name("library", "webp")


class LibraryItem(models.Model):
    """A meeting or webinar: what Zoom says, and beside it what attendees are shown."""

    class Kind(models.TextChoices):
        MEETING = "meeting", "Meeting"
        WEBINAR = "webinar", "Webinar"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="zoom_items")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    zoom_id = models.CharField(max_length=20)  # the meeting number, digits
    # From Zoom: only a sync writes these (`library.mirror`).
    uuid = models.CharField(max_length=64, blank=True)
    zoom_type = models.PositiveSmallIntegerField(default=2)
    topic = models.CharField(max_length=300)
    agenda = models.TextField(blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)  # none: recurring, no fixed time
    duration = models.DurationField(default=timedelta(0))
    timezone = models.CharField(max_length=60, blank=True)
    host_id = models.CharField(max_length=64, blank=True)
    host_email = models.CharField(max_length=254, blank=True)
    alternative_hosts = models.TextField(blank=True)  # separated by commas
    passcode = EncryptedTextField(blank=True)
    dial_in = models.JSONField(default=list, blank=True)  # numbers, as `native.phone` keeps them
    phone_passcode = EncryptedTextField(blank=True)  # for phones, digits
    waiting_room = models.BooleanField(default=False)
    join_before_host = models.BooleanField(default=False)
    needs_registration = models.BooleanField(default=False)
    manual_approval = models.BooleanField(default=False)  # of registrants, by the host
    uses_pmi = models.BooleanField(default=False)  # the number of somebody's own room
    is_simulive = models.BooleanField(default=False)  # a recording, broadcast as if live
    has_country_rule = models.BooleanField(default=False)  # some countries are kept out
    obstacle = models.CharField(max_length=40, blank=True)  # key of `advice.OBSTACLES`, or ""
    is_started = models.BooleanField(default=False)
    missing_since = models.DateTimeField(null=True, blank=True)  # one 3001 may be wrong
    gone_at = models.DateTimeField(null=True, blank=True)  # confirmed: Zoom does not know it
    synced_at = models.DateTimeField()
    # What the organiser saw last, {field: text}, and what differs from it now (`drift.py`).
    baseline = models.JSONField(default=dict, blank=True)
    drift = models.CharField(max_length=10, blank=True)  # "", "changed" or "conflict"
    # Shown to attendees: only organisers write these, Zoom never receives them.
    title = models.CharField(max_length=200, blank=True)
    description = models.TextField(max_length=1200, blank=True)
    image = models.ImageField(upload_to=image_name, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["starts_at", "topic", "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "zoom_id"], name="zoom_item_once_per_event")
        ]
        indexes = [
            models.Index(fields=["event", "starts_at"], name="zoom_item_by_time"),
            models.Index(fields=["event", "host_email"], name="zoom_item_by_host"),
        ]

    def __str__(self) -> str:
        return self.shown_title

    @property
    def shown_title(self) -> str:
        return self.title or self.topic

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + self.duration if self.starts_at else None

    @property
    def spaced_number(self) -> str:
        """The number as Zoom prints it: "823 9014 5571"."""
        number = self.zoom_id
        return f"{number[:3]} {number[3:-4]} {number[-4:]}" if len(number) > 8 else number  # noqa: PLR2004 - two short parts and a rest


class Occurrence(models.Model):
    """One date of a recurring item, as Zoom has it."""

    item = models.ForeignKey(LibraryItem, on_delete=models.CASCADE, related_name="dates")
    occurrence_id = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    duration = models.DurationField(default=timedelta(0))
    is_deleted = models.BooleanField(default=False)
    is_wanted = models.BooleanField(default=True)  # ticked at import

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["item", "occurrence_id"], name="zoom_date_once")
        ]

    def __str__(self) -> str:
        return f"{self.item}, {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + self.duration


class Embed(models.Model):
    """The meeting or webinar behind a session. One a session at most."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="zoom_embed")
    item = models.ForeignKey(LibraryItem, on_delete=models.PROTECT, related_name="embeds")
    # Of a recurring item, the date that the session stands for and follows.
    date = models.ForeignKey(
        Occurrence, null=True, blank=True, on_delete=models.SET_NULL, related_name="embeds"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.item} in {self.session}"


class RateGate(models.Model):
    """When the next call of a rate label may go to a Zoom account (`pace.py`). Unix seconds."""

    account = models.CharField(max_length=80)
    label = models.CharField(max_length=10)
    free_at = models.FloatField(default=0)
    is_daily = models.BooleanField(default=False)  # it is shut by Zoom's limit for today
    limit = models.FloatField(default=0)  # calls a second, as Zoom told; 0: it did not
    told_at = models.FloatField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "label"], name="zoom_gate_once")]

    def __str__(self) -> str:
        return f"{self.label} calls of {self.account}"


class Registrant(models.Model):
    """An attendee's registration with Zoom for one item: their own way in."""

    class State(models.TextChoices):
        WAITING = "waiting", "To be registered"
        APPROVED = "approved", "Registered"
        PENDING = "pending", "Waits for the host"
        DENIED = "denied", "Denied by the host"
        FAILED = "failed", "Not registered"

    item = models.ForeignKey(LibraryItem, on_delete=models.CASCADE, related_name="registrants")
    attendee = models.ForeignKey(
        "events.Attendee", on_delete=models.CASCADE, related_name="zoom_registrations"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    registrant_id = models.CharField(max_length=64, blank=True)
    tk = EncryptedTextField(blank=True)  # a personal secret
    reason = models.CharField(max_length=40, blank=True)  # key of `advice.REGISTRATION`
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(null=True)  # of Zoom
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "attendee"], name="zoom_registrant_once")
        ]
        indexes = [models.Index(fields=["state", "item"], name="zoom_registrant_by_state")]

    def __str__(self) -> str:
        return f"{self.attendee} for {self.item}: {self.state}"
