import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from virtualcrowd.accounts.models import User
from virtualcrowd.common.jobs import Job
from virtualcrowd.common.languages import city_of
from virtualcrowd.common.models import random_name

SHORTCODE = RegexValidator(
    r"^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$",
    "Use 3 to 40 small letters, digits and hyphens.",
)


def check_time_zone(name: str) -> None:
    """Refuse what is not an IANA time zone.

    Raises:
        ValidationError: with words for the form.
    """
    if name not in zoneinfo.available_timezones():
        raise ValidationError("Choose a time zone from the list, like Europe/Lisbon.")


HEX_COLOUR = RegexValidator(r"^#[0-9a-f]{6}$", "Use a colour like #12436d.")


def brand_image(_event: models.Model, _filename: str) -> str:
    """Return where a logo or cover is kept; the uploader's name for it is forgotten."""
    return random_name("brand", "webp")


class NameForm(models.TextChoices):
    """How people are called in meetings."""

    FULL = "full", "Full name: Ana Keller"
    INITIAL = "initial", "First name and initial: Ana K."
    COMPANY = "company", "Name and company: Ana Keller (Tide Tools)"


class EventQuerySet(models.QuerySet["Event"]):
    """Events, asked by who may see them."""

    def for_staff(self, user: User) -> "EventQuerySet":
        """Events that `user` works on; a superuser works on all."""
        return self if user.is_superuser else self.filter(staff__user=user)


class Event(models.Model):
    """One event. Everything else belongs to exactly one."""

    name = models.CharField(max_length=120)
    shortcode = models.CharField(max_length=40, unique=True, validators=[SHORTCODE])
    tagline = models.CharField(max_length=300, blank=True)
    organisation = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    timezone = models.CharField(max_length=60, default="UTC", validators=[check_time_zone])
    art = models.CharField(max_length=20, default="openwater")  # one of our drawings
    # What attendees see in place of our drawing and its colours.
    colour = models.CharField(max_length=7, blank=True, validators=[HEX_COLOUR])
    logo = models.ImageField(upload_to=brand_image, blank=True)
    cover = models.ImageField(upload_to=brand_image, blank=True)
    # How people go into meetings.
    name_form = models.CharField(max_length=10, choices=NameForm.choices, default=NameForm.FULL)
    names_editable = models.BooleanField(default=False)
    allow_app = models.BooleanField(default=False)
    is_published = models.BooleanField(default=False)
    # Rises with every change that an open page should hear of; only `live` moves it.
    revision = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="event_ends_after_it_starts",
                violation_error_message="The last day is before the first day.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("front:home", args=[self.shortcode])

    @property
    def tz(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.timezone)

    @property
    def city(self) -> str:
        """The zone in words: "Europe/Lisbon" is "Lisbon"."""
        return city_of(self.timezone)


class Role(models.TextChoices):
    """What a staff member may do, each including the ones below it."""

    OWNER = "owner", "Owner"  # staff, plugins and everything below
    EDITOR = "editor", "Editor"  # agenda, libraries and attendees
    VIEWER = "viewer", "Viewer"  # looks, changes nothing


ROLE_RANK = {Role.VIEWER: 0, Role.EDITOR: 1, Role.OWNER: 2}


class StaffMember(models.Model):
    """Somebody with dashboard access to an event."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="staff")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="staff_roles"
    )
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.EDITOR)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "user"], name="one_staff_role_per_event")
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"


class Group(models.Model):
    """A bucket of attendees, to show a session only to some."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=50)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["event", "name"], name="group_name_once_per_event")
        ]

    def __str__(self) -> str:
        return self.name


class Attendee(models.Model):
    """Somebody who may attend an event."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="attendees")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attendances"
    )
    name = models.CharField(max_length=64)  # what Zoom shows; its registrants' limit
    email = models.EmailField(max_length=100)  # Zoom's client takes no longer one
    company = models.CharField(max_length=120, blank=True)
    shown_name = models.CharField(max_length=64, blank=True)  # their own choice, where allowed
    groups = models.ManyToManyField(Group, blank=True, related_name="attendees")
    is_staff = models.BooleanField(default=False)  # a staff member looking at the front end
    # Passes of an older version are refused: raised when somebody is blocked or moved.
    pass_version = models.PositiveIntegerField(default=1)
    is_blocked = models.BooleanField(default=False)
    # Rises when they ask for a new address of their calendar; the old one is refused then.
    calendar_version = models.PositiveIntegerField(default=1)
    bookmarks_version = models.PositiveIntegerField(default=0)  # rises with their own agenda
    # Personal links of an older version are refused, and what was opened with one closes.
    link_version = models.PositiveIntegerField(default=1)
    invited_at = models.DateTimeField(null=True, blank=True)  # the newest mail with their link
    last_seen_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint("event", Lower("email"), name="attendee_once_per_event"),
            models.UniqueConstraint(fields=["event", "user"], name="user_attends_once_per_event"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def joins_as(self) -> str:
        """What they are called in meetings, as the event wants it: at most 64 characters."""
        event = self.event
        if event.names_editable and self.shown_name:
            return self.shown_name
        first, _, last = self.name.strip().rpartition(" ")
        if event.name_form == NameForm.INITIAL and first and last:
            return f"{first} {last[0]}."
        if event.name_form == NameForm.COMPANY and self.name and self.company:
            return f"{self.name} ({self.company})"[:64].rstrip()
        return self.name or self.email


class LinkMailing(Job):
    """Personal links that go out by mail."""

    class Stop(models.TextChoices):
        """Why it stopped before every mail was sent."""

        CANCELLED = "cancelled", "Stopped by hand"
        MAIL_SERVER = "mail_server", "The mail server could not be reached"
        CLOSED = "closed", "Nobody gets in by link now"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="link_mailings")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    key = models.UUIDField(unique=True)  # of the form: pressed twice, it is one mailing
    leads_to = models.CharField(max_length=200, blank=True)  # a page of the event; "": its home
    about = models.CharField(max_length=200, blank=True)  # what that page is, for the mail
    language = models.CharField(max_length=10)  # for those of whom no language is known
    stopped_because = models.CharField(max_length=20, choices=Stop.choices, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Link mailing {self.pk}"


class LinkMail(models.Model):
    """One mail of a mailing, and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"  # found after a crash: nobody knows whether it left
        SENT = "sent", "Sent"
        FAILED = "failed", "Not sent"

    class Reason(models.TextChoices):
        REFUSED = "refused", "The mail server refused this address"
        LATER = "later", "The mail server asks to try again later"
        UNSURE = "unsure", "Sending was cut off; it may have arrived or not"
        OUT = "out", "Blocked, or off the list"

    mailing = models.ForeignKey(LinkMailing, on_delete=models.CASCADE, related_name="mails")
    attendee = models.ForeignKey(Attendee, on_delete=models.CASCADE, related_name="link_mails")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["mailing", "attendee"], name="link_mail_once")
        ]

    def __str__(self) -> str:
        return f"{self.attendee}: {self.state}"
