import re
import unicodedata
from typing import Any

from django import forms

from virtualcrowd.common.forms import TablerForm
from virtualcrowd.zoom import flow, pairs, parting
from virtualcrowd.zoom.doctor import window
from virtualcrowd.zoom.models import Connection

# What a copy from a web page or a mail brings along: blanks, line breaks, invisible characters.
_UNSEEN = re.compile(r"[\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_AROUND = "\"'`\u2018\u2019\u201c\u201d\u00ab\u00bb,;"  # quotes of all kinds, a list's comma
STORED = "Stored. Leave empty to keep it."
# What a failure says of single fields; the page's alert says the rest.
_FAULTS = {
    "swapped": {
        "sdk_client_id": "Zoom knows this one as your OAuth app.",
        "oauth_client_id": "Zoom cannot use this one here.",
    },
    "turned": {"oauth_client_id": "This is the secret.", "oauth_client_secret": "This is the ID."},
    "secrets_crossed": {"oauth_client_secret": "This one belongs into the JWT box."},
    "unknown_client": {"oauth_client_id": "Zoom does not know this one."},
    "secret_as_id": {"oauth_client_id": "This looks like a secret."},
    "app_removed": {"oauth_client_id": "Zoom does not know this one any more."},
    "mixed_pair": {"oauth_client_secret": "Stored, but Zoom does not accept it."},
    "wrong_secret": {"oauth_client_secret": "Stored, but Zoom does not accept it."},
    "secret_rotated": {"oauth_client_secret": "Zoom no longer accepts it."},
    "server_unknown": {"oauth_client_secret": "Zoom does not accept it with this Client ID."},
    "wrong_account_id": {"server_account_id": "The app is not of this account."},
    "account_turned": {"server_account_id": "This is the Client ID."},
    "is_server_app": {"oauth_client_id": "Of a Server-to-Server app."},
    "is_general_app": {"oauth_client_id": "Of a General app."},
    "is_sdk_app": {"oauth_client_id": "Of an app that only joins."},
    "app_in_use": {"oauth_client_id": "Another event uses this one."},
}
_TEXT = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
_SECRET = _TEXT | {"autocomplete": "new-password"}


class KeyField(forms.CharField):
    """A key or secret of Zoom's: pasted, never typed, so blanks in it are never meant."""

    def __init__(self, *, label: str, is_secret: bool = False) -> None:
        widget = (
            forms.PasswordInput(attrs=_SECRET, render_value=False)
            if is_secret
            else forms.TextInput(attrs=_TEXT)
        )
        super().__init__(
            label=label, required=False, max_length=500 if is_secret else 200, widget=widget
        )

    def to_python(self, value: Any) -> str:
        return clean_key(super().to_python(value) or "")


def clean_key(pasted: str) -> str:
    """Return the key without what a copy brings along: blanks, quotes, full-width letters."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", pasted)).strip(_AROUND)


class PairsForm(TablerForm):
    """Both pairs. Nothing is demanded here: a half-typed form is saved as it is, never lost."""

    sdk_client_id = KeyField(label="Client ID (API Key)")
    sdk_client_secret = KeyField(label="Client Secret (API Secret)", is_secret=True)
    oauth_client_id = KeyField(label="Client ID")
    oauth_client_secret = KeyField(label="Client Secret", is_secret=True)
    server_account_id = KeyField(label="Account ID")
    way = forms.ChoiceField(choices=Connection.Way.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, connection: Connection, **kwargs: Any) -> None:
        plain = ("sdk_client_id", "oauth_client_id", "server_account_id", "way")
        kwargs["initial"] = {name: getattr(connection, name) for name in plain}
        super().__init__(*args, **kwargs)
        self.fields["way"].required = False
        self._way = connection.way
        absent = pairs.missing(connection)
        for name in (*pairs.PAIRS, "server_account_id"):
            if name in absent:
                self.fields[name].widget.attrs["data-needed"] = ""
            if name.endswith("secret") and getattr(connection, name):
                self.fields[name].help_text = STORED
        if not self.is_bound:
            asked = dict.fromkeys(absent, "Not entered yet.")
            told = asked if connection.failure == "incomplete" else _FAULTS.get(connection.failure)
            self._mark(told or {})

    def clean_way(self) -> str:
        """A form without the choice keeps the way."""
        return str(self.cleaned_data["way"] or self._way)

    @property
    def repaired(self) -> bool:
        """Did something that nobody sees stand within or around a key?"""
        names = (*pairs.PAIRS, "server_account_id")
        return any(
            (self.data.get(name) or "").strip(" ") != self.cleaned_data[name] for name in names
        )

    def _mark(self, faults: dict[str, str]) -> None:
        """Show which fields a stored failure is about."""
        for name, words in faults.items():
            self.fields[name].widget.attrs |= {"class": "is-invalid", "aria-invalid": "true"}
            self.fields[name].help_text = words

    @property
    def pairs(self) -> pairs.Pairs:
        return pairs.Pairs(**self.cleaned_data)


class ModeForm(forms.Form):
    """Where Zoom's page opens: in a window of its own, or in this tab."""

    mode = forms.ChoiceField(choices=[("popup", "popup"), ("tab", "tab")], required=False)
    any_account = forms.BooleanField(required=False)  # another Zoom account than before is meant

    @property
    def chosen(self) -> flow.Mode:
        return "popup" if self.is_valid() and self.cleaned_data["mode"] == "popup" else "tab"

    @property
    def is_any_account(self) -> bool:
        return self.is_valid() and self.cleaned_data["any_account"]


class MendForm(forms.Form):
    """Which one-click repair; see `pairs.mend`."""

    how = forms.ChoiceField(choices=[(how, how) for how in (*pairs.MENDINGS, *pairs.SWITCHES)])


class ShownForm(forms.Form):
    """What Zoom's window showed."""

    picture = forms.ChoiceField(choices=[(one.picture, one.label) for one in window.SHOWN])


class DisconnectForm(forms.Form):
    """What goes with the connection; nothing unless it is ticked."""

    drop_library = forms.BooleanField(required=False)
    drop_attendance = forms.BooleanField(required=False)

    @property
    def keeping(self) -> parting.Keeping:
        told = self.cleaned_data
        return parting.Keeping(
            library=not told["drop_library"], attendance=not told["drop_attendance"]
        )


class WebhookForm(TablerForm):
    webhook_secret = KeyField(label="Secret Token", is_secret=True)

    def __init__(self, *args: Any, connection: Connection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if connection.webhook_secret:
            self.fields["webhook_secret"].help_text = STORED

    def clean_webhook_secret(self) -> str:
        """Ask for a secret, unless one is kept."""
        secret: str = self.cleaned_data["webhook_secret"]
        if not secret and not self.fields["webhook_secret"].help_text:
            raise forms.ValidationError("Paste the Secret Token of your Zoom app.")
        return secret


class CallbackForm(forms.Form):
    """What Zoom brings back. Every part may be absent."""

    code = forms.CharField(required=False, max_length=2000)
    state = forms.CharField(required=False, max_length=2000)
    error = forms.CharField(required=False, max_length=200)
