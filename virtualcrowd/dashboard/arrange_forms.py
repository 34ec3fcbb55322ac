"""Forms over a list whose rows can be changed, moved and removed: speakers, tracks.

One form holds the whole list. Its buttons are named `do`, with values like "up-12", so moving a
row also keeps what was typed into the others, and everything works without JavaScript.
"""

from typing import Any

from django import forms

from virtualcrowd.agenda import speakers, tracks
from virtualcrowd.agenda.models import Session, SessionSpeaker, Speaker, Track
from virtualcrowd.common.forms import TablerForm
from virtualcrowd.events.models import Event

PARTS = SessionSpeaker.Part.choices
COLOURS = Track._meta.get_field("colour").choices or []  # noqa: SLF001 - Django's public API


def moved[T](rows: list[T], keys: list[int], do: str) -> list[T]:
    """Return the rows after "up-<key>", "down-<key>" or "remove-<key>"."""
    act, _, key = do.partition("-")
    place = [*map(str, keys), key].index(key)
    if place == len(rows):
        return rows
    row = rows[place]
    rest = rows[:place] + rows[place + 1 :]
    match act:
        case "remove":
            return rest
        case "up":
            place = max(place - 1, 0)
        case "down":
            place += 1
    return [*rest[:place], row, *rest[place:]]


class RowForm(forms.Form):
    """Which row a dialog is about."""

    edit = forms.IntegerField(required=False)
    delete = forms.IntegerField(required=False)
    speaker = forms.IntegerField(required=False)
    track = forms.IntegerField(required=False)

    def key(self, name: str) -> int:
        """Return the row's id; 0, which no row has, for what is not one."""
        self.is_valid()
        return self.cleaned_data.get(name) or 0


class SpeakersForm(TablerForm):
    """The speakers of a session with their parts."""

    do = forms.CharField(max_length=40, required=False)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = list(session.parts.select_related("speaker"))
        for part in self.parts:
            self.fields[f"part_{part.speaker_id}"] = forms.ChoiceField(
                label=f"Part of {part.speaker}",
                choices=PARTS,
                initial=part.part,
                widget=forms.Select(attrs={"aria-label": f"Part of {part.speaker}"}),
            )

    def lines(self) -> list[tuple[Speaker, forms.BoundField]]:
        """Return (speaker, the field of the part), in order."""
        return [(part.speaker, self[f"part_{part.speaker_id}"]) for part in self.parts]

    def rows(self) -> list[speakers.Row]:
        """Return what a valid form asks for."""
        keys = [part.speaker_id for part in self.parts]
        rows = [
            speakers.Row(part.speaker, self.cleaned_data[f"part_{part.speaker_id}"])
            for part in self.parts
        ]
        return moved(rows, keys, self.cleaned_data["do"])


class AddSpeakerForm(TablerForm):
    """Somebody of the event's speakers who is not in the session yet."""

    speaker = forms.ModelChoiceField(Speaker.objects.none(), empty_label="Choose a speaker")
    part = forms.ChoiceField(choices=PARTS)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = session.event.speakers.exclude(parts__session=session)
        self.fields["speaker"].queryset = others  # type: ignore[attr-defined]  # it offers rows

    def row(self) -> speakers.Row:
        """Return what a valid form asks for."""
        return speakers.Row(self.cleaned_data["speaker"], self.cleaned_data["part"])


class PersonForm(TablerForm):
    """What is told of a speaker."""

    name = forms.CharField(max_length=120, widget=forms.TextInput({"autofocus": True}))
    position = forms.CharField(max_length=160, required=False, label="Role and organisation")
    bio = forms.CharField(
        max_length=2000, required=False, label="Biography", widget=forms.Textarea({"rows": 4})
    )

    def person(self) -> speakers.Person:
        """Return what a valid form says."""
        data = self.cleaned_data
        return speakers.Person(data["name"], data["position"], data["bio"])


class NewSpeakerForm(PersonForm):
    """A new speaker and their part in the session."""

    part = forms.ChoiceField(choices=PARTS)


class TrackForm(TablerForm):
    """A new track."""

    name = forms.CharField(max_length=60, label="Name")
    colour = forms.TypedChoiceField(coerce=int, choices=COLOURS)


class TracksForm(TablerForm):
    """All tracks of the event."""

    do = forms.CharField(max_length=40, required=False)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tracks = list(event.tracks.all())
        for track in self.tracks:
            self.fields[f"name_{track.pk}"] = forms.CharField(
                max_length=60,
                initial=track.name,
                label=f"Name of {track.name}",
                widget=forms.TextInput({"aria-label": f"Name of {track.name}"}),
            )
            self.fields[f"colour_{track.pk}"] = forms.TypedChoiceField(
                coerce=int,
                choices=COLOURS,
                initial=track.colour,
                label=f"Colour of {track.name}",
                widget=forms.Select({"aria-label": f"Colour of {track.name}"}),
            )

    def lines(self) -> list[tuple[Track, forms.BoundField, forms.BoundField]]:
        """Return (track, name, colour), in order."""
        return [(t, self[f"name_{t.pk}"], self[f"colour_{t.pk}"]) for t in self.tracks]

    def rows(self) -> list[tracks.Row]:
        """Return what a valid form asks for."""
        data = self.cleaned_data
        rows = [
            tracks.Row(track, data[f"name_{track.pk}"], data[f"colour_{track.pk}"])
            for track in self.tracks
        ]
        return moved(rows, [track.pk for track in self.tracks], data["do"])

    def refuse_name(self, name: str) -> None:
        """Say at the later field of that name that it is taken."""
        for track in reversed(self.tracks):
            if self.cleaned_data.get(f"name_{track.pk}", "").casefold() == name.casefold():
                self.add_error(f"name_{track.pk}", f"Another track is called {name}.")
                return
