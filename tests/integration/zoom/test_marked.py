"""Every word around Zoom's client is marked for translation."""

import pytest
from django.test import Client

from tests import marked
from tests.factories import core
from tests.factories import zoom as factory
from tests.marked import WORDS
from virtualcrowd.agenda.models import Session


@pytest.fixture
def reader(ana, in_brackets) -> Client:
    client = Client(headers={"Accept-Language": marked.LANGUAGE})
    client.force_login(ana.user)
    return client


@pytest.fixture
def talk(demo) -> Session:
    return core.session(demo, title=WORDS)


@pytest.mark.parametrize("page", ["join", "left"])
def test_page_of_the_client(reader, talk, demo, page):
    factory.connection(demo)
    factory.embed(talk, factory.item(demo))

    response = reader.get(f"/e/demo/agenda/{talk.pk}/{page}", headers={"Sec-Fetch-Dest": "iframe"})

    assert response.status_code == 200
    assert marked.leftovers(response.text) == []


@pytest.mark.parametrize(
    "fields", [{}, {"waiting_room": True}, {"obstacle": "needs_sign_in"}, {"gone_at": core.NOON}]
)
def test_what_the_panel_says(reader, talk, demo, fields):
    factory.connection(demo, account_name=WORDS)
    factory.embed(talk, factory.item(demo, topic=WORDS, agenda=WORDS, **fields))

    response = reader.get(f"/e/demo/agenda/{talk.pk}")

    assert marked.leftovers(response.text, names={"Lisbono", "ana", "demo", "example"}) == []
