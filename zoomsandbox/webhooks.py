"""Events to subscribers: who gets them, in which order, how often, and what goes wrong.

https://developers.zoom.us/docs/api/webhooks/
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from zoomsandbox import audience, webhook_http
from zoomsandbox.clock import zoom_time
from zoomsandbox.webhook_check import AGAIN_AFTER_S, check_again, validate
from zoomsandbox.webhook_post import Delivery, Try, post_of

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from zoomsandbox.apps import App
    from zoomsandbox.webhook_post import Post
    from zoomsandbox.world import World

__all__ = ["Delivery", "publish", "send_again", "tell", "validate"]

SHUFFLE_WINDOW_S = 0.3
# After the first attempt, after the second, after the third; then the event is lost.
RETRY_AFTER_S = (5 * 60, 20 * 60, 60 * 60)
LOOK_EVERY_S = 0.2
_running: set[asyncio.Task[None]] = set()


def publish(
    world: World, event: str, payload: dict[str, Any], beside: dict[str, Any] | None = None
) -> None:
    """Send an event to every app that wants it and may hear it, in the background.

    `beside` stands next to `payload`, as recording.completed's download_token does.
    """
    body = _body(world, event, payload, beside)
    for app in world.apps.values():
        if app.subscription.wants(event) and audience.hears(world, app, payload):
            for _ in range(1 + app.subscription.duplicate):
                _plan(world, app, _delivery(world, app, event, body))


def tell(world: World, app: App, event: str, payload: dict[str, Any]) -> None:
    """Send an event that is about one app to that app alone, if it wants it."""
    if app.enabled and app.subscription.wants(event):
        _plan(world, app, _delivery(world, app, event, _body(world, event, payload, None)))


def _body(world: World, event: str, payload: dict[str, Any], beside: dict[str, Any] | None) -> str:
    envelope = {
        "event": event,
        "event_ts": int(world.clock.timestamp() * 1000),
        "payload": {"account_id": world.account.id, **payload},
        **(beside or {}),
    }
    return json.dumps(envelope, separators=(",", ":"), ensure_ascii=False)


def send_again(world: World, delivery: Delivery) -> None:
    """Send a delivery once more, whatever became of it: the same body, signed anew."""
    app = world.apps.get(delivery.client_id)
    if app and app.subscription.url:
        copy = _delivery(world, app, delivery.event, delivery.body)
        _in_background(_send(world, app, copy))


def _delivery(world: World, app: App, event: str, body: str) -> Delivery:
    delivery = Delivery(
        id=next(world.delivery_ids),
        event=event,
        url=app.subscription.url,
        body=body,
        at=zoom_time(world.clock.now()),
        client_id=app.client_id,
    )
    world.deliveries.append(delivery)
    return delivery


def _plan(world: World, app: App, delivery: Delivery) -> None:
    subscription = app.subscription
    if subscription.drop:
        subscription.drop -= 1
        delivery.outcome = "dropped on purpose"
        return
    post = post_of(world, app)
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
    delivery.next_at = None
    delivery.attempts += 1
    body = delivery.body.encode()
    answer = await webhook_http.post(delivery.url, app.secret_token, body)
    delivery.status, delivery.took_ms = answer.status, answer.took_ms
    shown = answer.text[: webhook_http.SHOWN_ANSWER]
    at = zoom_time(world.clock.now())
    delivery.tries.append(Try(at, answer.status, answer.took_ms, shown))
    delivery.outcome = _outcome(world, delivery, answer)
    world.touch()


def _outcome(world: World, delivery: Delivery, answer: webhook_http.Answer) -> str:
    if answer.is_accepted:
        return "delivered"
    if not answer.is_worth_a_retry:
        return "refused"
    if delivery.attempts > len(RETRY_AFTER_S):
        return "lost"
    delivery.next_at = world.clock.timestamp() + RETRY_AFTER_S[delivery.attempts - 1]
    return "tried again later"


async def keep_time(world: World) -> None:
    """Do for ever what the clock brings: retries, and validations every 72 hours."""
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        await _check_addresses(world)
        for delivery in [one for one in world.deliveries if one.next_at is not None]:
            _try_again(world, delivery)


async def _check_addresses(world: World) -> None:
    now = world.clock.timestamp()
    for app in list(world.apps.values()):
        post = post_of(world, app)
        if post.check_at is None:
            continue
        # Whoever sets the clock back does not want to wait for longer than 72 hours.
        post.check_at = min(post.check_at, now + AGAIN_AFTER_S)
        if post.check_at <= now:
            await check_again(world, app)


def _try_again(world: World, delivery: Delivery) -> None:
    app = world.apps.get(delivery.client_id)
    if app and delivery.next_at is not None and delivery.next_at <= world.clock.timestamp():
        delivery.next_at = None
        _in_background(_send(world, app, delivery))


def _in_background(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.get_running_loop().create_task(work)
    _running.add(task)
    task.add_done_callback(_running.discard)
