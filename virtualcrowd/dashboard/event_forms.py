"""The forms of Events and Event settings."""

import re
import zoneinfo
from datetime import date
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from virtualcrowd.agenda.setup import LABELS, Details
from virtualcrowd.common.forms import TablerForm
from virtualcrowd.events.models import SHORTCODE, Event, check_time_zone

ARTS = [
    ("openwater", "Open water"),
    ("libraries", "Libraries"),
    ("trees", "Trees"),
    ("onboard", "On board"),
]
MOST_DAYS = 60
YEARS = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2199, 12, 31))]


def zones() -> list[tuple[str, str]]:
    """Every zone that is named after a place, and UTC."""
    places = [z for z in zoneinfo.available_timezones() if "/" in z and not z.startswith("Etc/")]
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in sorted(places))]


def _day(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=YEARS)


class EventForm(TablerForm):
    """New event and Event settings."""

    name = forms.CharField(max_length=120)
    shortcode = forms.CharField(
        max_length=40,
        help_text="Part of every address of the event: small letters, digits and hyphens",
        error_messages={"required": "Say how the event's addresses should end, like “summit-27”."},
    )
    starts_on = _day("First day")
    ends_on = _day("Last day")
    timezone = forms.ChoiceField(
        label="Time zone",
        help_text="The agenda is written and shown in it.",
    )
    organisation = forms.CharField(label="Organised by", max_length=120, required=False)
    tagline = forms.CharField(
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="One or two sentences on the event's home page",
    )
    art = forms.ChoiceField(label="Picture", choices=ARTS, widget=forms.RadioSelect)

    def __init__(self, *args: Any, event: Event | None = None, **kwargs: Any) -> None:
        if event:
            kwargs["initial"] = {name: getattr(event, name) for name in LABELS}
        super().__init__(*args, **kwargs)
        choices = dict(zones())
        if event:  # also one that was stored under an old name
            choices.setdefault(event.timezone, event.timezone)
        cast("forms.ChoiceField", self.fields["timezone"]).choices = list(choices.items())

    def clean_name(self) -> str:
        """Keep it on one line: it stands in the subjects of mails."""
        return " ".join(self.cleaned_data["name"].split())

    def clean_shortcode(self) -> str:
        shortcode: str = self.cleaned_data["shortcode"].lower()
        SHORTCODE(shortcode)
        return shortcode

    def clean_timezone(self) -> str:
        check_time_zone(self.cleaned_data["timezone"])
        return str(self.cleaned_data["timezone"])

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        first, last = clean.get("starts_on"), clean.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day is before the first day.")
        elif first and last and (last - first).days >= MOST_DAYS:
            self.add_error("ends_on", f"An event lasts {MOST_DAYS} days at most.")
        return clean

    def details(self) -> Details:
        """Return what was entered."""
        return Details(**{name: self.cleaned_data[name] for name in LABELS})

    def refuse_shortcode(self) -> None:
        """Say that the shortcode is taken, with one that sounds alike."""
        year = self.cleaned_data["starts_on"].year
        base = re.sub(r"-\d{4}$", "", self.cleaned_data["shortcode"])
        self.add_error(
            "shortcode", f"Another event has this shortcode. Try “{base[:34]}-{year}” or another."
        )


class PublishForm(forms.Form):
    """Open the event to attendees, or close it."""

    is_published = forms.BooleanField(required=False)
