"""Which apps hear what happens in the account.

https://developers.zoom.us/docs/integrations/create/: an admin-managed app hears of the whole
account, a user-managed one of the users who authorized it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zoomsandbox.apps import App
    from zoomsandbox.world import World


def authorizers(world: World, app: App) -> set[str]:
    """Return the ids of the users whose grants are alive."""
    ids = {client.id for client in app.clients}
    return {
        grant.user_id for grant in world.grants if grant.client_id in ids and not grant.access_dead
    }


def hears(world: World, app: App, payload: dict[str, Any]) -> bool:
    """Tell whether an event of this account goes to the app.

    A deactivated app hears nothing, another account's only when somebody here authorized it.
    """
    if not app.enabled:
        return False
    if app.management == "user":
        return payload.get("object", {}).get("host_id") in authorizers(world, app)
    return app.account_id == world.account.id or bool(authorizers(world, app) & set(world.users))
