from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()

_CHOICES = ("CheckboxInput", "RadioSelect", "CheckboxSelectMultiple")


@register.simple_tag
def tabler(field: BoundField, *, focus: bool = False) -> SafeString:
    """A field of a form that is not ours, in Tabler's classes and without its placeholder."""
    kind = type(field.field.widget).__name__
    style = "form-check-input" if kind in _CHOICES else "form-control"
    field.field.widget.attrs.pop("placeholder", None)
    attrs: dict[str, str | bool] = {"class": f"{style}{' is-invalid' if field.errors else ''}"}
    if focus:
        attrs["autofocus"] = True
    return field.as_widget(attrs=attrs)
