"""Reads JSON bodies."""

from __future__ import annotations

import json
from typing import Any


def json_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object of a body, {} for an empty one.

    Raises ValueError for anything else, also for halves of surrogate pairs and NaN, which JSON
    libraries let in and nothing can write out again.
    """
    if not body:
        return {}
    try:
        told = json.loads(body)
        json.dumps(told, ensure_ascii=False, allow_nan=False).encode()
    except RecursionError as error:
        raise ValueError("The body is nested too deeply.") from error
    if not isinstance(told, dict):
        raise ValueError("The body must be a JSON object.")  # noqa: TRY004 - wrong, not of ours
    return told
