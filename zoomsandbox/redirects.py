"""Which addresses an authorization may go back to.

https://developers.zoom.us/docs/build-flow/basic-info/oauth-info/ and
https://developers.zoom.us/docs/integrations/oauth/#using-a-loopback-redirect-uri
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class RedirectRules(NamedTuple):
    """What an app's "OAuth Information" says of redirects."""

    registered: str
    allow_list: list[str]
    strict_mode: bool = False
    subdomain_check: bool = False

    def allow(self, address: str, *, with_pkce: bool = False) -> bool:
        """Tell whether an authorization may go back to this address.

        It must be covered by the OAuth Allow List. Strict mode wants exactly the registered
        address, the subdomain check its host. With PKCE the port of a loopback address does not
        count.
        """
        if with_pkce and _is_loopback(self.registered):
            address = _on_port_of(self.registered, address)
        if self.strict_mode and address != self.registered:
            return False
        if self.subdomain_check and _host(address) != _host(self.registered):
            return False
        return any(covers(entry, address) for entry in self.allow_list)


def covers(entry: str, address: str) -> bool:
    """Match an allow-list entry: an exact URL, or a base URL without path.

    The port may be written `*`: the sandbox's own addition, so that a demo works on any port.
    """
    if "?" in address.partition("?")[0] or not address.startswith(("http://", "https://")):
        return False
    exact = re.escape(entry).replace(r":\*", r":\d{1,5}")
    is_base = urlsplit(entry.replace(":*", "")).path in ("", "/")
    pattern = exact.rstrip("/") + r"(/.*)?" if is_base else exact
    return re.fullmatch(pattern, address) is not None


def problem_of(address: str) -> str:
    """Return why the Marketplace would not save this redirect URL, "" when it would.

    It wants https and no wildcard; http is for addresses of one's own machine.
    """
    parts = _split(address)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        return "It must be a whole address that begins with https://."
    if "*" in address:
        return "It must not hold a wildcard."
    if parts.scheme == "http" and not _is_loopback(address):
        return "It must begin with https://; http:// is for localhost."
    return ""


def _host(address: str) -> str:
    parts = _split(address)
    return (parts.hostname or "") if parts else ""


def _is_loopback(address: str) -> bool:
    host = _host(address)
    return host in LOOPBACK or host.endswith(".localhost")


def _on_port_of(registered: str, address: str) -> str:
    """Return the address with the registered port, when both are the same loopback host."""
    parts, model = _split(address), _split(registered)
    if parts is None or model is None or parts.hostname != model.hostname or parts.username:
        return address
    return parts._replace(netloc=model.netloc).geturl()


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        is_whole = parts.port is None or parts.port >= 0
    except ValueError:
        return None
    return parts if is_whole else None
