"""The drop-downs of the Embed tab: what each provider offers, and what fits the session."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from virtualcrowd.agenda import providers
from virtualcrowd.agenda.models import Session
from virtualcrowd.agenda.providers import Choice, MeetingProvider
from virtualcrowd.common.templatetags.vc import word_of

# Words that say nothing in a list of things to choose from.
_SILENT = {"", "upcoming", "none"}


@dataclass(frozen=True, slots=True)
class Option:
    """An option, in the provider's words and, if they lack it, its state."""

    pick: str  # "zoom:17"
    words: str
    is_refused: bool
    is_picked: bool


@dataclass(frozen=True, slots=True)
class Picker:
    """A provider's drop-down."""

    slug: str
    label: str
    library_name: str
    library_url: str
    groups: list[tuple[str, list[Option]]]
    fit: Choice | None  # the one choice with the session's title and time, if nothing is chosen
    fit_pick: str

    @property
    def count(self) -> int:
        return sum(len(options) for _, options in self.groups)

    @property
    def is_picked(self) -> bool:
        return any(option.is_picked for _, options in self.groups for option in options)


def pick_of(session: Session) -> str:
    """Return what stands behind the session now, as the drop-down's value."""
    embedded = providers.embedded([session]).get(session.pk)
    return f"{session.provider}:{embedded.value}" if embedded else ""


def pickers(session: Session, picked: Iterable[str]) -> list[Picker]:
    """Return a drop-down for each provider, with what is picked in it."""
    chosen = set(picked)
    return [_picker(provider, session, chosen) for provider in providers.all_providers().values()]


def _picker(provider: MeetingProvider, session: Session, picked: set[str]) -> Picker:
    choices = provider.choices(session.event, session)
    groups = [
        (name, [_option(provider.slug, choice, picked) for choice in members])
        for name, members in groupby(choices, key=lambda choice: choice.group)
    ]
    fit = None if picked else _fit(choices, session)
    return Picker(
        slug=provider.slug,
        label=provider.label,
        library_name=provider.library_name,
        library_url=provider.library_url(session.event),
        groups=groups,
        fit=fit,
        fit_pick=f"{provider.slug}:{fit.value}" if fit else "",
    )


def _option(slug: str, choice: Choice, picked: set[str]) -> Option:
    pick = f"{slug}:{choice.value}"
    word = choice.refused or ("" if choice.state in _SILENT else word_of(choice.state))
    words = choice.label if word in choice.label else f"{choice.label} · {word}"
    # A choice that is refused by now but stands behind the session can stay.
    is_refused = bool(choice.refused) and pick not in picked
    return Option(pick, words, is_refused, pick in picked)


def _fit(choices: list[Choice], session: Session) -> Choice | None:
    """Return the only choice that starts when the session does and is called the same."""
    title = session.title.casefold().strip()
    found = {
        choice.value: choice
        for choice in choices
        if not choice.refused
        and choice.starts_at == session.starts_at
        and choice.label.casefold().startswith(title)
    }
    return next(iter(found.values())) if len(found) == 1 else None
