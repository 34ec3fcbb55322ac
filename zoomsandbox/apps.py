"""The Marketplace's side: apps, their credentials, grants and event subscriptions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

CALLBACK = "/cms/integrations/zoom/redirect-callback/"

# The scopes of the seeded apps, in the granular form without ":admin".
SCOPES = [
    "user:read:user",
    "user:read:list_users",
    "user:read:settings",
    "user:read:token",
    "meeting:read:list_meetings",
    "meeting:read:meeting",
    "meeting:write:meeting",
    "meeting:update:meeting",
    "meeting:delete:meeting",
    "meeting:update:status",
    "meeting:read:list_registrants",
    "meeting:write:registrant",
    "meeting:read:participant",
    "meeting:read:registrant",
    "meeting:read:past_meeting",
    "meeting:read:list_past_participants",
    "webinar:read:list_webinars",
    "webinar:read:webinar",
    "webinar:write:webinar",
    "webinar:update:webinar",
    "webinar:delete:webinar",
    "webinar:update:status",
    "webinar:read:list_registrants",
    "webinar:write:registrant",
    "webinar:read:participant",
    "webinar:read:registrant",
]


@dataclass
class Subscription:
    """Where an app wants its events, and what shall go wrong on the way."""

    url: str = ""
    events: list[str] = field(default_factory=lambda: ["*"])
    validated: bool = False
    detail: str = "No URL set."
    delay_s: float = 0
    duplicate: int = 0
    shuffle: bool = False
    drop: int = 0

    def wants(self, event: str) -> bool:
        """Tell whether this event shall be sent."""
        named = "*" in self.events or event in self.events
        return bool(self.url) and self.validated and named

    def heal(self) -> None:
        """Take all mishaps away; the address stays."""
        self.delay_s, self.duplicate, self.shuffle, self.drop = 0, 0, False, 0


@dataclass
class App:
    """An app as a developer configures it on the Marketplace."""

    name: str
    kind: Literal["general", "s2s", "sdk"]
    client_id: str
    secret: str
    management: Literal["admin", "user"] = "admin"
    account_id: str = ""
    redirect_url: str = ""
    allow_list: list[str] = field(default_factory=list)
    strict_mode: bool = False
    scopes: list[str] = field(default_factory=lambda: [f"{scope}:admin" for scope in SCOPES])
    embed: bool = False
    secret_token: str = ""
    subscription: Subscription = field(default_factory=Subscription)

    def allows_redirect(self, address: str) -> bool:
        """Tell whether an authorization may go back to this address.

        It must be covered by the OAuth Allow List; in strict mode it must also equal the
        registered redirect URL. https://developers.zoom.us/docs/build-flow/basic-info/oauth-info/
        """
        if self.strict_mode and address != self.redirect_url:
            return False
        return any(_covers(entry, address) for entry in self.allow_list)

    @property
    def granted_scopes(self) -> list[str]:
        """What a token carries: user-managed apps have no :admin scopes."""
        if self.management == "admin":
            return list(self.scopes)
        return [scope.removesuffix(":admin") for scope in self.scopes]


def _covers(entry: str, address: str) -> bool:
    """Match an allow-list entry: an exact URL, or a base URL without path.

    The port may be written `*`: the sandbox's own addition, so that a demo works on any port.
    """
    if "?" in address.partition("?")[0] or not address.startswith(("http://", "https://")):
        return False
    exact = re.escape(entry).replace(r":\*", r":\d{1,5}")
    is_base = urlsplit(entry.replace(":*", "")).path in ("", "/")
    pattern = exact.rstrip("/") + r"(/.*)?" if is_base else exact
    return re.fullmatch(pattern, address) is not None


def seeded_apps() -> dict[str, App]:
    """Return the three apps that demos and tests rely on; ids and secrets never change."""
    general = App(
        name="VirtualCrowd for Atlantic Coast Forum",
        kind="general",
        client_id="sandboxGeneralApp00001",
        secret="sandboxGeneralSecret000000000001",  # noqa: S106 - a published stand-in
        redirect_url=f"http://localhost:8000{CALLBACK}",
        allow_list=[f"http://localhost:*{CALLBACK}", f"http://127.0.0.1:*{CALLBACK}"],
        embed=True,
        secret_token="sandboxWebhookTok00001",  # noqa: S106 - a published stand-in
    )
    sdk = App(
        name="VirtualCrowd web client",
        kind="sdk",
        client_id="sandboxSdkApp000000001",
        secret="sandboxSdkSecret0000000000000001",  # noqa: S106 - a published stand-in
        scopes=[],
        embed=True,
    )
    server = App(
        name="VirtualCrowd nightly sync",
        kind="s2s",
        client_id="sandboxS2SApp000000001",
        secret="sandboxS2SSecret0000000000000001",  # noqa: S106 - a published stand-in
        account_id="sandboxAccount00000001",
    )
    return {app.client_id: app for app in (general, sdk, server)}
