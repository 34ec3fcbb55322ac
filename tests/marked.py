"""A language in which every translated word stands in ⟦brackets⟧: others were forgotten.

Pages are rendered with content in Greek letters, so that a Latin one outside of the brackets is a
word of ours that nobody marked for translation.
"""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils.translation import trans_real

OPEN, SHUT = "⟦", "⟧"
WORDS = "Λόγος"  # content: whatever organisers write
LANGUAGE = "eo"  # one that we do not speak: what processes keep of ours stays true
# Names, which are the same in every language, or which Unicode's tables know.
NAMES = {
    "VirtualCrowd",
    "Zoom",
    "Google",
    "Calendar",
    "Outlook",
    "Microsoft",
    "English",
    "Deutsch",
    "Esperanto",
}
SPOKEN = {"aria-label", "alt", "title", "placeholder", "data-said"}  # attributes that people meet
UNSEEN = {"script", "style", "svg", "code"}
WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*")


class _Brackets(trans_real.DjangoTranslation):
    """Puts every message into brackets."""

    def gettext(self, message: str) -> str:
        return f"{OPEN}{message.rpartition(trans_real.CONTEXT_SEPARATOR)[2]}{SHUT}"

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.gettext(one if number == 1 else many)


def speak(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Let who asks for LANGUAGE get the brackets."""
    settings.LANGUAGES = [*settings.LANGUAGES, (LANGUAGE, "Esperanto")]
    monkeypatch.setitem(trans_real._translations, LANGUAGE, _Brackets(LANGUAGE))


def leftovers(html: str, *, names: Iterable[str] = ()) -> list[str]:
    """Return the words that people see or hear and that are in no brackets."""
    page = _Page()
    page.feed(html)
    assert OPEN in html, "nothing is translated at all"
    pieces = [_outside("".join(page.text)), *map(_outside, page.spoken)]
    return [
        word for piece in pieces for word in WORD.findall(piece) if word not in {*NAMES, *names}
    ]


class _Page(HTMLParser):
    """Gathers text in its order, and what attributes say."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.spoken: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in UNSEEN
        self.spoken += [value for name, value in attrs if name in SPOKEN and value]
        self.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in UNSEEN

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.text.append(data)


def _outside(text: str) -> str:
    """Return the text without what is in brackets, however deep."""
    depth, kept = 0, []
    for sign in text:
        depth += (sign == OPEN) - (sign == SHUT)
        kept.append(sign if depth == 0 else " ")
    assert depth == 0, "a bracket is not shut"
    return "".join(kept)
