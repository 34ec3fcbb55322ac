from typing import Any

from django import forms
from django.forms.boundfield import BoundField

_CLASSES = {
    forms.CheckboxInput: "form-check-input",
    forms.RadioSelect: "form-check-input",
    forms.CheckboxSelectMultiple: "form-check-input",
    forms.Select: "form-select",
}


class TablerField(BoundField):
    """Draws a field with Tabler's classes; asked when drawn, so later errors count too."""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        built = super().build_widget_attrs(attrs, widget)
        shown = widget or self.field.widget
        style = next((c for w, c in _CLASSES.items() if isinstance(shown, w)), "form-control")
        own = shown.attrs.get("class", "")
        invalid = "is-invalid" if self.errors else ""
        built["class"] = " ".join(filter(None, [style, invalid, own]))
        return built


class TablerForm(forms.Form):
    """A form whose fields look like Tabler's; `common/field.html` draws one of them."""

    bound_field_class = TablerField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
