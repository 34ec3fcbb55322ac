"""Wrong settings, found before anybody meets them: each says what to do. `manage.py check`."""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django's word
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from virtualcrowd.common.encrypted import models_with_secrets

ZOOM_URLS = ("ZOOM_OAUTH_URL", "ZOOM_API_URL")


def is_local(url: str) -> bool:
    """Does only this machine reach `url`?"""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in ("localhost", "testserver") or host.endswith(".localhost")


def is_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


@register()
def public_url(**_: Any) -> list[CheckMessage]:
    """PUBLIC_URL goes into the Redirect URL that Zoom must match letter by letter."""
    url = settings.PUBLIC_URL
    if not is_url(url) or urlsplit(url).path:
        hint = "Set it to scheme and host, like https://events.example.org"
        return [Error(f"PUBLIC_URL is not an address: {url!r}.", hint=hint, id="virtualcrowd.E001")]
    if settings.DEMO and not is_local(url):
        hint = "Take DEMO=1 away: everybody knows the demo's passwords."
        return [Error(f"DEMO=1 on a public address: {url}.", hint=hint, id="virtualcrowd.E002")]
    if not url.startswith("https://") and not is_local(url):
        hint = "Put it behind https (docs/hosting.md): Zoom accepts no other Redirect URL."
        return [Warning(f"PUBLIC_URL is not https: {url}.", hint=hint, id="virtualcrowd.W001")]
    return []


@register()
def debug(**_: Any) -> list[CheckMessage]:
    if not settings.DEBUG or is_local(settings.PUBLIC_URL):
        return []
    hint = "Take DEBUG away: its error pages show everybody what the server holds."
    text = f"DEBUG on a public address: {settings.PUBLIC_URL}."
    return [Error(text, hint=hint, id="virtualcrowd.E006")]


@register()
def allowed_hosts(**_: Any) -> list[CheckMessage]:
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    hint = "Name the hosts; that of PUBLIC_URL is always in."
    return [Warning("ALLOWED_HOSTS lets every name in.", hint=hint, id="virtualcrowd.W002")]


@register()
def zoom_addresses(**_: Any) -> list[CheckMessage]:
    """Zoom's addresses carry secrets: over https, except to a stand-in on this machine."""
    found: list[CheckMessage] = []
    for name in ZOOM_URLS:
        url = getattr(settings, name)
        if not is_url(url) or not (url.startswith("https://") or is_local(url) or settings.DEMO):
            hint = "Leave it out for Zoom's own, or set an https address."
            text = f"{name} is not an https address: {url!r}."
            found.append(Error(text, hint=hint, id="virtualcrowd.E003"))
    host = settings.ZOOM_WEB_ENDPOINT
    if not host or "/" in host:
        hint = "A host name without https://, like zoom.us"
        text = f"ZOOM_WEB_ENDPOINT is not a host name: {host!r}."
        found.append(Error(text, hint=hint, id="virtualcrowd.E003"))
    return found


@register()
def encryption_keys(**_: Any) -> list[CheckMessage]:
    """Each key must be one, and together they must open what is stored."""
    hint = "Make one: openssl rand -base64 32 | tr '+/' '-_'"
    try:
        keys = [Fernet(key) for key in settings.ENCRYPTION_KEYS]
    except ValueError:
        keys = []
    if not keys:
        text = "ENCRYPTION_KEYS holds something that is no key."
        return [Error(text, hint=hint, id="virtualcrowd.E004")]
    try:
        _open_one_of_each()
    except DatabaseError:
        return []  # not migrated yet, or not there: other checks and pages tell
    except ImproperlyConfigured as error:
        hint = "Put the earlier key back; `manage.py rotate_secrets` frees you of it."
        return [Error(str(error), hint=hint, id="virtualcrowd.E005")]
    return []


def _open_one_of_each() -> None:
    """The oldest and the newest row: keys are lost for all of a time, not for one row."""
    for model, names in models_with_secrets():
        rows = model._base_manager.values_list(*names)  # noqa: SLF001 - documented, despite its name
        rows.order_by("pk").first()
        rows.order_by("-pk").first()
