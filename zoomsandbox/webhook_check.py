"""Validation of an app's event address: on saving, and again every 72 hours.

https://developers.zoom.us/docs/api/webhooks/#validate-your-webhook-endpoint
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from typing import TYPE_CHECKING

from zoomsandbox import webhook_http
from zoomsandbox.clock import zoom_time
from zoomsandbox.webhook_post import Mail, post_of

if TYPE_CHECKING:
    from zoomsandbox.apps import App
    from zoomsandbox.webhook_http import Answer
    from zoomsandbox.world import World

AGAIN_AFTER_S = 72 * 60 * 60
FAILURES_ALLOWED = 6
GOOD = "Validated."


async def validate(world: World, app: App) -> bool:
    """Ask the address to prove that it knows the secret token; nothing is sent without."""
    subscription, post = app.subscription, post_of(world, app)
    subscription.validated, post.failures, post.check_at = False, 0, None
    if not subscription.url:
        subscription.detail = "No URL set."
        return False
    subscription.detail = await _challenge(world, app)
    subscription.validated = subscription.detail == GOOD
    if subscription.validated:
        post.check_at = world.clock.timestamp() + AGAIN_AFTER_S
    world.touch()
    return subscription.validated


async def check_again(world: World, app: App) -> None:
    """Validate once more; events go on until it failed six times in a row."""
    subscription, post = app.subscription, post_of(world, app)
    post.check_at = world.clock.timestamp() + AGAIN_AFTER_S
    problem = await _challenge(world, app)
    if problem == GOOD:
        post.failures, subscription.detail = 0, GOOD
    else:
        _note_failure(world, app, problem)
    world.touch()


def _note_failure(world: World, app: App, problem: str) -> None:
    subscription, post = app.subscription, post_of(world, app)
    post.failures += 1
    subscription.detail = f"{problem} Failed {post.failures} of {FAILURES_ALLOWED} times."
    subject = f"Your event notification endpoint did not validate ({post.failures})"
    if post.failures >= FAILURES_ALLOWED:
        subscription.validated, post.check_at = False, None
        subscription.detail = f"Disabled after {post.failures} failed validations. {problem}"
        subject = "Your event subscription was disabled"
    words = f"{subscription.url}: {subscription.detail}"
    mail = Mail(zoom_time(world.clock.now()), world.owner.email, f"{app.name}: {subject}", words)
    world.mails.append(mail)


async def _challenge(world: World, app: App) -> str:
    """Return "Validated." or what was wrong with the answer."""
    token = secrets.token_urlsafe(16)
    envelope = {
        "event": "endpoint.url_validation",
        "payload": {"plainToken": token},
        "event_ts": int(world.clock.wall() * 1000),
    }
    body = json.dumps(envelope, separators=(",", ":")).encode()
    answer = await webhook_http.post(app.subscription.url, app.secret_token, body)
    if answer.status is None:
        return f"URL validation failed: no answer within 3 seconds ({answer.text})."
    if not answer.is_accepted:
        return f"URL validation failed: the address answered {answer.status}."
    return _judge(app, token, answer)


def _judge(app: App, token: str, answer: Answer) -> str:
    expected = hmac.new(app.secret_token.encode(), token.encode(), hashlib.sha256).hexdigest()
    try:
        told = json.loads(answer.text)
    except ValueError:
        return "URL validation failed: the answer is not JSON."
    if not isinstance(told, dict) or told.get("plainToken") != token:
        return "URL validation failed: plainToken is not the one that was sent."
    if told.get("encryptedToken") != expected:
        return "URL validation failed: encryptedToken is wrong. Is the Secret Token right?"
    return GOOD
