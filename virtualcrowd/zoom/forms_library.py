from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.core.paginator import Paginator

from virtualcrowd.common.forms import TablerForm
from virtualcrowd.zoom import images, overview
from virtualcrowd.zoom.models import LibraryItem

Kind = LibraryItem.Kind
PER_PAGE = 50


class LibraryFilter(TablerForm):
    """The library's query string. What makes no sense is left out rather than refused."""

    show = forms.ChoiceField(choices=[(key, key) for key in overview.SHOWS], required=False)
    q = forms.CharField(
        max_length=100,
        required=False,
        strip=True,
        label="Search the library",
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": "Title, host or meeting ID"}
        ),
    )
    kind = forms.ChoiceField(
        choices=[("", "Meetings and webinars"), ("meeting", "Meetings"), ("webinar", "Webinars")],
        required=False,
        label="Kind",
    )
    host = forms.CharField(max_length=254, required=False, strip=True)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    page = forms.IntegerField(required=False, min_value=1)

    def wanted(self) -> dict[str, Any]:
        """Return what was asked for, with the plain view for what was not understood."""
        self.is_valid()
        plain: dict[str, Any] = {"show": "", "q": "", "kind": "", "host": "", "page": 1}
        plain |= {"since": None, "until": None}
        return plain | {key: value for key, value in self.cleaned_data.items() if value}

    def page_of(self, items: Any, count: int) -> Any:
        """Return the wanted page of `items`, of which there are `count`: nothing is counted."""
        pages = Paginator(items, PER_PAGE)
        pages.count = count
        return pages.get_page(self.wanted()["page"])


class ListingFilter(TablerForm):
    """The import dialog's query string."""

    tab = forms.ChoiceField(
        choices=[("meetings", "Meetings"), ("webinars", "Webinars")], required=False
    )
    q = forms.CharField(max_length=100, required=False, strip=True)
    host = forms.CharField(max_length=254, required=False, strip=True)
    shown = forms.IntegerField(required=False, min_value=1, max_value=600)
    again = forms.BooleanField(required=False)
    closer = forms.BooleanField(required=False)

    def wanted(self) -> dict[str, Any]:
        """Return what was asked for, with the plain view for what was not understood."""
        self.is_valid()
        plain: dict[str, Any] = {
            "tab": "meetings",
            "q": "",
            "host": "",
            "shown": 0,
            "again": False,
            "closer": False,
        }
        return plain | {key: value for key, value in self.cleaned_data.items() if value}


class PickForm(TablerForm):
    """What was ticked: values like "meeting:82390145571"."""

    tab = forms.ChoiceField(choices=[("meetings", "Meetings"), ("webinars", "Webinars")])
    q = forms.CharField(max_length=100, required=False, strip=True)
    host = forms.CharField(max_length=254, required=False, strip=True)
    shown = forms.IntegerField(required=False, min_value=0)
    rest = forms.BooleanField(required=False)  # also what the list did not show yet
    picks = forms.Field(required=False, widget=forms.MultipleHiddenInput)
    dates = forms.Field(required=False, widget=forms.MultipleHiddenInput)

    def clean_picks(self) -> set[str]:
        value = self.cleaned_data["picks"] or []
        return {str(one) for one in value}

    def clean_dates(self) -> dict[str, list[str]]:
        """Return {meeting number: ids of its ticked dates}.

        A number that had dates to tick has "" among them, so that none of them is not all of them.
        """
        ticked: dict[str, list[str]] = {}
        for value in self.cleaned_data["dates"] or []:
            zoom_id, _, occurrence_id = str(value)[:80].partition(":")
            ticked.setdefault(zoom_id, []).append(occurrence_id)
        return ticked


class ItemForm(TablerForm):
    """What attendees are shown of an item. The image is drawn anew before anything is stored."""

    title = forms.CharField(max_length=200, required=False, strip=True)
    description = forms.CharField(
        max_length=1200,
        required=False,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Plain text, at most 1,200 characters.",
    )
    image = forms.FileField(
        required=False,
        widget=forms.FileInput(
            attrs={"accept": "image/jpeg,image/png,image/webp", "data-vc-preview": "#picture"}
        ),
        help_text="JPG, PNG or WebP, up to 8 MB. We crop it to 16:9, 1280 by 720.",
    )
    drop_image = forms.BooleanField(required=False, label="Remove the image")

    def as_shown(self) -> dict[str, Any]:
        """Return the arguments of `library.edit`."""
        return {key: self.cleaned_data[key] for key in self.fields}

    def clean_image(self) -> ContentFile | None:  # type: ignore[type-arg]  # generic in the stubs
        """Return the picture as it is stored, or None."""
        upload = self.cleaned_data["image"]
        if not upload:
            return None
        try:
            return images.webp(upload)
        except images.BadImage as error:
            raise forms.ValidationError(str(error)) from error
