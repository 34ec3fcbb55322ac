"""Who may authorize an app: its own account, admins, and what the account's admin approved."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from zoomsandbox.apps import App
    from zoomsandbox.models import User
    from zoomsandbox.world import World

ADMIN_REQUIRED = (
    "An account admin is required to install this type of app. Please contact your account "
    "admin or IT administrator to install this app."
)


class Obstacle(NamedTuple):
    """Why Zoom's page goes no further; the app is never told."""

    title: str
    text: str
    may_request: bool = False


def obstacle(world: World, app: App, user: User) -> Obstacle | None:
    """Return what keeps this user from authorizing the app, or None."""
    if world.account_of(user).id != app.account_id and not app.published:
        return _unpublished(app)
    if app.awaits_approval and user.id in world.users:
        return approval_of(app)
    if app.management == "admin" and not user.is_admin:
        return Obstacle("You cannot install this app", ADMIN_REQUIRED)
    return None


def _unpublished(app: App) -> Obstacle:
    """Return the refusal of another account's user.

    Only people of the developer's account may authorize an app that is neither published nor
    shared: https://developers.zoom.us/docs/distribute/. Zoom's exact words are not known.
    """
    return Obstacle(
        f"You cannot authorize {app.name}",
        "This app is not published. Only users of the Zoom account that made it can authorize it.",
    )


def approval_of(app: App) -> Obstacle:
    """Return the page of an app that the account's admin has to pre-approve.

    https://marketplace.zoom.us/docs/guides/using-apps/end-users/; the title is Zoom's.
    """
    title = f"You cannot authorize {app.name}"
    if app.approval == "requested":
        return Obstacle(title, "Your request was sent. An account admin has to pre-approve it.")
    text = "Your account admin has to pre-approve this app before you can authorize it."
    return Obstacle(title, text, may_request=True)
