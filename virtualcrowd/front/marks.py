"""Bookmark buttons in lists that are drawn once for many: each reader's own are put in last.

The shared piece of page holds a sign where the button says what it does; filling it in takes one
pass over the text, however many sessions there are.
"""

import re
from collections.abc import Collection

from django.utils.safestring import SafeString

# With an angle bracket, which is escaped in all that people wrote: no title can forge the sign, and
# by it put attributes of its own into the page.
_OPEN, _SHUT = "<slot-", ">"
_SLOT = re.compile(f"{_OPEN}([0-9]+){_SHUT}")


def slot(session_id: int) -> SafeString:
    """Return the sign that stands for the attributes of a session's button."""
    return SafeString(f"{_OPEN}{session_id}{_SHUT}")


def attributes(session_id: int, *, is_marked: bool) -> SafeString:
    """Return what the button says and sends."""
    name, pressed = ("drop", "true") if is_marked else ("add", "false")
    return SafeString(f'name="{name}" value="{session_id}" aria-pressed="{pressed}"')


def fill(html: str, marked: Collection[int]) -> SafeString:
    """Return the page for a reader who has `marked` these sessions."""
    return SafeString(
        _SLOT.sub(lambda m: attributes(int(m[1]), is_marked=int(m[1]) in marked), html)
    )
