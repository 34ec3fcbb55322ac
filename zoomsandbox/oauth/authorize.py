"""The consent page, and the refusals that never call back.

https://developers.zoom.us/docs/integrations/oauth/#request-user-authorization
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.responses import JSONResponse, RedirectResponse, Response

from zoomsandbox.ids import fresh_id
from zoomsandbox.oauth import entitlement
from zoomsandbox.oauth.grants import Code
from zoomsandbox.oauth.params import parameters, values_of
from zoomsandbox.pages import page

if TYPE_CHECKING:
    from starlette.requests import Request

    from zoomsandbox.apps import App
    from zoomsandbox.models import User
    from zoomsandbox.world import World

KEPT = ("response_type", "client_id", "redirect_uri", "state", "scope")
KEPT_ALL = (*KEPT, "code_challenge", "code_challenge_method")
METHODS = ("plain", "S256")
SHOWN_PEOPLE = 50
CODE_LENGTH = 43


class RefusedError(Exception):
    """Zoom shows this on its own page and never calls the app back."""

    def __init__(self, message: str, code: int, title: str = "") -> None:
        super().__init__(message)
        self.message, self.code, self.title = message, code, title or message

    @property
    def shown(self) -> str:
        """The line as Zoom's page has it, with the code in thousands."""
        return f"{self.title} ({self.code:,})" if self.code else self.title


async def consent(request: Request) -> Response:
    """GET: show who asks for what."""
    asked = await parameters(request)
    try:
        app = _judge(request.app.state.world, asked)
    except RefusedError as refusal:
        return _refuse(request, refusal)
    return _consent_page(request, app, asked)


async def decide(request: Request) -> Response:
    """POST: Allow or Decline was pressed."""
    world: World = request.app.state.world
    asked = await parameters(request)
    try:
        app = _judge(world, asked)
    except RefusedError as refusal:
        return _refuse(request, refusal)
    if asked.get("decision") == "request":
        return _request_approval(request, app, asked)
    if asked.get("decision") != "allow":
        return _back(asked, error="access_denied", error_description="The user said no.")
    user = world.anyone(asked.get("user", ""))
    if user is None:
        return _consent_page(request, app, asked, "Choose a user first.")
    obstacle = entitlement.obstacle(world, app, user)
    if obstacle:
        return _obstacle_page(request, app, asked, obstacle)
    chosen = set(await values_of(request, "optional")) & set(app.optional)
    return _back(asked, code=_new_code(world, app, user, asked, chosen))


def _new_code(world: World, app: App, user: User, asked: dict[str, str], chosen: set[str]) -> str:
    code = Code(
        value=fresh_id(CODE_LENGTH),
        client_id=asked.get("client_id", ""),
        user_id=user.id,
        redirect_uri=asked.get("redirect_uri", ""),
        born=world.clock.timestamp(),
        challenge=asked.get("code_challenge", ""),
        method=asked.get("code_challenge_method") or "plain",
        scopes=[*app.granted_scopes, *(name for name in app.optional if name in chosen)],
    )
    world.codes[code.value] = code
    world.touch()
    return code.value


def _judge(world: World, asked: dict[str, str]) -> App:
    """Return the app that asks; raises RefusedError."""
    client_id = asked.get("client_id", "")
    app = world.app(client_id)
    if app is None or app.kind != "general":
        raise RefusedError("Invalid client_id", 4702, f"Invalid client_id: {client_id}")
    if not app.enabled:
        raise RefusedError("The app has been disabled by the developer", 4717)
    has_pkce = bool(asked.get("code_challenge"))
    if not app.allows_redirect(asked.get("redirect_uri", ""), client_id, with_pkce=has_pkce):
        raise RefusedError("Invalid redirect url", 4700)
    if asked.get("response_type", "code") != "code":
        raise RefusedError("Invalid response type", 4700)
    _judge_pkce(app, client_id, asked)
    _judge_scopes(app, asked.get("scope", "").split())
    return app


def _judge_pkce(app: App, client_id: str, asked: dict[str, str]) -> None:
    client = app.client(client_id)
    is_public = client is not None and client.environment == "public"
    if is_public and not asked.get("code_challenge"):
        raise RefusedError("Code challenge is missing", 4700)
    if (asked.get("code_challenge_method") or "plain") not in METHODS:
        raise RefusedError("Invalid code challenge method", 4700)


def _judge_scopes(app: App, wanted: list[str]) -> None:
    """Refuse a scope that the app lacks; to name none is the rule."""
    if set(wanted) - {*app.granted_scopes, *app.optional}:
        raise RefusedError("Invalid scope(s)", 0)


def _refuse(request: Request, refusal: RefusedError) -> Response:
    if "application/json" in request.headers.get("accept", ""):
        body = {
            "status": False,
            "errorCode": refusal.code,
            "errorMessage": refusal.message,
            "result": None,
        }
        return JSONResponse(body, HTTPStatus.BAD_REQUEST)
    return page(request, "oauth_refused.html", HTTPStatus.BAD_REQUEST, refusal=refusal)


def _consent_page(request: Request, app: App, asked: dict[str, str], problem: str = "") -> Response:
    world: World = request.app.state.world
    return page(
        request,
        "oauth_consent.html",
        app=app,
        problem=problem,
        environment=_environment(app, asked),
        chosen=asked.get("user") or world.owner.id,
        accounts=[
            (world.account, list(world.users.values())[:SHOWN_PEOPLE]),
            (world.neighbours.account, list(world.neighbours.users.values())),
        ],
        kept=_kept(asked),
    )


def _environment(app: App, asked: dict[str, str]) -> str:
    client = app.client(asked.get("client_id", ""))
    return client.environment if client else ""


def _kept(asked: dict[str, str]) -> dict[str, str]:
    return {key: asked[key] for key in KEPT_ALL if key in asked}


def _obstacle_page(
    request: Request, app: App, asked: dict[str, str], obstacle: entitlement.Obstacle
) -> Response:
    return page(
        request,
        "oauth_obstacle.html",
        HTTPStatus.FORBIDDEN,
        app=app,
        obstacle=obstacle,
        kept=_kept(asked) | {"user": asked.get("user", "")},
        again=f"/oauth/authorize?{urlencode(_kept(asked))}",
    )


def _request_approval(request: Request, app: App, asked: dict[str, str]) -> Response:
    """Do what "Request pre-approval" does: the admin finds it on the app's page."""
    if app.approval == "required":
        app.approval = "requested"
        request.app.state.world.touch()
    return _obstacle_page(request, app, asked, entitlement.approval_of(app))


def _back(asked: dict[str, str], **answer: str) -> Response:
    """Return to the app; without a state when the flow began without one."""
    address = asked.get("redirect_uri", "")
    if "state" in asked:
        answer["state"] = asked["state"]
    joint = "&" if "?" in address else "?"
    return RedirectResponse(f"{address}{joint}{urlencode(answer)}", HTTPStatus.FOUND)
