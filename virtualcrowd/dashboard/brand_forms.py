"""The forms of Builder → Branding and Builder → Joining."""

from typing import Any

from django import forms
from django.core.files.base import ContentFile

from virtualcrowd.agenda.branding import Brand
from virtualcrowd.common import images
from virtualcrowd.common.forms import TablerForm
from virtualcrowd.events.models import HEX_COLOUR, Event, NameForm

LOGO, LOGO_LEAST = (512, 512), (128, 128)
COVER, COVER_LEAST = (1600, 640), (800, 320)
ACCEPT = {"accept": "image/jpeg,image/png,image/webp"}

type Picture = ContentFile | None  # type: ignore[type-arg]  # generic only in the stubs


class BrandForm(TablerForm):
    """Colour, logo and cover. Pictures are drawn anew before anything is stored."""

    has_colour = forms.BooleanField(required=False, label="Use a colour of our own")
    colour = forms.CharField(
        label="Main colour",
        required=False,
        validators=[HEX_COLOUR],
        widget=forms.TextInput(attrs={"type": "color", "class": "form-control-color"}),
        help_text="Buttons, links and what is chosen. Where it could not be read, we darken or "
        "lighten it just enough.",
    )
    logo = forms.FileField(
        required=False,
        widget=forms.FileInput(attrs=ACCEPT),
        help_text="Square, 512 by 512 or more: JPG, PNG or WebP, up to 8 MB.",
    )
    cover = forms.FileField(
        required=False,
        widget=forms.FileInput(attrs=ACCEPT),
        help_text="1600 by 640 or more. The event's name stands on its left, which we darken.",
    )
    drop_logo = forms.BooleanField(required=False, label="Remove the logo")
    drop_cover = forms.BooleanField(required=False, label="Remove the cover")

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        start = {"colour": event.colour or "#12436d", "has_colour": bool(event.colour)}
        super().__init__(*args, initial=start, **kwargs)

    def clean_colour(self) -> str:
        colour: str = self.cleaned_data["colour"]
        is_new = not self.initial["has_colour"] and "colour" in self.changed_data
        # Who has picked a colour means it, even if the box stayed empty.
        return colour if self.cleaned_data.get("has_colour") or is_new else ""

    def clean_logo(self) -> Picture:
        return self._drawn("logo", LOGO, LOGO_LEAST, keeps_alpha=True)

    def clean_cover(self) -> Picture:
        return self._drawn("cover", COVER, COVER_LEAST)

    def _drawn(
        self, name: str, size: images.Size, least: images.Size, *, keeps_alpha: bool = False
    ) -> Picture:
        upload = self.cleaned_data[name]
        if not upload:
            return None
        try:
            return images.webp(upload, size=size, least=least, keeps_alpha=keeps_alpha)
        except images.BadImage as error:
            raise forms.ValidationError(str(error)) from error

    def brand(self) -> Brand:
        """Return what a valid form says."""
        names = ("colour", "logo", "cover", "drop_logo", "drop_cover")
        return Brand(**{name: self.cleaned_data[name] for name in names})


class JoiningForm(TablerForm):
    """How people go into meetings."""

    name_form = forms.ChoiceField(
        label="Names in meetings", choices=NameForm.choices, widget=forms.RadioSelect
    )
    names_editable = forms.BooleanField(
        required=False, label="People may change the name that others see"
    )
    allow_app = forms.BooleanField(
        required=False,
        label="Offer Zoom’s own app and dialling in by phone, too",
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        start = {name: getattr(event, name) for name in self.base_fields}
        super().__init__(*args, initial=start, **kwargs)
