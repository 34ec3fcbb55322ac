"""What the addresses of list pages may say. Nonsense in them means "not chosen"."""

from typing import Any

from django import forms

WHO = [("", "Everyone"), ("people", "People"), ("machines", "Zoom and VirtualCrowd")]


class ListQuery(forms.Form):
    """Search and page of a list."""

    q = forms.CharField(required=False, max_length=100)
    page = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)

    def chosen(self) -> dict[str, Any]:
        """Return the clean values."""
        self.is_valid()
        return self.cleaned_data


class EventsQuery(ListQuery):
    """The filters of Events."""

    show = forms.ChoiceField(
        required=False, choices=[(key, key) for key in ("live", "upcoming", "draft", "ended")]
    )


class AuditQuery(ListQuery):
    """The audit log's filters."""

    who = forms.ChoiceField(required=False, choices=WHO)


class PeopleQuery(ListQuery):
    """The attendee list's filters."""

    group = forms.IntegerField(required=False, min_value=1, max_value=2**31)
    show = forms.ChoiceField(
        required=False, choices=[(key, key) for key in ("blocked", "never", "uninvited")]
    )
