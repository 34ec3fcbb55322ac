"""Compares what the sandbox says with Zoom's published schemas, when they are at hand."""

from __future__ import annotations

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parents[3] / "shared/reference/zoom-openapi"
FOLDER = Path(os.environ.get("ZOOM_OPENAPI", HERE))
TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
}


@cache
def webhooks() -> dict[str, Any]:
    """Return event → schema of its body; skips the test when the file is not there."""
    path = FOLDER / "zoom-meetings-webhooks.openapi.json"
    if not path.exists():
        pytest.skip(f"Zoom's published webhooks are not at {path} (set ZOOM_OPENAPI).")
    told = json.loads(path.read_text())["webhooks"]
    return {
        event: one["post"]["requestBody"]["content"]["application/json"]["schema"]
        for event, one in told.items()
    }


@cache
def examples() -> dict[str, Any]:
    """Return event → Zoom's example of its body; skips the test when the file is not there."""
    path = FOLDER / "webhook-examples.json"
    if not path.exists():
        pytest.skip(f"Zoom's published examples are not at {path} (set ZOOM_OPENAPI).")
    return {event: one["example"] for event, one in json.loads(path.read_text()).items()}


def differences(said: Any, schema: dict[str, Any], where: str = "") -> list[str]:
    """Return what in `said` the schema does not allow, a line each."""
    options = schema.get("anyOf") or schema.get("oneOf")
    if options:
        return min((differences(said, one, where) for one in options), key=len)
    kind = schema.get("type", "object" if "properties" in schema else "")
    if kind and not _is_a(said, kind):
        return [f"{where}: {said!r} is no {kind}"]
    if isinstance(said, dict):
        return _of_object(said, schema, where)
    if isinstance(said, list):
        rows = (differences(row, schema.get("items", {}), f"{where}[]") for row in said)
        return [line for row in rows for line in row]
    return _of_value(said, schema, where)


def _is_a(said: Any, kind: str) -> bool:
    return isinstance(said, TYPES[kind]) and not (isinstance(said, bool) and kind != "boolean")


def _of_object(said: dict[str, Any], schema: dict[str, Any], where: str) -> list[str]:
    known = schema.get("properties")
    needed = schema.get("required", [])
    found = [f"{where}.{name} is missing" for name in needed if name not in said]
    if known is None:
        return found
    for name, value in said.items():
        if name not in known:
            found.append(f"{where}.{name} is not published")
        else:
            found += differences(value, known[name], f"{where}.{name}")
    return found


def _of_value(said: Any, schema: dict[str, Any], where: str) -> list[str]:
    if "enum" in schema and said not in schema["enum"]:
        return [f"{where}: {said!r} is none of {schema['enum']}"]
    pattern = schema.get("pattern")
    if pattern and isinstance(said, str) and not re.search(pattern, said):
        return [f"{where}: {said!r} is not written like {pattern}"]
    return []
