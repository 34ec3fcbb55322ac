"""Lock files carry no addresses, targets are explained, documents link to what exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


LOCKS = ["package-lock.json", "requirements/app.txt", "requirements/dev.txt"]


@pytest.mark.parametrize("name", LOCKS)
def test_lock_files_name_no_registry(name):
    text = (ROOT / name).read_text()

    assert '"resolved"' not in text
    assert "index-url" not in text
    assert "find-links" not in text


def test_every_target_is_explained():
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.search(r"\.PHONY: (.+)", makefile)[1].split())

    assert targets == set(re.findall(r"^([a-z-]+):.*## .+", makefile, re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files(document):
    for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", document.read_text()):
        assert (document.parent / target).exists(), f"{document.name} links to {target}"
