from django import forms

from virtualcrowd.agenda.sheet import reading
from virtualcrowd.common.forms import TablerForm


class UploadForm(TablerForm):
    """The table to read."""

    file = forms.FileField(
        label="Excel workbook or CSV file",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        help_text="Up to 2 MB and 2,000 rows. Nothing is changed before you have seen what would.",
        error_messages={"required": "Choose a file."},
    )

    def clean_file(self) -> list[list[str]]:
        """Return the rows."""
        file = self.cleaned_data["file"]
        if file.size > reading.MOST_BYTES:
            raise forms.ValidationError("The file is larger than 2 MB. Send it in parts.")
        try:
            return reading.rows_of(file.read())
        except reading.BadFile as error:
            raise forms.ValidationError(str(error)) from error


class ApplyForm(forms.Form):
    """Which table, and what somebody was shown that it would do."""

    table = forms.CharField(max_length=64)
    fingerprint = forms.CharField(max_length=64)


class DownloadForm(forms.Form):
    """Which file."""

    kind = forms.ChoiceField(choices=[("xlsx", "Excel"), ("csv", "CSV")])
    blank = forms.BooleanField(required=False)


class EmbedManyForm(forms.Form):
    """What was ticked: values like "12=zoom:17"."""

    picks = forms.Field(required=False, widget=forms.MultipleHiddenInput)

    def clean_picks(self) -> dict[int, str]:
        """Return session id → pick."""
        found: dict[int, str] = {}
        for text in self.cleaned_data["picks"] or []:
            key, _, pick = str(text).partition("=")
            if not (key.isascii() and key.isdecimal() and len(key) < 19 and ":" in pick):  # noqa: PLR2004 - what a bigint holds
                raise forms.ValidationError("That was not sent by this page. Try again.")
            found[int(key)] = pick
        if not found:
            raise forms.ValidationError("Tick at least one session.")
        return found
