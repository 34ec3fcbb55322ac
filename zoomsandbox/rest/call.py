"""One call of the REST API: who calls, with which scopes, at which rate label."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from zoomsandbox.body import json_object
from zoomsandbox.create import InvalidFieldError, moment, personal_room
from zoomsandbox.expiry import is_gone
from zoomsandbox.oauth import grants, scopes
from zoomsandbox.rest import errors, limits
from zoomsandbox.rest.errors import ZoomError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.requests import Request

    from zoomsandbox.models import Item, Kind, User
    from zoomsandbox.oauth.grants import Grant
    from zoomsandbox.world import World

Label = Literal["light", "medium", "heavy"]
LARGEST_BODY = 1_000_000


@dataclass
class Call:
    """An authenticated request; `json` is {} when there is no body."""

    world: World
    grant: Grant
    path: dict[str, str]
    query: dict[str, str]
    base: str
    json: dict[str, Any] = field(default_factory=dict)
    raw_path: bytes = b""

    @property
    def caller(self) -> User:
        """The user in whose name the token acts."""
        return self.world.anyone(self.grant.user_id) or self.world.owner

    @property
    def reaches_account(self) -> bool:
        """Whether the token reaches all users: it carries :admin scopes."""
        return any(scope.endswith(":admin") for scope in self.grant.scopes)

    def user(self, scope: str = "") -> User:
        """Return the user that the path names; raises 1001, or 4711 when out of reach.

        A user-managed app must say `me`, even for the very user who authorized it:
        https://devforum.zoom.us/t/5577.
        """
        reference = self.path["user"]
        if reference == "me":
            return self.caller
        if not self.reaches_account:
            raise errors.scopes_missing([f"{scope}:admin"])
        found = self.world.anyone(reference)
        if found is None or found.id not in self.world.colleagues(self.caller):
            raise errors.no_user(reference)
        return found

    def item(
        self, kind: Kind, *, missing: ZoomError | None = None, foreign: ZoomError | None = None
    ) -> Item:
        """Return the item that the path names; raises 3001, 3000, 300 or 2306.

        Some endpoints have errors of their own for one that is missing or of the other kind.
        Also 3161 or 200 when the host may not hold such things.
        """
        reference = self.reference("item")
        found = self.world.item(reference) or personal_room(self.world, reference)
        if found is None or self._is_foreign(found) or is_gone(found, self.world.clock.now()):
            raise missing or errors.no_item(kind, reference)
        if found.kind != kind:
            raise foreign or errors.wrong_kind(found.kind)
        self.reach(found)
        self.check_host(kind, self.world.host(found))
        return found

    def reference(self, name: str) -> str:
        """Return a number or uuid of the path, decoded.

        The server has taken one layer off. A uuid that begins with a slash or holds two must have
        been encoded twice, else Zoom does not find it.
        https://developers.zoom.us/docs/api/using-zoom-apis/#meeting-id-and-uuid
        """
        text = self.path[name]
        needs_two = text.startswith("/") or "//" in text
        if needs_two and b"%25" not in self.raw_path:
            raise errors.no_item("meeting", text)
        return unquote(text)

    def reach(self, item: Item) -> None:
        """Raise 2306 for another host's item when the token reaches only its own user."""
        if item.host_id != self.caller.id and not self.reaches_account:
            raise errors.not_for_others()

    @staticmethod
    def check_host(kind: Kind, host: User) -> None:
        """Raise 3161 or 200 when a user may not hold meetings or webinars."""
        if not host.may_host:
            raise errors.may_not_host() if kind == "meeting" else errors.no_permission()
        if kind == "webinar" and not host.webinar:
            raise errors.no_webinar_plan()

    def paid(self) -> None:
        """Raise 200 when the account is on the Basic plan."""
        if self.world.account.plan == "Basic":
            raise errors.only_paid_account(self.world.account.id)

    def choice(self, name: str, usual: str, allowed: tuple[str, ...]) -> str:
        """Return one of the words that the query may say; raises 300."""
        value = self.query.get(name) or usual
        if value not in allowed:
            raise errors.invalid_field(name)
        return value

    def day(self, name: str) -> datetime | None:
        """Return the beginning of a day of the query (yyyy-mm-dd, UTC), or None; raises 300."""
        text = self.query.get(name, "")
        if not text:
            return None
        try:
            return moment(text[:10])
        except InvalidFieldError:
            raise errors.invalid_field(name) from None

    def _is_foreign(self, item: Item) -> bool:
        return item.host_id not in self.world.colleagues(self.caller)

    def number(self, name: str, usual: int, least: int, most: int) -> int:
        """Return a whole number of the query within bounds, as Zoom clamps page sizes."""
        text = self.query.get(name, "")
        if not text:
            return usual
        try:
            value = int(text)
        except ValueError:
            raise errors.invalid_field(name) from None
        return max(least, min(value, most))


