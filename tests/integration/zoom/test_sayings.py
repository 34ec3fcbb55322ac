"""What Zoom's client says is understood in each of its languages, by the keys of its catalogue."""

import json
import re
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from virtualcrowd.zoom import sdk
from virtualcrowd.zoom.advice_test_join import REASONS

SCRIPTS = settings.BASE_DIR / "virtualcrowd/zoom/static/zoom/join"
LANG = Path(settings.ZOOM_SDK_DIR) / "lib/lang"


def table(name: str) -> dict[str, list[str]]:
    source = (SCRIPTS / "sayings.js").read_text()
    body = re.search(rf"const {name} = \{{(.*?)\n\}};", source, re.DOTALL)[1]
    rows = re.findall(r"(\w+): \[(.*?)\]", body, re.DOTALL)
    return {message: re.findall(r'"([^"]+)"', keys) for message, keys in rows}


def catalogue(language: str) -> dict[str, Any]:
    """Return what the page has: English, and the language over it."""
    return {
        key: text
        for name in ("en-US", language)
        for key, text in json.loads((LANG / f"{name}.json").read_text()).items()
    }


def said(words: dict[str, Any], keys: list[str]) -> list[str]:
    return [" ".join(words.get(f"apac.{key}", "").split()).lower() for key in keys]


def test_languages_are_those_that_zooms_client_has():
    assert set(sdk.LANGUAGES) == {path.stem for path in LANG.glob("*.json")}


@pytest.mark.parametrize("language", sdk.LANGUAGES)
def test_every_saying_is_known_and_means_one_thing(language):
    words = catalogue(language)
    sentences = {message: said(words, keys) for message, keys in table("SENTENCES").items()}
    headings = {message: said(words, keys) for message, keys in table("HEADINGS").items()}

    assert len(sentences) > 10
    for texts in (*sentences.values(), *headings.values()):
        assert all(texts)
    for (_, some), (_, others) in permutations(sentences.items(), 2):
        assert [text for text in some if any(other in text for other in others)] == []
    for (_, some), (_, others) in permutations(headings.items(), 2):
        assert [text for text in some if text.startswith(tuple(others))] == []


def test_what_we_say_in_zooms_place_has_a_place_there_and_leaves_no_lost_line_in_english():
    source = (SCRIPTS / "sayings.js").read_text()
    ours = set(re.findall(r'^  "(apac\.\w+)": gettext\(', source, re.MULTILINE))
    english, german = catalogue("en-US"), catalogue("de-DE")
    lost = {key for key in english if re.search("_(disconnected|to_reconnect)$", key)}

    assert ours - set(english) == set()
    left = {key for key in lost if german[key] == english[key]}
    assert {"apac.meeting_disconnected", "apac.webinar_disconnected"} <= left
    assert left - ours == set()


def test_every_end_that_zooms_client_has_here_is_a_reason_of_test_join():
    """The join page and Test join read Zoom's codes and words by the same tables."""
    source = (SCRIPTS / "errors.js").read_text()
    codes = re.search(r"const CODES = \{(.*?)\n\};", source, re.DOTALL)[1]

    known = {
        *re.findall(r"^  (\w+):", codes, re.MULTILINE),
        *table("SENTENCES"),
        *table("HEADINGS"),
    }

    assert len(known) > 15
    assert known - {"not_started"} - set(REASONS) == set()


@pytest.mark.parametrize(
    ("ours", "zooms"),
    [
        ("de", "de-DE"),
        ("de-at", "de-DE"),
        ("en-gb", "en-US"),
        ("pt-br", "pt-PT"),
        ("zh-hans", "zh-CN"),
        ("zh-hant", "zh-TW"),
        ("fi", "en-US"),
    ],
)
def test_client_speaks_the_language_of_the_page(ours, zooms):
    with translation.override(ours):
        asked = sdk.files()

    assert asked["language"] == zooms
    expected = ["en-US.json"] if zooms == "en-US" else ["en-US.json", f"{zooms}.json"]
    assert [url.rpartition("/")[2] for url in asked["sayings"]] == expected


def test_lobby_fetches_the_words_ahead():
    with translation.override("de"):
        assert "/static/zoom/6.2.0/lib/lang/de-DE.json" in sdk.files_ahead()
