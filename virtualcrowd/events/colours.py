"""A brand's colour, made readable: WCAG 2.2 wants 4.5:1 of text, and of what is on a button.

Whatever colour is chosen, text in it is readable in light and dark: it is darkened, or lightened,
as little as it takes. https://www.w3.org/TR/WCAG22/#contrast-minimum
"""

from dataclasses import dataclass

ENOUGH = 4.5
WHITE, INK = "#ffffff", "#10181d"
LIGHT_GROUNDS = ("#ffffff", "#f5f7f8")  # the surfaces that text of this colour stands on
DARK_GROUNDS = ("#182126", "#10171b")
STEPS = 50
SOFT_LIGHT, SOFT_DARK = 0.1, 0.22  # how much of the colour is in the ground of chosen things

type Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Tint:
    """The colour in one theme: itself, what is written on it, and a soft ground of it."""

    accent: str
    fg: str
    soft: str


@dataclass(frozen=True, slots=True)
class Check:
    """One pair that is read: what it is, the ratio as it would be and as we make it."""

    words: str
    asked: float
    given: float

    @property
    def is_changed(self) -> bool:
        return self.asked < ENOUGH


def light(colour: str) -> Tint:
    """Return the colour for light pages, darkened until it is readable on them."""
    return _tint(colour, "#000000", WHITE, LIGHT_GROUNDS, SOFT_LIGHT)


def dark(colour: str) -> Tint:
    """Return the colour for dark pages, lightened until it is readable on them."""
    return _tint(colour, "#ffffff", DARK_GROUNDS[0], DARK_GROUNDS, SOFT_DARK)


def checks(colour: str) -> list[Check]:
    """Return how readable the colour is, before and after."""
    day, night = light(colour), dark(colour)
    return [
        Check(
            "Links on light pages",
            asked=_least(colour, LIGHT_GROUNDS),
            given=_least(day.accent, LIGHT_GROUNDS),
        ),
        Check(
            "Words on a button",
            asked=contrast(colour, _on(colour)),
            given=contrast(day.accent, day.fg),
        ),
        Check(
            "Links on dark pages",
            asked=_least(colour, DARK_GROUNDS),
            given=_least(night.accent, DARK_GROUNDS),
        ),
    ]


def contrast(one: str, other: str) -> float:
    """Return the ratio of two colours, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _tint(colour: str, towards: str, base: str, grounds: tuple[str, ...], part: float) -> Tint:
    for step in range(STEPS + 1):
        accent = _mixed(towards, colour, step / STEPS)
        soft = _mixed(accent, base, part)
        if _least(accent, (*grounds, soft)) >= ENOUGH:
            break
    return Tint(accent, _on(accent), soft)


def _on(colour: str) -> str:
    return max((WHITE, INK), key=lambda written: contrast(colour, written))


def _least(colour: str, grounds: tuple[str, ...]) -> float:
    return min(contrast(colour, ground) for ground in grounds)


def _rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mixed(some: str, rest: str, part: float) -> str:
    """Return `part` of `some` in `rest`."""
    pairs = zip(_rgb(some), _rgb(rest), strict=True)
    return "#" + "".join(f"{round(a * part + b * (1 - part)):02x}" for a, b in pairs)


def _luminance(colour: str) -> float:
    """Return the relative luminance, 0 to 1, as the guidelines define it."""
    red, green, blue = (_linear(value / 255) for value in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    is_dark = part <= 0.04045  # noqa: PLR2004 - where sRGB's curve begins
    return part / 12.92 if is_dark else float(((part + 0.055) / 1.055) ** 2.4)
