"""The Marketplace's side: apps, their credentials, grants and event subscriptions.

https://developers.zoom.us/docs/integrations/create/ and
https://developers.zoom.us/docs/build-flow/basic-info/app-credentials/
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from zoomsandbox.oauth.scopes import of_users
from zoomsandbox.redirects import RedirectRules

type Kind = Literal["general", "s2s", "sdk"]
type Environment = Literal["development", "production", "public"]
type Approval = Literal["free", "required", "requested", "approved"]

# The Zoom account of the demo, and another company's.
HOME_ACCOUNT = "sandboxAccount00000001"
FOREIGN_ACCOUNT = "sandboxForeignAcct0001"


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
    name: str = "Events"

    def wants(self, event: str) -> bool:
        """Tell whether this event shall be sent."""
        named = "*" in self.events or event in self.events
        return bool(self.url) and self.validated and named

    def heal(self) -> None:
        """Take all mishaps away; the address stays."""
        self.delay_s, self.duplicate, self.shuffle, self.drop = 0, 0, False, 0


class Client(NamedTuple):
    """One set of an app's credentials; a public one has no secret and needs PKCE."""

    id: str
    secret: str
    environment: Environment
    redirect_url: str


@dataclass
class App:
    """An app as a developer configures it on the Marketplace.

    `client_id` and `secret` are the development pair. `account_id` is the developer's account:
    until the app is published, only its people may authorize. `approval` is the account's
    pre-approval: "required" and "requested" refuse, "approved" and "free" let people in.
    """

    name: str
    kind: Kind
    client_id: str
    secret: str
    management: Literal["admin", "user"] = "admin"
    account_id: str = HOME_ACCOUNT
    redirect_url: str = ""
    allow_list: list[str] = field(default_factory=list)
    strict_mode: bool = False
    scopes: list[str] = field(default_factory=list)
    embed: bool = False
    secret_token: str = ""
    subscription: Subscription = field(default_factory=Subscription)
    production_client_id: str = ""
    production_secret: str = ""
    production_redirect_url: str = ""
    public_client_id: str = ""
    subdomain_check: bool = False
    optional_scopes: list[str] = field(default_factory=list)
    enabled: bool = True
    published: bool = False
    approval: Approval = "free"

    @property
    def clients(self) -> list[Client]:
        """All sets of credentials."""
        live = self.production_redirect_url or self.redirect_url
        found = [
            Client(self.client_id, self.secret, "development", self.redirect_url),
            Client(self.production_client_id, self.production_secret, "production", live),
            Client(self.public_client_id, "", "public", self.redirect_url),
        ]
        return [client for client in found if client.id]

    def client(self, client_id: str) -> Client | None:
        """Return the credentials of this Client ID, or None."""
        return next((client for client in self.clients if client.id == client_id), None)

    def allows_redirect(
        self, address: str, client_id: str = "", *, with_pkce: bool = False
    ) -> bool:
        """Tell whether an authorization may go back to this address.

        Development and production credentials have a redirect URL each and share the allow list.
        """
        client = self.client(client_id or self.client_id)
        if client is None:
            return False
        rules = RedirectRules(
            client.redirect_url, self.allow_list, self.strict_mode, self.subdomain_check
        )
        return rules.allow(address, with_pkce=with_pkce)

    @property
    def granted_scopes(self) -> list[str]:
        """What a token carries at least: user-managed apps have no :admin scopes."""
        return self._of_its_kind(self.scopes)

    @property
    def optional(self) -> list[str]:
        """What the user may leave out on the consent page."""
        return self._of_its_kind(self.optional_scopes)

    def _of_its_kind(self, scopes: list[str]) -> list[str]:
        return list(scopes) if self.management == "admin" else of_users(scopes)

    @property
    def awaits_approval(self) -> bool:
        """Whether the account's admin has still to pre-approve it."""
        return self.approval in ("required", "requested")
