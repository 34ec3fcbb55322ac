"""The consent page, and the refusals that never call back.

https://developers.zoom.us/docs/integrations/oauth/#request-user-authorization
"""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.responses import JSONResponse, RedirectResponse, Response

from zoomsandbox.oauth.grants import Code
from zoomsandbox.oauth.params import parameters
from zoomsandbox.pages import page

if TYPE_CHECKING:
    from starlette.requests import Request

    from zoomsandbox.apps import App
    from zoomsandbox.world import World

KEPT = ("response_type", "client_id", "redirect_uri", "state", "code_challenge")
KEPT_ALL = (*KEPT, "code_challenge_method")
ADMIN_REQUIRED = (
    "An account admin is required to install this type of app. Please contact your account "
    "admin or IT administrator to install this app."
)


class RefusedError(Exception):
    """Zoom shows this on its own page and never calls the app back."""

    def __init__(self, message: str, code: int, title: str) -> None:
        super().__init__(message)
        self.message, self.code, self.title = message, code, title

    @property
    def shown(self) -> str:
        """The line as Zoom's page has it, with the code in thousands."""
        return f"{self.title} ({self.code:,})" if self.code else self.title


async def consent(request: Request) -> Response:
    """GET: show who asks for what."""
    world: World = request.app.state.world
    asked = await parameters(request)
    try:
        app = _judge(world, asked)
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
    if asked.get("decision") != "allow":
        return _back(asked, error="access_denied", error_description="The user said no.")
    user = world.user(asked.get("user", ""))
    if user is None:
        return _consent_page(request, app, asked, "Choose a user first.")
    if app.management == "admin" and not user.is_admin:
        return _consent_page(request, app, asked, ADMIN_REQUIRED)
    code = Code(
        value=secrets.token_urlsafe(32),
        client_id=app.client_id,
        user_id=user.id,
        redirect_uri=asked.get("redirect_uri", ""),
        born=world.clock.timestamp(),
        challenge=asked.get("code_challenge", ""),
        method=asked.get("code_challenge_method", "plain"),
    )
    world.codes[code.value] = code
    return _back(asked, code=code.value)


def _judge(world: World, asked: dict[str, str]) -> App:
    """Return the app that asks; raises RefusedError."""
    client_id = asked.get("client_id", "")
    app = world.apps.get(client_id)
    if app is None or app.kind != "general":
        raise RefusedError("Invalid client_id", 4702, f"Invalid client_id: {client_id}")
    if not app.allows_redirect(asked.get("redirect_uri", "")):
        raise RefusedError("Invalid redirect url", 4700, "Invalid redirect url")
    if asked.get("response_type", "code") != "code":
        raise RefusedError("Invalid response type", 4700, "Invalid response type")
    unknown = set(asked.get("scope", "").split()) - set(app.scopes)
    if unknown:
        raise RefusedError("Invalid scope(s)", 0, "Invalid scope(s)")
    return app


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
    status = HTTPStatus.FORBIDDEN if problem == ADMIN_REQUIRED else HTTPStatus.OK
    return page(
        request,
        "oauth_consent.html",
        status,
        app=app,
        problem=problem,
        chosen=asked.get("user") or world.owner.id,
        people=list(world.users.values())[:50],
        kept={key: asked[key] for key in KEPT_ALL if key in asked},
    )


def _back(asked: dict[str, str], **answer: str) -> Response:
    """Return to the app; without a state when the flow began without one."""
    address = asked.get("redirect_uri", "")
    if "state" in asked:
        answer["state"] = asked["state"]
    joint = "&" if "?" in address else "?"
    return RedirectResponse(f"{address}{joint}{urlencode(answer)}", HTTPStatus.FOUND)
