"""The forms of People → Send links."""

from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict

from virtualcrowd.agenda.models import Session
from virtualcrowd.common.forms import TablerForm
from virtualcrowd.events.models import Attendee, Event, Group

MOST = 500  # boxes; a page of the list has fewer
LONG = 19  # digits: no id has as many
NEW, NEVER, ALL, TICKED = "new", "never", "all", "ticked"
_NARROWED = {NEW: Q(invited_at=None), NEVER: Q(last_seen_at=None), ALL: Q(is_staff=False)}


class KeyForm(forms.Form):
    """One press of a button: sent twice, it is the same."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class LinksForm(KeyForm, TablerForm):
    """To whom personal links go, and where they lead."""

    who = forms.ChoiceField(label="To whom", widget=forms.RadioSelect)
    group = forms.ModelChoiceField(
        Group.objects.none(), label="Of which group", required=False, empty_label="Every group"
    )
    session = forms.ModelChoiceField(
        Session.objects.none(),
        label="Where the link leads",
        required=False,
        empty_label="The event’s start page",
        help_text="A session that is shown to some groups opens for those alone.",
    )
    language = forms.ChoiceField(
        label="Language of the mail",
        choices=settings.LANGUAGES,
        initial=settings.LANGUAGE_CODE,
        help_text="Who has signed in before gets it in the language they used then.",
    )

    def __init__(self, *args: Any, event: Event, ticked: list[int], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})["who"] = TICKED if ticked else NEW
        super().__init__(*args, **kwargs)
        self.event, self.ticked = event, ticked
        self._choices("who").choices = self._who()
        self._models("group").queryset = event.groups.all()
        self._models("session").queryset = event.sessions.filter(is_published=True)

    def attendees(self) -> QuerySet[Attendee]:
        """Return who was chosen."""
        found, data = listed(self.event), self.cleaned_data
        if data["group"]:
            found = found.filter(groups=data["group"])
        if data["who"] == TICKED:
            return found.filter(pk__in=self.ticked)
        return found.filter(_NARROWED[data["who"]])

    def key_of(self) -> UUID:
        """Return which press of the button this is."""
        key: UUID = self.cleaned_data["key"]
        return key

    def _who(self) -> list[tuple[str, str]]:
        counted = listed(self.event).aggregate(
            **{who: Count("pk", filter=narrowed) for who, narrowed in _NARROWED.items()}
        )
        choices = [
            (NEW, f"Who has got no link yet ({counted[NEW]:,})"),
            (NEVER, f"Who has never signed in ({counted[NEVER]:,})"),
            (ALL, f"Everybody on the list ({counted[ALL]:,})"),
        ]
        if self.ticked:
            choices.insert(0, (TICKED, f"Those you ticked ({len(self.ticked):,})"))
        return choices

    def _choices(self, name: str) -> forms.ChoiceField:
        return cast("forms.ChoiceField", self.fields[name])

    def _models(self, name: str) -> "forms.ModelChoiceField[Any]":
        return cast("forms.ModelChoiceField[Any]", self.fields[name])


def ticked(data: QueryDict, event: Event) -> list[int]:
    """Return the ids of guests whose boxes were ticked; nonsense names nobody."""
    asked = [int(pk) for pk in data.getlist("people")[:MOST] if pk.isdecimal() and len(pk) < LONG]
    return list(listed(event).filter(pk__in=asked).values_list("pk", flat=True))


def listed(event: Event) -> QuerySet[Attendee]:
    """Return the event's guests who may come."""
    return event.attendees.filter(is_staff=False, is_blocked=False)
