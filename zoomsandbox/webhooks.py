"""Events to subscribers: validation of their address, signature, delivery log, mishaps.

https://developers.zoom.us/docs/api/webhooks/
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx2

from zoomsandbox.clock import zoom_time

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from zoomsandbox.apps import App
    from zoomsandbox.world import World

DEADLINE_S = 3.0
SHUFFLE_WINDOW_S = 0.3
_running: set[asyncio.Task[None]] = set()


@dataclass
class Delivery:
    """One event on its way to one app's address."""

    id: int
    event: str
    url: str
    body: str
    at: str
    status: int | None = None
    outcome: str = "waiting"
    took_ms: int = 0
    attempts: int = 0


@dataclass
class Post:
    """What waits to be sent by one app: sent in order unless mishaps are on."""

    waiting: list[Delivery] = field(default_factory=list)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


def signed_headers(secret_token: str, body: bytes, timestamp: int) -> dict[str, str]:
    """Sign `v0:timestamp:raw body` with the app's secret token."""
    message = b"v0:%d:" % timestamp + body
    digest = hmac.new(secret_token.encode(), message, hashlib.sha256).hexdigest()
    return {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "Zoom Marketplace/1.0a",
        "x-zm-request-timestamp": str(timestamp),
        "x-zm-signature": f"v0={digest}",
        "x-zm-trackingid": f"v=2.0;clid=us04;rid=WEB_{secrets.token_hex(16)}",
    }


def publish(world: World, event: str, payload: dict[str, Any]) -> None:
    """Send an event to every app that wants it, in the background."""
    envelope = {
        "event": event,
        "event_ts": int(world.clock.timestamp() * 1000),
        "payload": {"account_id": world.account.id, **payload},
    }
    body = json.dumps(envelope, separators=(",", ":"), ensure_ascii=False)
    for app in world.apps.values():
        subscription = app.subscription
        if not subscription.wants(event):
            continue
        for _ in range(1 + subscription.duplicate):
            delivery = Delivery(
                id=next(world.delivery_ids),
                event=event,
                url=subscription.url,
                body=body,
                at=zoom_time(world.clock.now()),
            )
            world.deliveries.append(delivery)
            _plan(world, app, delivery)


def _plan(world: World, app: App, delivery: Delivery) -> None:
    subscription = app.subscription
    if subscription.drop:
        subscription.drop -= 1
        delivery.outcome = "dropped on purpose"
        return
    post = world.posts.setdefault(app.client_id, Post())
    post.waiting.append(delivery)
    wait_s = subscription.delay_s + (SHUFFLE_WINDOW_S if subscription.shuffle else 0)
    _in_background(_flush(world, app, post, wait_s))


async def _flush(world: World, app: App, post: Post, wait_s: float) -> None:
    """Send what waits, one after the other; shuffled means: the newest first."""
    await asyncio.sleep(wait_s)
    async with post.lock:
        newest_first = app.subscription.shuffle
        while post.waiting:
            await _send(world, app, post.waiting.pop(-1 if newest_first else 0))
            if not newest_first:
                return


async def _send(world: World, app: App, delivery: Delivery) -> None:
    body = delivery.body.encode()
    headers = signed_headers(app.secret_token, body, int(world.clock.wall()))
    began = time.perf_counter()
    delivery.attempts += 1
    try:
        async with httpx2.AsyncClient(timeout=DEADLINE_S, trust_env=False) as client:
            answer = await client.post(delivery.url, content=body, headers=headers)
    except httpx2.HTTPError as error:
        delivery.outcome = f"no answer: {type(error).__name__}"
    else:
        delivery.status = answer.status_code
        delivery.outcome = "delivered" if answer.is_success else "refused"
    delivery.took_ms = round((time.perf_counter() - began) * 1000)
    world.touch()


async def validate(world: World, app: App) -> bool:
    """Ask the address to prove that it knows the secret token; nothing is sent without.

    https://developers.zoom.us/docs/api/webhooks/#verify-webhook-events
    """
    subscription = app.subscription
    subscription.validated = False
    if not subscription.url:
        subscription.detail = "No URL set."
        return False
    subscription.detail = await _challenge(app)
    subscription.validated = subscription.detail == "Validated."
    world.touch()
    return subscription.validated


async def _challenge(app: App) -> str:
    """Return "Validated." or what was wrong with the answer."""
    token = secrets.token_urlsafe(16)
    envelope = {
        "event": "endpoint.url_validation",
        "payload": {"plainToken": token},
        "event_ts": int(time.time() * 1000),
    }
    body = json.dumps(envelope, separators=(",", ":")).encode()
    headers = signed_headers(app.secret_token, body, int(time.time()))
    try:
        async with httpx2.AsyncClient(timeout=DEADLINE_S, trust_env=False) as client:
            answer = await client.post(app.subscription.url, content=body, headers=headers)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        return f"URL validation failed: no answer within 3 seconds ({type(error).__name__})."
    if answer.status_code not in (200, 204):
        return f"URL validation failed: the address answered {answer.status_code}."
    return _judge_answer(app, token, answer)


def _judge_answer(app: App, token: str, answer: httpx2.Response) -> str:
    expected = hmac.new(app.secret_token.encode(), token.encode(), hashlib.sha256).hexdigest()
    try:
        told = answer.json()
    except ValueError:
        return "URL validation failed: the answer is not JSON."
    if not isinstance(told, dict) or told.get("plainToken") != token:
        return "URL validation failed: plainToken is not the one that was sent."
    if told.get("encryptedToken") != expected:
        return "URL validation failed: encryptedToken is wrong. Is the Secret Token right?"
    return "Validated."


def _in_background(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.get_running_loop().create_task(work)
    _running.add(task)
    task.add_done_callback(_running.discard)
