"""Zoom's published API, read from the specification files beside this repository."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parents[3] / "shared" / "reference" / "zoom-openapi"
SPECS = ("zoom-meetings-methods.openapi.json", "zoom-users-methods.openapi.json")
IS_THERE = all((FOLDER / name).is_file() for name in SPECS)
WHY_NOT = f"Zoom's published API is not at {FOLDER}"


@dataclass
class Operation:
    """One endpoint as published: schemas by status, parameters, error codes by status."""

    method: str
    path: str
    schemas: dict[int, dict[str, Any]] = field(default_factory=dict)
    statuses: set[int] = field(default_factory=set)
    query: dict[str, dict[str, Any]] = field(default_factory=dict)
    errors: set[tuple[int, int]] = field(default_factory=set)
    label: str = ""
    scopes: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def key(self) -> str:
        return key(self.method, self.path)

    def fields(self) -> set[str]:
        """Every path of a member in the answer's schema."""
        found: set[str] = set()
        for schema in self.schemas.values():
            found |= set(_members(schema, ""))
        return found


def key(method: str, path: str) -> str:
    """A name for an endpoint in which the parameters' names play no part."""
    return f"{method} {re.sub(r'{[^}]*}', '{}', path)}"


@cache
def operations() -> dict[str, Operation]:
    """All published endpoints by key."""
    index = {
        key(row["method"], row["path"]): row
        for row in json.loads((FOLDER / "endpoint-index.json").read_text())
    }
    found: dict[str, Operation] = {}
    for name in SPECS:
        spec = json.loads((FOLDER / name).read_text())
        for operation in _operations(spec):
            row = index[operation.key]
            operation.label = (row["rate_limit_label"] or "").lower()
            operation.scopes = set(row["granular_scopes"] or [])
            operation.errors = {
                (int(status), error["code"])
                for status, rows in row["errors"].items()
                for error in rows
                if error.get("code") is not None
            }
            found[operation.key] = operation
    return found


def _operations(spec: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in spec["paths"].items():
        for method, told in methods.items():
            if method in ("get", "post", "put", "patch", "delete"):
                yield _operation(spec, method.upper(), path, told)


def _operation(spec: dict[str, Any], method: str, path: str, told: dict[str, Any]) -> Operation:
    operation = Operation(method, path)
    for parameter in told.get("parameters", []):
        known = _resolved(spec, parameter)
        if known.get("in") == "query":
            operation.query[known["name"]] = known.get("schema", {})
    for status, answer in told["responses"].items():
        if not status.startswith("2"):
            continue
        operation.statuses.add(int(status))
        content = _resolved(spec, answer).get("content", {}).get("application/json")
        if content:
            operation.schemas[int(status)] = _resolved(spec, content["schema"])
    return operation


def _resolved(spec: dict[str, Any], value: Any) -> Any:
    """Replace references by what they mean, and take examples away."""
    if isinstance(value, list):
        return [_resolved(spec, one) for one in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        target: Any = spec
        for step in value["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        return _resolved(spec, target)
    return {name: _resolved(spec, one) for name, one in value.items() if name != "example"}


def _members(schema: dict[str, Any], before: str) -> Iterator[str]:
    for word in ("allOf", "oneOf", "anyOf"):
        for part in schema.get(word, []):
            yield from _members(part, before)
    for name, inner in schema.get("properties", {}).items():
        yield f"{before}{name}"
        yield from _members(inner, f"{before}{name}.")
    if isinstance(schema.get("items"), dict):
        yield from _members(schema["items"], before)


def members_of(body: Any, before: str = "") -> set[str]:
    """Every path of a member in a real answer, in the same words."""
    if isinstance(body, list):
        return set().union(*(members_of(one, before) for one in body))
    if not isinstance(body, dict):
        return set()
    found = {f"{before}{name}" for name in body}
    return found.union(*(members_of(one, f"{before}{name}.") for name, one in body.items()))
