from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage


class PackageFinder(BaseFinder):
    """The few files of npm packages that our pages load, each named in NPM_STATIC."""

    def check(self, **_: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        file = settings.NPM_STATIC.get(path)
        found = [str(settings.NODE_MODULES / file)] if file else []
        return found if find_all else (found[0] if found else None)

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:  # noqa: ARG002 - likewise
        for path, file in settings.NPM_STATIC.items():
            yield path, _Renamed(path, settings.NODE_MODULES / file)


class _Renamed(FileSystemStorage):
    """One file under the name that our pages ask for."""

    def __init__(self, name: str, file: Path) -> None:
        super().__init__(location=file.parent)
        self.name, self.file = name, file

    def path(self, name: str) -> str:
        return str(self.file) if name == self.name else super().path(name)
