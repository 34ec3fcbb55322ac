"""Where an item is changed and started in Zoom, and who may start it."""

from django.conf import settings

from virtualcrowd.zoom.models import LibraryItem


def page(item: LibraryItem) -> str:
    """Return where its host changes it; in the demo, the sandbox's console."""
    if settings.SANDBOX_URL:
        return f"{settings.SANDBOX_URL}/"
    return f"{settings.ZOOM_OAUTH_URL}/{item.kind}/{item.zoom_id}"


def start_page(item: LibraryItem) -> str:
    """Return where a host who is signed in to Zoom starts it; in the demo, the console."""
    if settings.SANDBOX_URL:
        return f"{settings.SANDBOX_URL}/"
    return f"https://{settings.ZOOM_WEB_ENDPOINT}/s/{item.zoom_id}"


def hosts(item: LibraryItem) -> frozenset[str]:
    """Return the addresses of those who may start it, in small letters."""
    others = item.alternative_hosts.replace(";", ",").split(",")
    found = (address.strip().casefold() for address in (item.host_email, *others))
    return frozenset(filter(None, found))
