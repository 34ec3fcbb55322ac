"""Signing in, personal links, the page of Zoom's client: every word is marked for translation."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests import marked
from tests.factories import core
from tests.factories import zoom as factory
from virtualcrowd.agenda.models import Session
from virtualcrowd.events import links
from virtualcrowd.events.models import Attendee, Event

WORDS = "Λόγος"
NAMES = {"ana", "demo", "example"}
ANYBODY = ["login", "login/code", "password/reset", "password/reset/done", "signup", "inactive"]
SIGNED_IN = ["logout", "email", "password/change", "reauthenticate", "2fa", "2fa/totp/activate"]


@pytest.fixture
def demo(db) -> Event:
    return core.event("demo", name=WORDS)


@pytest.fixture
def ana(demo) -> Attendee:
    return core.attendee(demo, core.user("ana@demo.example", name=WORDS))


@pytest.fixture
def talk(demo) -> Session:
    factory.connection(demo)
    session = core.session(demo, title=WORDS)
    factory.embed(session, factory.item(demo))
    return session


@pytest.fixture
def reader(monkeypatch, settings) -> Client:
    marked.speak(monkeypatch, settings)
    return Client(headers={"Accept-Language": marked.LANGUAGE})


def left_in(response) -> list[str]:
    return marked.leftovers(response.text, names=NAMES)


@pytest.mark.parametrize("page", ANYBODY)
def test_pages_that_anybody_opens(reader, db, page):
    response = reader.get(f"/accounts/{page}/")

    assert response.status_code == 200
    assert left_in(response) == []


@pytest.mark.parametrize("page", SIGNED_IN)
def test_pages_of_ones_account(reader, ana, page):
    reader.force_login(ana.user)

    response = reader.get(f"/accounts/{page}/", follow=True)

    assert response.status_code == 200
    assert left_in(response) == []


@pytest.mark.parametrize("page", ["login", "login/code", "password/reset"])
def test_what_is_said_of_an_empty_form(reader, db, page):
    assert left_in(reader.post(f"/accounts/{page}/", {})) == []


def test_what_is_said_of_a_wrong_password(reader, ana):
    form = {"login": "ana@demo.example", "password": "wrong"}

    assert left_in(reader.post("/accounts/login/", form)) == []


def link_of(ana) -> str:
    return urlsplit(links.address(ana)).path


def test_a_personal_link(reader, ana):
    response = reader.get(link_of(ana))

    assert response.status_code == 200
    assert left_in(response) == []


def test_a_personal_link_in_somebody_elses_browser(reader, ana):
    reader.force_login(core.user("other@demo.example", name=WORDS))

    assert left_in(reader.get(link_of(ana))) == []


@pytest.mark.parametrize("change", [{"link_version": 9}, {"is_blocked": True}, {"is_staff": True}])
def test_a_personal_link_that_does_not_let_in(reader, ana, change):
    link = link_of(ana)
    Attendee.objects.filter(pk=ana.pk).update(**change)

    assert left_in(reader.get(link)) == []


def test_a_personal_link_that_is_none(reader, demo):
    assert left_in(reader.get("/e/demo/in/nonsense/")) == []


@pytest.mark.parametrize("page", ["join", "left"])
def test_the_page_of_zooms_client(reader, ana, talk, page):
    reader.force_login(ana.user)
    address = f"/e/demo/agenda/{talk.pk}/{page}"

    response = reader.get(address, headers={"Sec-Fetch-Dest": "iframe"})

    assert response.status_code == 200
    assert left_in(response) == []
