"""The `state` of an authorization: what ties Zoom's answer to who asked, where and for what.

It is signed, names the event and the person, is kept in the browser's session (where its PKCE
verifier waits too), works once and for 15 minutes. Several tabs hold several of them.
"""

import secrets
from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from django.core import signing

from virtualcrowd.accounts.models import User
from virtualcrowd.events.models import Event

LIFETIME = timedelta(minutes=15)
MOST = 5
KEY = "zoom_states"
SALT = "virtualcrowd.zoom.state"

type Mode = Literal["popup", "tab"]


class StateRefused(Exception):
    """Not an answer to what was asked here; `key` is one of `advice.CONNECT`."""

    def __init__(self, key: str, *, event_id: int | None = None, mode: Mode = "tab") -> None:
        super().__init__(key)
        self.key, self.event_id, self.mode = key, event_id, mode


@dataclass(frozen=True, slots=True)
class Begun:
    """An authorization that was begun here."""

    event_id: int
    client_id: str
    verifier: str
    mode: Mode
    any_account: bool  # the organiser said that another Zoom account than before is meant


def remember(  # noqa: PLR0913 - what an authorization is tied to, each named by the caller
    store: MutableMapping[str, Any],
    *,
    event: Event,
    by: User,
    client_id: str,
    mode: Mode,
    any_account: bool = False,
) -> tuple[str, str]:
    """Note a new authorization in the browser's session. Returns (state, PKCE verifier)."""
    nonce, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    states = dict(store.get(KEY, {}))
    states[nonce] = [client_id, verifier, mode, any_account]
    store[KEY] = dict(list(states.items())[-MOST:])
    payload = {"n": nonce, "e": event.pk, "u": by.pk, "m": mode}
    return signing.dumps(payload, salt=SALT), verifier


def take(store: MutableMapping[str, Any], state: str, *, by: User) -> Begun:
    """Give back what `state` stands for; it works no second time.

    Raises:
        StateRefused: there is none, it is too old or used, or it is somebody else's.
    """
    if not state:
        raise StateRefused("no_state")
    try:
        told = signing.loads(state, salt=SALT, max_age=LIFETIME)
    except signing.SignatureExpired:
        told = signing.loads(state, salt=SALT)
        raise _refused("state_stale", told, by) from None
    except signing.BadSignature:
        raise StateRefused("state_foreign") from None
    if told["u"] != by.pk:
        raise _refused("state_foreign", told, by)
    states = dict(store.get(KEY, {}))
    kept = states.pop(told["n"], None)
    if kept is None:
        raise _refused("state_stale", told, by)
    store[KEY] = states
    return Begun(told["e"], *kept)


def _refused(key: str, told: dict[str, Any], by: User) -> StateRefused:
    """The event is only told to the person who began."""
    mine = told["u"] == by.pk
    return StateRefused(key, event_id=told["e"] if mine else None, mode=told["m"])
