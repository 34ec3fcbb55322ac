"""Visits by personal link, as tests make them."""

from urllib.parse import urlsplit

from django.test import Client

from tests.pages import text_of
from virtualcrowd.events import links
from virtualcrowd.events.models import Attendee


def path_of(attendee: Attendee, **more) -> str:
    parts = urlsplit(links.address(Attendee.objects.get(pk=attendee.pk), **more))
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def is_in(client: Client) -> bool:
    return client.get("/e/demo/").status_code == 200


def refused(client, link: str, status: int, heading: str, *, can_ask_for_code: bool = True):
    for response in (client.get(link), client.post(link)):
        assert response.status_code == status
        assert heading in text_of(response)
        assert ('action="/accounts/login/code/"' in response.content.decode()) == can_ask_for_code
    assert not is_in(client)
    return text_of(response)
