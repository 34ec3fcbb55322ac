from django import forms

from virtualcrowd.common.forms import TablerForm
from virtualcrowd.zoom.guide import links, steps


class StepForm(forms.Form):
    """Where somebody goes in the guide, and from which page."""

    step = forms.ChoiceField(choices=list(steps.STEPS.items()))
    back = forms.ChoiceField(choices=[("guide", ""), ("connection", "")], required=False)


class LinkForm(TablerForm):
    days = forms.TypedChoiceField(
        label="Opens for", choices=list(links.DAYS.items()), coerce=int, initial=links.USUAL
    )
