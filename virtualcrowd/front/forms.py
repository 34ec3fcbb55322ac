"""What the addresses of attendee pages may carry. Nonsense in them means "not chosen"."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from virtualcrowd.common.forms import TablerForm

ALL_DAYS = "all"


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the agenda is asked for."""

    day: date | None = None
    all_days: bool = False
    track: int | None = None
    live: bool = False
    mine: bool = False
    q: str = ""


class AgendaFilter(forms.Form):
    """The agenda's day switch, chips and search."""

    day = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    track = forms.IntegerField(required=False, min_value=1, max_value=2**31)
    live = forms.BooleanField(required=False)
    mine = forms.BooleanField(required=False)
    q = forms.CharField(required=False, max_length=100)

    def chosen(self) -> Filter:
        """Return the filter; what does not make sense counts as not chosen."""
        self.is_valid()
        clean: dict[str, Any] = self.cleaned_data
        return Filter(
            day=clean.get("day"),
            all_days=self.data.get("day") == ALL_DAYS,
            track=clean.get("track"),
            live=bool(clean.get("live")),
            mine=bool(clean.get("mine")),
            q=clean.get("q") or "",
        )


class MarkForm(forms.Form):
    """Which session goes on the attendee's own agenda, or off it, and the page to go back to."""

    add = forms.IntegerField(required=False, min_value=1, max_value=2**31)
    drop = forms.IntegerField(required=False, min_value=1, max_value=2**31)
    back = forms.CharField(required=False, max_length=500)


class NameForm(TablerForm):
    """What others see in meetings."""

    shown_name = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def clean_shown_name(self) -> str:
        """Refuse what Zoom's client takes for markup."""
        name = " ".join(self.cleaned_data["shown_name"].split())
        if "<" in name or ">" in name:
            words = gettext("Leave out the signs < and >: Zoom refuses them.")
            raise forms.ValidationError(words)
        return name


class HelpForm(forms.Form):
    """What somebody who cannot get in tells, and what their browser adds."""

    words = forms.CharField(required=False, max_length=500)
    message = forms.CharField(required=False, max_length=300)
    zoom = forms.CharField(required=False, max_length=300)
    browser = forms.CharField(required=False, max_length=300)
    screen = forms.CharField(required=False, max_length=300)
    line = forms.CharField(required=False, max_length=300)
    devices = forms.CharField(required=False, max_length=300)

    @property
    def fact_names(self) -> list[str]:
        """What the browser fills in."""
        return [name for name in self.fields if name != "words"]


class CardForm(forms.Form):
    """What the session page already shows, and whether its reader came out of the meeting."""

    rev = forms.IntegerField(required=False)
    kind = forms.CharField(required=False, max_length=20)
    left = forms.BooleanField(required=False)

    def known(self) -> dict[str, Any]:
        """Return the clean values; nonsense is left out."""
        self.is_valid()
        return self.cleaned_data
