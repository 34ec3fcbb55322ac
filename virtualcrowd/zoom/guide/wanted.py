"""What a Zoom app must have, to copy: field by field, as plain text, and as Zoom's app manifest."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from virtualcrowd.zoom import oauth, panels, scopes
from virtualcrowd.zoom.models import Connection

NAME_LIMIT = 50  # of an app's name in the Marketplace
SUBSCRIPTION = "VirtualCrowd"
# What each scope is for, in an admin's words; one without words is shown all the same.
WHY = {
    "user:read:user": "Who connected, and on which plan",
    "user:read:settings": "How many people fit, and whether there is a webinar licence",
    "user:read:list_users": "The list of hosts",
    "meeting:read:list_meetings": "The list of meetings to import",
    "meeting:read:meeting": "A meeting’s time, passcode and settings; that it started or ended",
    "meeting:read:participant": "Who joins and leaves: how many people are inside",
    "webinar:read:list_webinars": "The list of webinars to import",
    "webinar:read:webinar": "A webinar’s time, passcode and settings; that it started or ended",
    "webinar:read:participant": "Who joins and leaves: how many people are inside",
    "meeting:write:registrant": "Registers attendees for meetings that need it",
    "meeting:write:batch_registrants": "Registers a crowd in few calls",
    "meeting:read:list_registrants": "Whom the host has approved",
    "webinar:write:registrant": "Registers attendees for webinars that need it",
    "webinar:write:batch_registrants": "Registers a crowd in few calls",
    "webinar:read:list_registrants": "Whom the host has approved",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """A scope to tick."""

    name: str
    why: str


def scope_list() -> list[Scope]:
    """Return the scopes of an admin-managed app, with what each is for."""
    return [Scope(name, WHY.get(name.removesuffix(":admin"), "")) for name in scopes.asked()]


def of(row: Connection) -> dict[str, Any]:
    """Return everything to copy; none of it is a secret."""
    return {
        "redirect_url": oauth.redirect_url(),
        "allow_list_url": oauth.allow_list_url(),
        "hook_url": f"{settings.PUBLIC_URL}/hooks/zoom/{row.hook_token}",
        "hook_events": panels.WEBHOOK_EVENTS,
        "optional_events": panels.OPTIONAL_EVENTS,
        "scopes": scope_list(),
        "summary": summary(row),
        "manifest": manifest(row),
        # Zoom takes http only for localhost, and there only in development.
        "is_https": settings.IS_HTTPS,
    }


def summary(row: Connection) -> str:
    """Return all of it as text for a mail or a ticket."""
    parts = [
        f"Zoom app for {row.event}",
        "Type: General app, admin-managed. Not published.",
        f"OAuth redirect URL:\n{oauth.redirect_url()}",
        f"OAuth allow list:\n{oauth.allow_list_url()}",
        "Features, Embed: Meeting SDK on",
        "Scopes:\n" + "\n".join(scopes.asked()),
        f"Event notification endpoint URL:\n{settings.PUBLIC_URL}/hooks/zoom/{row.hook_token}",
        "Events, from all users in the account:\n" + "\n".join(panels.WEBHOOK_EVENTS),
        "Optional events: who is inside, whom a host let in, what came out of the trash:\n"
        + "\n".join(panels.OPTIONAL_EVENTS),
    ]
    return "\n\n".join(parts)


def manifest(row: Connection) -> str:
    """Return the app manifest, as JSON, that sets what a manifest can set.

    https://developers.zoom.us/docs/build-flow/manifests/schema/ and its pages oauth-information,
    embed-features, event-subscription. It only updates an app that exists, and Zoom must have
    let the account into the early preview.
    """
    hook = f"{settings.PUBLIC_URL}/hooks/zoom/{row.hook_token}"
    told = {
        "display_information": {"display_name": str(row.event)[:NAME_LIMIT]},
        "oauth_information": {
            "usage": "ADMIN_MANAGEMENT",
            "development_redirect_uri": oauth.redirect_url(),
            "production_redirect_uri": oauth.redirect_url(),
            "oauth_allow_list": [oauth.allow_list_url()],
            "strict_mode": False,
            "subdomain_strict_mode": False,
            # An optional one is only granted to who asks for it; we ask for none by name.
            "scopes": [{"scope": name, "optional": False} for name in scopes.asked()],
        },
        "features": {
            "products": ["ZOOM_MEETING", "ZOOM_WEBINAR"],
            "embed": {"meeting_sdk": {"enable": True, "enable_device": False, "devices": []}},
            "event_subscription": {
                "enable": True,
                "events": [
                    {
                        "subscription_name": SUBSCRIPTION,
                        "event_types": panels.WEBHOOK_EVENTS + panels.OPTIONAL_EVENTS,
                        "development_webhook_url": hook,
                        "production_webhook_url": hook,
                    }
                ],
            },
        },
    }
    return json.dumps(told, indent=2, ensure_ascii=False)