type Endpoint = Callable[[Call], dict[str, Any] | None]


class ApiRoute(Route):
    """A served endpoint, which knows its scope and its rate label."""

    def __init__(self, path: str, answer: Any, method: str, scope: str, label: Label) -> None:
        super().__init__(path, answer, methods=[method])
        self.scope, self.label, self.method = scope, label, method


def api(  # noqa: PLR0913 - one line per route reads best
    method: str,
    path: str,
    endpoint: Endpoint,
    *,
    scope: str,
    label: Label,
    status: int = 200,
    empty: int = 204,
    busy: int = 429,
) -> ApiRoute:
    """Make a route that judges token, rate and scope before the endpoint runs.

    `status` is that of an answer with a body, `empty` of one without, `busy` Zoom's code when
    there were too many.
    """

    async def answer(request: Request) -> Response:
        world: World = request.app.state.world
        headers: dict[str, str] = {}
        try:
            grant = _authenticate(world, request)
            headers = limits.spend(world, label)
            _check_scope(grant, scope)
            call = await _call(world, grant, request)
            body = endpoint(call)
        except InvalidFieldError as error:
            return _refusal(errors.invalid_field(error.field, str(error)), headers)
        except ZoomError as error:
            if error.status == HTTPStatus.TOO_MANY_REQUESTS:
                error.code = busy
            return _refusal(error, headers | error.headers)
        if body is None:
            return Response(status_code=empty, headers=headers)
        return JSONResponse(body, status, headers=headers)

    return ApiRoute(f"/v2{path}", answer, method, scope, label)


def _refusal(error: ZoomError, headers: dict[str, str]) -> Response:
    return JSONResponse(error.body, error.status, headers=headers)


def _authenticate(world: World, request: Request) -> Grant:
    """Return the grant of the Bearer token; raises 124, also for a token in the query."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if "access_token" in request.query_params and scheme.lower() != "bearer":
        raise errors.token_refused(grants.IN_QUERY)
    try:
        return grants.live(world, value.strip() if scheme.lower() == "bearer" else "")
    except grants.TokenError as error:
        raise errors.token_refused(str(error)) from None


def _check_scope(grant: Grant, wanted: str) -> None:
    """Raise 4711 unless the granular scope or a classic one that includes it was granted."""
    lacking = scopes.missing(grant.scopes, wanted)
    if lacking:
        raise errors.scopes_missing(lacking)


async def _call(world: World, grant: Grant, request: Request) -> Call:
    return Call(
        world=world,
        grant=grant,
        path={key: str(value) for key, value in request.path_params.items()},
        query=dict(request.query_params),
        base=str(request.base_url).rstrip("/"),
        json=_object(await _body(request)),
        raw_path=request.scope.get("raw_path") or b"",
    )


async def _body(request: Request) -> bytes:
    """Return the body; one that is too large is refused without reading it to its end."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            raise ZoomError(status, 300, "The request body is too large.")
    return bytes(body)


def _object(body: bytes) -> dict[str, Any]:
    try:
        return json_object(body)
    except ValueError:
        message = "Request Body should be a valid JSON object."
        raise ZoomError(HTTPStatus.BAD_REQUEST, 300, message) from None
