from django import forms


class AnswerForm(forms.Form):
    """What staff tell somebody who cannot get in."""

    answer = forms.CharField(max_length=500)
