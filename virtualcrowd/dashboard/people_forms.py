"""The forms of People."""

from typing import Any, cast

from django import forms

from virtualcrowd.common.forms import TablerForm
from virtualcrowd.events import guestlist
from virtualcrowd.events.guestlist import Line
from virtualcrowd.events.models import Attendee, Event, Group, Role

MOST_LINES = 5000
FILE_LIMIT = 2 * 1024 * 1024


def _groups() -> "forms.ModelMultipleChoiceField[Group]":
    return forms.ModelMultipleChoiceField(
        Group.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )


class _OfEvent(TablerForm):
    """A form that offers the event's groups."""

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = cast("forms.ModelMultipleChoiceField[Group]", self.fields["groups"])
        groups.queryset = event.groups.all()


class AttendeeForm(_OfEvent):
    """What the organiser knows of somebody on the list."""

    name = forms.CharField(max_length=64, help_text="Shown in Zoom")
    company = forms.CharField(label="Organisation", max_length=120, required=False)
    groups = _groups()

    def __init__(self, *args: Any, attendee: Attendee, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "name": attendee.name,
            "company": attendee.company,
            "groups": attendee.groups.all(),
        }
        super().__init__(*args, **kwargs)


class NewAttendeeForm(_OfEvent):
    """One person to add."""

    name = forms.CharField(max_length=64)
    email = forms.EmailField(label="E-mail", max_length=100)
    company = forms.CharField(label="Organisation", max_length=120, required=False)
    groups = _groups()
    field_order = ("name", "email", "company", "groups")


class PasteForm(_OfEvent):
    """Many people to add; each line is judged by itself."""

    lines = forms.CharField(
        label="One person a line",
        required=False,
        max_length=600_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="“Ana Keller, ana@example.org”, with an organisation as third column if you "
        "like. Copied from a spreadsheet or an address book it works too.",
    )
    file = forms.FileField(
        label="Or a CSV file",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
    )
    groups = _groups()

    def clean_file(self) -> str:
        file = self.cleaned_data.get("file")
        if not file:
            return ""
        if file.size > FILE_LIMIT:
            raise forms.ValidationError("The file is larger than 2 MB. Send it in two halves.")
        raw: bytes = file.read()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:  # what spreadsheets write on Windows
            text = raw.decode("cp1252", errors="replace")
        if "\0" in text:
            raise forms.ValidationError("That is not a CSV file. Save the list as CSV first.")
        return text

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        text = "\n".join(filter(None, [clean.get("lines"), clean.get("file")]))
        self.parsed: list[Line] = guestlist.parse(text)
        if not self.errors and not self.parsed:
            self.add_error("lines", "Paste at least one line, or choose a file.")
        if len(self.parsed) > MOST_LINES:
            self.add_error("lines", f"Those are more than {MOST_LINES} lines. Send them in parts.")
        return clean

    def good(self) -> list[guestlist.Person]:
        """Return who can be added."""
        return [line.person for line in self.parsed if line.person]

    def bad(self) -> list[Line]:
        """Return the lines that cannot be, with the reason."""
        return [line for line in self.parsed if line.error]

    def left_over(self, event: Event) -> "PasteForm":
        """Return the form with only the bad lines in it, to be mended."""
        text = "\n".join(line.text for line in self.bad())
        groups = self.cleaned_data["groups"]
        return PasteForm(event=event, initial={"lines": text, "groups": groups}, prefix=self.prefix)


class GroupForm(TablerForm):
    """A group's name."""

    name = forms.CharField(label="Name of the group", max_length=50)


class BlockForm(forms.Form):
    """Keep somebody out, or let them in again."""

    is_blocked = forms.BooleanField(required=False)


class RoleForm(TablerForm):
    """What somebody may do."""

    role = forms.ChoiceField(choices=Role.choices)


class NewStaffForm(RoleForm):
    """Somebody to give dashboard access."""

    email = forms.EmailField(label="E-mail", max_length=100)
    role = forms.ChoiceField(choices=Role.choices, initial=Role.EDITOR)
    field_order = ("email", "role")
