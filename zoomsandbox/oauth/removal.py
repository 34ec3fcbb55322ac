"""Removing an app, as its user does under "Added Apps".

https://developers.zoom.us/docs/api/webhooks/#deauthorization
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from zoomsandbox import webhooks
from zoomsandbox.audience import authorizers
from zoomsandbox.oauth import grants

if TYPE_CHECKING:
    from zoomsandbox.apps import App
    from zoomsandbox.world import World


def uninstall(world: World, app: App, user_id: str = "") -> int:
    """End the grants of one user, or of everybody; return how many were alive.

    A published app is told with app_deauthorized; others have no address for it, and learn from
    their next call.
    """
    leaving = [user_id] if user_id else sorted(authorizers(world, app))
    ended = grants.kill_all(world, app, user_id)
    if app.published and ended:
        for one in leaving:
            _tell(world, app, one)
    return ended


def _tell(world: World, app: App, user_id: str) -> None:
    user = world.anyone(user_id)
    if user is None:
        return
    proof = hmac.new(app.secret_token.encode(), user_id.encode(), hashlib.sha256)
    payload = {
        "account_id": world.account_of(user).id,
        "user_id": user_id,
        "signature": proof.hexdigest(),
        "deauthorization_time": world.clock.now().strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
        "client_id": app.client_id,
    }
    webhooks.tell(world, app, "app_deauthorized", payload)
