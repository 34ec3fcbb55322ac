"""The form of Plan B: where everybody goes instead."""

from typing import Any

from django import forms

from virtualcrowd.agenda import plan_b
from virtualcrowd.agenda.models import PlanB, Session
from virtualcrowd.agenda.plan_b import Plan
from virtualcrowd.common.forms import TablerForm
from virtualcrowd.dashboard import embed_page

KINDS = [
    (PlanB.MEETING.value, "Another meeting or webinar of the library"),
    (PlanB.LINK.value, "A link to anywhere else"),
    (PlanB.MESSAGE.value, "A message, and nothing to join"),
]


class PlanBForm(TablerForm):
    """One way in of three, with the words that attendees read."""

    kind = forms.ChoiceField(
        label="Instead",
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what attendees get instead."},
    )
    pick = forms.ChoiceField(label="Meeting or webinar", required=False)
    url = forms.CharField(
        label="Link",
        max_length=500,
        required=False,
        strip=True,
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
        help_text="It opens in a new tab. Attendees leave this site with it.",
    )
    words = forms.CharField(
        label="What attendees read",
        max_length=500,
        required=False,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="One or two sentences. It is needed for a message, and good with a link.",
    )
    is_sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pick"].choices = self._picks(session)  # type: ignore[attr-defined]  # it offers rows

    def _picks(self, session: Session) -> list[Any]:
        groups = [
            (name, [(option.pick, option.words) for option in options if not option.is_refused])
            for picker in embed_page.pickers(session, [])
            for name, options in picker.groups
        ]
        return [("", "Choose…"), *((name, rows) for name, rows in groups if rows)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind = data.get("kind")
        if kind == PlanB.MEETING and "pick" in data and not data["pick"]:
            self.add_error("pick", "Choose the meeting that takes over.")
        if kind == PlanB.MESSAGE and "words" in data and not data["words"]:
            self.add_error("words", "Write what attendees are to know.")
        if kind == PlanB.LINK and "url" in data:
            self._check_url(data)
        return data

    def _check_url(self, data: dict[str, Any]) -> None:
        try:
            data["url"] = plan_b.checked(data["url"])
        except plan_b.BadAddress as error:
            self.add_error("url", str(error) if data["url"] else "Enter the link.")

    def plan(self) -> Plan:
        """Return what a valid form says; what belongs to another kind is left out."""
        data = self.cleaned_data
        kind = PlanB(data["kind"])
        provider, _, value = (data["pick"] if kind == PlanB.MEETING else "").partition(":")
        return Plan(
            kind=kind,
            provider=provider,
            value=value,
            url=data["url"] if kind == PlanB.LINK else "",
            words=data["words"] if kind != PlanB.MEETING else "",
        )

    def in_words(self) -> str:
        """Return where a valid form sends everybody."""
        plan = self.plan()
        if plan.kind == PlanB.LINK:
            return plan.url
        if plan.kind == PlanB.MESSAGE:
            return f"Nothing to join; they read “{plan.words}”"
        picks = [row for _, rows in self._shown() for row in rows]
        return dict(picks).get(self.cleaned_data["pick"], "")

    def _shown(self) -> list[tuple[str, list[tuple[str, str]]]]:
        choices: Any = self.fields["pick"].choices  # type: ignore[attr-defined]  # it offers rows
        return [(name, rows) for name, rows in choices if isinstance(rows, list)]
