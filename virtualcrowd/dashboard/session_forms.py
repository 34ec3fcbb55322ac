"""The forms of Builder → Agenda and of a session's Details, Embed and Other."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from virtualcrowd.agenda import times
from virtualcrowd.agenda.models import Session, Track
from virtualcrowd.agenda.sessions import Details
from virtualcrowd.common.forms import TablerForm
from virtualcrowd.events.models import Event, Group

# Our drawings for sessions, for those who have no picture of their own.
PICTURES = [
    ("", "None"),
    ("s-gauge", "Tide gauge"),
    ("s-harbour", "Harbour"),
    ("s-kelp", "Kelp"),
    ("s-moon", "Moon"),
    ("s-oyster", "Oysters"),
    ("s-port", "Port"),
    ("s-seagrass", "Seagrass"),
    ("s-shoreline", "Shoreline"),
    ("s-tables", "Tables"),
]


# Beyond these, clocks and zones cannot be reckoned with; nobody means them.
SANE_DAYS = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2199, 12, 31))]


def _day() -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label="Day", widget=widget, validators=SANE_DAYS)


def _clock(label: str) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time", "class": "vc-num"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget)


class AgendaQuery(forms.Form):
    """What the agenda's address says: the day and how to show it."""

    day = forms.DateField(required=False, validators=SANE_DAYS)
    view = forms.ChoiceField(choices=[("timeline", "Timeline"), ("list", "List")], required=False)


class DetailsForm(TablerForm):
    """A session's Details; times are the event's."""

    title = forms.CharField(max_length=200)
    description = forms.CharField(
        max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    day = _day()
    starts = _clock("Starts")
    ends = _clock("Ends")
    track = forms.ModelChoiceField(Track.objects.none(), required=False, empty_label="No track")
    location = forms.CharField(
        max_length=120, required=False, help_text="A room, or leave it empty when it is online only"
    )
    groups = forms.ModelMultipleChoiceField(
        Group.objects.none(),
        label="Who sees it",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Nothing ticked: everyone registered",
    )
    art = forms.ChoiceField(
        label="Picture", choices=PICTURES, required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, event: Event, session: Session | None = None, **kw: Any) -> None:
        self.event, self.session = event, session
        if session:
            kw["initial"] = self._initial(session)
        super().__init__(*args, **kw)
        self.fields["track"].queryset = event.tracks.all()  # type: ignore[attr-defined]  # it offers rows
        self.fields["groups"].queryset = event.groups.all()  # type: ignore[attr-defined]  # likewise
        self.fields["day"].help_text = f"The event is {event_days_words(event)}"
        self.fields["ends"].help_text = "Earlier than the start: on the next day"

    def _initial(self, session: Session) -> dict[str, Any]:
        starts, ends = (m.astimezone(self.event.tz) for m in (session.starts_at, session.ends_at))
        plain = {
            name: getattr(session, name) for name in ("title", "description", "location", "art")
        }
        return plain | {
            "day": starts.date(),
            "starts": starts.time().replace(second=0, microsecond=0),
            "ends": ends.time().replace(second=0, microsecond=0),
            "track": session.track_id,
            "groups": [group.pk for group in session.groups.all()],
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if all(data.get(name) is not None for name in ("day", "starts", "ends")):
            self._read_times(data)
        return data

    def _read_times(self, data: dict[str, Any]) -> None:
        # Untouched times stay as they are to the second, also in the hour that comes twice.
        if self.session and not {"day", "starts", "ends"} & set(self.changed_data):
            self.span = self.session.starts_at, self.session.ends_at
            return
        try:
            self.span = times.span(data["day"], data["starts"], data["ends"], self.event.tz)
        except (times.EmptySpan, times.LongNight) as error:
            self.add_error("ends", str(error))
        except times.NoSuchTime as error:
            self.add_error("starts" if error.clock == data["starts"] else "ends", str(error))

    def details(self) -> Details:
        """Return what a valid form says."""
        data = self.cleaned_data
        return Details(
            title=data["title"],
            starts_at=self.span[0],
            ends_at=self.span[1],
            description=data["description"],
            track=data["track"],
            location=data["location"],
            art=data["art"],
            groups=list(data["groups"]),
        )


class MoveForm(TablerForm):
    """Where a session moves to; it keeps its length."""

    day = _day()
    starts = _clock("Starts")

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        self.session = session
        starts = session.starts_at.astimezone(session.event.tz)
        clock = starts.time().replace(second=0, microsecond=0)
        super().__init__(*args, initial={"day": starts.date(), "starts": clock}, **kwargs)
        self.fields["day"].help_text = f"The event is {event_days_words(session.event)}"
        self.fields["day"].widget.attrs["autofocus"] = True  # in a dialog

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("day") is None or data.get("starts") is None:
            return data
        try:
            self.starts_at = (
                times.moment(data["day"], data["starts"], self.session.event.tz)
                if self.has_changed()
                else self.session.starts_at
            )
        except times.NoSuchTime as error:
            self.add_error("starts", str(error))
        return data


class PublishForm(forms.Form):
    """Publish or not, and the page to come back to."""

    is_published = forms.BooleanField(required=False)
    back = forms.ChoiceField(
        choices=[("timeline", ""), ("list", ""), ("session", ""), ("other", "")], required=False
    )


class BackForm(forms.Form):
    """The page that a dialog was opened from."""

    back = forms.ChoiceField(
        choices=[("timeline", ""), ("list", ""), ("other", "")], required=False
    )


class DuplicateForm(forms.Form):
    """The one act of the Other tab that it posts to itself."""

    do = forms.ChoiceField(choices=[("duplicate", "Duplicate")])


class PickField(forms.MultipleChoiceField):
    """One drop-down a provider, all of one name; "zoom:17" is the provider's choice 17."""

    def to_python(self, value: Any) -> list[str]:
        return [pick for pick in super().to_python(value) if pick]

    def validate(self, value: list[str]) -> None:
        """Only one may be behind a session; whether it may be is the provider's to say."""
        if len(value) > 1:
            raise forms.ValidationError("Choose one: a session has one meeting at most.")


class PickForm(forms.Form):
    """Which meeting or webinar."""

    value = PickField(required=False)

    def picked(self) -> tuple[str, str]:
        """Return (provider, the provider's value), both empty for nothing."""
        picks = self.cleaned_data["value"]
        provider, _, value = (picks[0] if picks else "").partition(":")
        return provider, value


class EmbedForm(TablerForm, PickForm):
    """The Embed tab."""

    lobby_minutes = forms.TypedChoiceField(
        label="Lobby opens",
        coerce=int,
        choices=Session._meta.get_field("lobby_minutes").choices or [],  # noqa: SLF001 - public API
    )


def event_days_words(event: Event) -> str:
    """ "24 to 26 Nov", or with both months."""
    first, last = event.starts_on, event.ends_on
    if first == last:
        return f"on {first.day} {first:%b}"
    month = "" if first.month == last.month else f" {first:%b}"
    return f"{first.day}{month} to {last.day} {last:%b}"
