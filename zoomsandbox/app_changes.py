"""Makes and changes apps as the Marketplace's pages do, from plain values."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, get_args

from zoomsandbox import redirects
from zoomsandbox.apps import App, Approval, Kind
from zoomsandbox.audience import authorizers
from zoomsandbox.ids import fresh_id
from zoomsandbox.oauth import grants
from zoomsandbox.oauth.scopes import is_classic

if TYPE_CHECKING:
    from zoomsandbox.world import World

TEXTS = (
    "name",
    "secret",
    "production_client_id",
    "production_secret",
    "public_client_id",
    "account_id",
    "redirect_url",
    "production_redirect_url",
    "secret_token",
)
SWITCHES = ("strict_mode", "subdomain_check", "embed", "enabled", "published")
LISTS = ("allow_list", "scopes", "optional_scopes")
CHOICES: dict[str, tuple[str, ...]] = {
    "management": ("admin", "user"),
    "approval": get_args(Approval.__value__),
}
KINDS: tuple[str, ...] = get_args(Kind.__value__)
ADDRESSES = ("redirect_url", "production_redirect_url")
IDS = ("client_id", "production_client_id", "public_client_id")
SECRET_LENGTH, TOKEN_LENGTH = 32, 22
ROTATED = {
    "secret": SECRET_LENGTH,
    "production_secret": SECRET_LENGTH,
    "secret_token": TOKEN_LENGTH,
}


class InvalidAppError(ValueError):
    """A value that the Marketplace would not save; `field` names it."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.field, self.why = field, why


def create(world: World, asked: dict[str, Any]) -> App:
    """Add an app; what is not said is made up as on "Build App". Raises InvalidAppError."""
    kind = asked.get("kind", "general")
    if kind not in KINDS:
        raise InvalidAppError("kind", f"There are: {', '.join(KINDS)}.")
    app = App(
        name=str(asked.get("name") or "New app"),
        kind=kind,
        client_id=str(asked.get("client_id") or fresh_id()),
        secret=fresh_id(SECRET_LENGTH),
        production_client_id=fresh_id() if kind == "general" else "",
        production_secret=fresh_id(SECRET_LENGTH) if kind == "general" else "",
        secret_token=fresh_id(TOKEN_LENGTH),
        embed=kind == "sdk",
    )
    if world.app(app.client_id):
        raise InvalidAppError("client_id", "It is taken.")
    change(world, app, asked)
    world.apps[app.client_id] = app
    return app


def change(world: World, app: App, asked: dict[str, Any]) -> None:
    """Change what is said; nothing changes when one value is wrong. Raises InvalidAppError."""
    unknown = sorted(set(asked) - _KNOWN - _ELSEWHERE)
    if unknown:
        raise InvalidAppError(unknown[0], "There is no such setting.")
    wanted = {key: _value(key, asked[key]) for key in asked if key in _KNOWN}
    for field in ADDRESSES:
        problem = redirects.problem_of(wanted[field]) if wanted.get(field) else ""
        if problem:
            raise InvalidAppError(field, problem)
    for field in IDS[1:]:
        owner = world.app(wanted[field]) if wanted.get(field) else None
        if owner not in (None, app):
            raise InvalidAppError(field, "It is taken.")
    _judge_scopes([*wanted.get("scopes", app.scopes), *wanted.get("optional_scopes", [])])
    for key, value in wanted.items():
        setattr(app, key, value)


_KNOWN = {*TEXTS, *SWITCHES, *LISTS, *CHOICES}
# Said when an app is made, or set by their own means; here they change nothing.
_ELSEWHERE = {"kind", "client_id", "subscription", "authorized_by"}


def _value(key: str, value: Any) -> Any:
    if key in LISTS:
        words = value.split() if isinstance(value, str) else value
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise InvalidAppError(key, "It must be a list of words.")
        return list(dict.fromkeys(words))
    if key in SWITCHES:
        if not isinstance(value, bool):
            raise InvalidAppError(key, "It must be true or false.")
        return value
    if key in CHOICES and value not in CHOICES[key]:
        raise InvalidAppError(key, f"There are: {', '.join(CHOICES[key])}.")
    if not isinstance(value, str):
        raise InvalidAppError(key, "It must be a text.")
    return value.strip()


def _judge_scopes(scopes: list[str]) -> None:
    """Refuse a mix: https://developers.zoom.us/docs/integrations/oauth-scopes-overview/."""
    if len({is_classic(scope) for scope in scopes}) > 1:
        raise InvalidAppError("scopes", "An app has classic scopes or granular ones, not both.")


def rotate(app: App, field: str) -> str:
    """Give a new Client Secret or Secret Token and return it; the old one is dead at once.

    Tokens that were given stay alive. Raises InvalidAppError for anything else.
    """
    if field not in ROTATED:
        raise InvalidAppError("what", f"There are: {', '.join(ROTATED)}.")
    fresh = fresh_id(ROTATED[field])
    setattr(app, field, fresh)
    return fresh


def remove(world: World, app: App) -> None:
    """Delete an app: its tokens answer 124, its Client ID is unknown."""
    grants.kill_all(world, app)
    del world.apps[app.client_id]


def shown(world: World, app: App) -> dict[str, Any]:
    """Return an app as JSON, with who has authorized it."""
    alive = sorted(authorizers(world, app))
    users = [user.email for user in map(world.anyone, alive) if user]
    return asdict(app) | {"authorized_by": users}
