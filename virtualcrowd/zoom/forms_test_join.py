from typing import cast

from django import forms

from virtualcrowd.zoom.advice_test_join import OUTCOMES, REASONS, STAGES
from virtualcrowd.zoom.testjoin.results import Outcome, Told


class ResultForm(forms.Form):
    """What the organiser's browser says of a test. It only ever shows this to organisers."""

    outcome = forms.ChoiceField(choices=[(key, key) for key in (*OUTCOMES, "failed")])
    reached = forms.ChoiceField(choices=[(key, key) for key in STAGES], required=False)
    reason = forms.CharField(max_length=40, required=False)
    answer = forms.CharField(max_length=2000, required=False)

    @property
    def told(self) -> Told:
        """The result; a failure without a reason that we know is a plain refusal."""
        data = self.cleaned_data
        has_failed = data["outcome"] == "failed"
        reason = data["reason"] if data["reason"] in REASONS else "refused"
        return Told(
            outcome=cast("Outcome", data["outcome"]),
            reached=data["reached"],
            reason=reason if has_failed else "",
            answer=data["answer"] if has_failed else "",
        )
