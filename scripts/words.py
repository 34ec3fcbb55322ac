"""Keeps the translations: one catalogue for each app, language and place (server, browser).

update    read all marked words, and bring the .po files up to date
compile   make of each .po the .mo that Django reads
check     say what is missing, unsure or stale; ends with 1 if anything is
add fr    begin a language: empty .po files to fill in
"""

import sys
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from itertools import product
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[1]
APPS = sorted(path.parent for path in ROOT.glob("virtualcrowd/*/apps.py"))
SERVER, BROWSER = "django", "djangojs"  # Django's names for the two places
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
FILES = {SERVER: ("*.py", "*.html", "*.txt"), BROWSER: ("*.js",)}
SKIPPED = {"migrations", "locale", "vendor"}


def main(act: str, *languages: str) -> int:
    """Do `act`; return the exit status."""
    settings.configure()  # for Django's reader of templates
    if act == "check":
        return _check()
    for po in _catalogues(languages):
        if act == "compile" and po.exists():
            _compile(po)
        elif act != "compile":
            _update(po)
    return 0


def _catalogues(languages: tuple[str, ...] = ()) -> Iterator[Path]:
    """Yield the files that there are or should be; of all languages that were begun, or of some."""
    begun = {path.name for app in APPS for path in app.glob("locale/*") if path.is_dir()}
    for app, language, domain in product(APPS, languages or sorted(begun), FILES):
        yield app / f"locale/{language}/LC_MESSAGES/{domain}.po"


def _read(po: Path) -> Catalog:
    language = po.parts[-3]
    if not po.exists():
        return Catalog(locale=language, project="VirtualCrowd")
    with po.open("rb") as file:
        return read_po(file, locale=language, domain=po.stem)


@cache
def _extracted(app: Path, domain: str) -> Catalog:
    """Return all marked words of an app."""
    found = Catalog(project="VirtualCrowd", charset="utf-8")
    paths = sorted(path for pattern in FILES[domain] for path in app.rglob(pattern))
    for path in paths:
        if SKIPPED.isdisjoint(path.relative_to(app).parts):
            for _, words, comments, context in _words(path):
                place = [(str(path.relative_to(ROOT)), 0)]
                found.add(words, None, place, auto_comments=comments, context=context)
    return found


def _words(path: Path) -> list[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    text = path.read_text()
    if path.suffix in {".html", ".txt"}:
        text = templatize(text, origin=str(path))
    method = "javascript" if path.suffix == ".js" else "python"
    options = {"parse_template_string": True} if method == "javascript" else {}
    # `_` in JavaScript is no function of ours.
    return list(extract(method, BytesIO(text.encode()), KEYWORDS, ["Translators:"], options))


def _brought_up(po: Path) -> Catalog:
    """Return the catalogue as the code of today wants it: old words gone, new ones empty."""
    catalogue = _read(po)
    catalogue.update(
        _extracted(po.parents[3], po.stem), no_fuzzy_matching=True, update_creation_date=False
    )
    catalogue.obsolete.clear()
    return catalogue


def _text(catalogue: Catalog) -> bytes:
    """Return the file's text: no dates and no line numbers, which would differ at each change."""
    out = BytesIO()
    write_po(out, catalogue, width=100, omit_header=True, include_lineno=False, sort_by_file=True)
    head = "".join(
        f'"{name}: {value}\\n"\n'
        for name, value in catalogue.mime_headers
        if name in {"Language", "Plural-Forms", "MIME-Version", "Content-Type"}
    )
    return f'msgid ""\nmsgstr ""\n{head}\n'.encode() + out.getvalue().lstrip()


def _update(po: Path) -> None:
    catalogue = _brought_up(po)
    if not len(catalogue):
        po.unlink(missing_ok=True)
        return
    po.parent.mkdir(parents=True, exist_ok=True)
    po.write_bytes(_text(catalogue))
    _compile(po)
    print(f"{po.relative_to(ROOT)}: {_empty(catalogue)} of {len(catalogue)} to translate")


def _empty(catalogue: Catalog) -> int:
    return sum(1 for message in catalogue if message.id and not _is_whole(message.string))


def _is_whole(words: str | tuple[str, ...] | list[str]) -> bool:
    return bool(words) if isinstance(words, str) else bool(words) and all(words)


def _compile(po: Path) -> None:
    made = po.with_suffix(".mo")
    if made.exists() and made.stat().st_mtime_ns >= po.stat().st_mtime_ns:
        return
    with made.open("wb") as file:
        write_mo(file, _read(po))


def _check() -> int:
    wrong = [line for po in _catalogues() for line in _faults(po)]
    print("\n".join(wrong) or "All words are translated.")
    return 1 if wrong else 0


def _faults(po: Path) -> Iterator[str]:
    name, catalogue, wanted = po.relative_to(ROOT), _read(po), _brought_up(po)
    if len(wanted) and (not po.exists() or _text(wanted) != po.read_bytes()):
        yield f"{name}: not as the code is now: run scripts/words update"
    for message in catalogue:
        if message.id and not _is_whole(message.string):
            yield f"{name}: no translation: {message.id}"
        elif message.id:
            yield from (f"{name}: {fault}: {message.id}" for fault in message.check(catalogue))
            if message.fuzzy:
                yield f"{name}: marked as unsure: {message.id}"


if __name__ == "__main__":
    if not set(sys.argv[1:2]) & {"update", "compile", "check", "add"}:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
