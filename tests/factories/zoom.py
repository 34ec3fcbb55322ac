"""Zoom's side of an event: a connection as it is after authorizing, rows as Zoom lists them."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from tests.factories import core
from virtualcrowd.agenda.models import Session
from virtualcrowd.events.models import Event
from virtualcrowd.zoom.models import Connection, Embed, LibraryItem
from virtualcrowd.zoom.setup_models import AdminLink

_n = count(1)
SDK_SECRET = "sandboxSdkSecret0000000000000001"


def connection(event: Event, **fields: Any) -> Connection:
    plain = {
        "status": Connection.Status.CONNECTED,
        "sdk_client_id": "sandboxSdkApp000000001",
        "sdk_client_secret": SDK_SECRET,
        "oauth_client_id": "sandboxGeneralApp00001",
        "oauth_client_secret": "sandboxGeneralSecret000000000001",
        "access_token": "access-1",
        "refresh_token": "refresh-1",
        "token_expires_at": timezone.now() + timedelta(hours=1),
        "scopes": "user:read:user:admin meeting:read:list_meetings:admin "
        "meeting:read:meeting:admin webinar:read:list_webinars:admin webinar:read:webinar:admin",
        "account_id": "account-1",
        "zoom_user_id": "user-1",
        "zoom_user_email": "beatriz@atlanticcoast.example",
        "zoom_user_name": "Beatriz Moreira",
    }
    return Connection.objects.create(event=event, **plain | fields)


def item(event: Event, **fields: Any) -> LibraryItem:
    number = 82_000_000_000 + next(_n)
    plain: dict[str, Any] = {
        "kind": "meeting",
        "zoom_id": str(number),
        "topic": f"Meeting {number}",
        "agenda": "As Zoom has it.",
        "starts_at": core.NOON,
        "duration": timedelta(minutes=45),
        "host_id": "host-1",
        "host_email": "habitats@demo.example",
        "passcode": "reef42",
        "synced_at": timezone.now(),
    }
    return LibraryItem.objects.create(event=event, **plain | fields)


def embed(session: Session, item: LibraryItem) -> Embed:
    Session.objects.filter(pk=session.pk).update(provider="zoom")
    session.provider = "zoom"
    return Embed.objects.create(session=session, item=item)


def admin_link(event: Event, **fields: Any) -> AdminLink:
    now = timezone.now()
    plain = {"created_at": now, "expires_at": now + timedelta(days=14)}
    return AdminLink.objects.create(event=event, **plain | fields)
