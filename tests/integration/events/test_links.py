"""Personal links: what they open, for whom, for how long, and what they never open."""

import logging
import re
from datetime import UTC, datetime

import pytest
import time_machine
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.hashers import BasePasswordHasher
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import core
from tests.integration.events.visits import is_in, path_of, refused
from tests.pages import text_of
from virtualcrowd.accounts.models import User
from virtualcrowd.common.logs import MaskSecrets
from virtualcrowd.common.models import BusMessage
from virtualcrowd.events import links, people, staff
from virtualcrowd.events.models import Attendee, Role

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_the_second_day():
    with time_machine.travel(NOW, tick=True):
        yield


# --- the way in


def test_get_says_whose_link_it_is_and_post_lets_them_in(client, ana):
    page = client.get(path_of(ana))

    assert page.status_code == 200
    assert "Continue as Ana Attendee" in text_of(page)
    assert not is_in(client)

    answer = client.post(path_of(ana))

    assert answer.url == "/e/demo/"
    assert is_in(client)


def test_page_needs_no_script_and_guards_its_form(ana):
    client = Client(enforce_csrf_checks=True)

    page = client.get(path_of(ana))

    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[1]
    assert client.post(path_of(ana)).status_code == 403
    assert client.post(path_of(ana), {"csrfmiddlewaretoken": token}).status_code == 302


def test_scanner_that_opens_a_link_changes_nothing_and_uses_nothing_up(client, ana):
    before = Attendee.objects.values().get(pk=ana.pk)

    for _ in range(5):
        assert client.get(path_of(ana)).status_code == 200
        assert client.head(path_of(ana)).status_code == 200

    assert Attendee.objects.values().get(pk=ana.pk) == before
    assert not Session.objects.exists()
    assert client.put(path_of(ana)).status_code == 405


def test_works_on_many_devices_and_again(ana):
    for device in (Client(), Client(), Client()):
        device.post(path_of(ana))
        assert is_in(device)


def test_leads_to_the_session_that_was_asked_for(client, demo, ana):
    talk = f"/e/demo/agenda/{core.session(demo).pk}"

    link = path_of(ana, leads_to=talk)

    assert client.post(link).url == talk
    assert client.get(talk).status_code == 200
    assert client.get(link).url == talk  # who is in is not asked again


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/e/demo/",
        "//evil.example/e/demo/",
        "/app/demo/",
        "/e/rival/",
        "/e/demo/../../app/",
        "/e/demo/%2e%2E/%2e./app/",
        "/e/demo\\@evil.example",
        "javascript:alert(1)",
        "",
    ],
)
def test_leads_to_pages_of_the_event_alone(client, ana, elsewhere):
    assert client.post(path_of(ana, leads_to=elsewhere)).url == "/e/demo/"


def test_neither_page_nor_link_nor_headers_tell_more_than_the_name(client, ana):
    page = client.get(path_of(ana))

    assert ana.email not in links.address(ana)
    assert ana.email not in page.content.decode()
    assert page["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page["Cache-Control"]
    assert "noindex" in page["X-Robots-Tag"]
    assert 'href="http' not in page.content.decode()


def test_logs_do_not_hold_the_key(ana, caplog):
    record = logging.LogRecord("x", 30, "", 0, "Not found: %s", (path_of(ana),), None)
    MaskSecrets().filter(record)

    assert "/in/" in record.getMessage()
    assert links.address(ana).split("/in/")[1].split("-", 1)[1][:20] not in record.getMessage()


def test_no_password_is_hashed_on_the_way(client, ana, monkeypatch):
    def hashed(*_args, **_more):
        raise AssertionError("a password was hashed")

    for name in ("encode", "verify"):
        monkeypatch.setattr(f"django.contrib.auth.hashers.MD5PasswordHasher.{name}", hashed)
        monkeypatch.setattr(BasePasswordHasher, name, hashed)

    client.get(path_of(ana))
    client.post(path_of(ana))

    assert is_in(client)


def test_somebody_else_in_the_browser_is_told_and_then_signed_out(olive, ana, signed_in):
    browser = signed_in(olive)

    assert "You are signed in as Olive Organiser" in text_of(browser.get(path_of(ana)))
    browser.post(path_of(ana))

    assert browser.get("/app/demo/").status_code == 302
    assert "Ana Attendee" in browser.get("/e/demo/").content.decode()


# --- what a link never grants


def make_staff_elsewhere(user):
    core.staff(core.event("elsewhere"), user, Role.VIEWER)


def make_superuser(user):
    User.objects.filter(pk=user.pk).update(is_superuser=True)


def make_organiser(user):
    User.objects.filter(pk=user.pk).update(may_create_events=True)


def give_two_factors(user):
    totp.TOTP.activate(user, totp.generate_totp_secret())


MORE = pytest.mark.parametrize(
    "become", [make_staff_elsewhere, make_superuser, make_organiser, give_two_factors]
)


@MORE
def test_who_may_do_more_than_attend_signs_in(client, ana, become):
    become(ana.user)

    words = refused(client, path_of(ana), 403, "Please sign in")

    assert "a link alone does not let you in" in words


@MORE
def test_who_becomes_more_is_asked_to_sign_in_where_they_came_by_link(client, ana, become):
    client.post(path_of(ana))
    assert is_in(client)

    become(ana.user)

    assert client.get("/e/demo/").url == "/accounts/login/?next=/e/demo/"
    assert client.get("/app/").status_code == 302


def test_staff_looking_at_their_event_get_no_link_that_works(client, demo, olive):
    looker = people.attendee_for(user=olive, event=demo, now=NOW)

    refused(client, path_of(looker), 403, "Please sign in")


def test_visit_by_link_is_nobody_outside_its_event(client, demo, ana):
    other = core.event("other")
    core.attendee(other, ana.user)

    client.post(path_of(ana))

    for page in (
        "/e/other/",
        "/app/",
        "/app/demo/",
        "/accounts/password/change/",
        "/accounts/password/set/",
        "/accounts/2fa/",
        "/accounts/email/",
    ):
        answer = client.get(page)
        assert answer.status_code == 302, page
        assert answer.url.startswith("/accounts/login/"), page
    assert client.post(
        "/accounts/password/set/", {"password1": "reef-tide-42", "password2": "reef-tide-42"}
    ).url.startswith("/accounts/login/")
    assert client.get("/").url == "/e/demo/"
    assert is_in(client)


def test_signing_in_by_code_takes_the_bounds_off(client, ana, olive):
    client.post(path_of(ana))

    answer = client.post("/accounts/login/code/", {"email": ana.email, "next": "/e/demo/"})
    code = re.search(r"code: (\S+)", mail.outbox[0].subject)[1]
    client.post(answer.url, {"code": code})

    assert client.get("/accounts/email/").status_code == 200
    links.revoke(attendee=ana, by=olive)
    assert is_in(client)


def test_signing_out_works(client, ana):
    client.post(path_of(ana))
    client.post("/accounts/logout/")
    assert not is_in(client)

    client.post(path_of(ana))
    client.post("/e/demo/sign-out")
    assert not is_in(client)


def test_given_access_closes_the_link(client, demo, ana, olive):
    client.post(path_of(ana))

    staff.add(event=demo, email=ana.email, role=Role.EDITOR, by=olive)

    assert BusMessage.objects.filter(topic="revoked", body__attendee=ana.pk).exists()
    refused(client, path_of(ana), 403, "Please sign in")


def test_visit_by_link_costs_one_query_more(client, demo, ana, signed_in):
    client.post(path_of(ana))
    plain = signed_in(ana.user)
    for browser in (client, plain):
        browser.get("/e/demo/agenda")

    with CaptureQueriesContext(connection) as by_link:
        client.get("/e/demo/agenda")
    with CaptureQueriesContext(connection) as by_code:
        plain.get("/e/demo/agenda")

    assert len(by_link) == len(by_code) + 1


# --- codes, and the way back


def test_link_from_a_calendar_leads_to_the_session_after_signing_in(client, demo, ana):
    talk = f"/e/demo/agenda/{core.session(demo).pk}"

    login = client.get(talk)
    form = client.get(login.url).content.decode()
    assert f'name="next" value="{talk}"' in form
    asked = client.post("/accounts/login/code/", {"login": ana.email, "next": talk})
    code = re.search(r"code: (\S+)", mail.outbox[0].subject)[1]

    assert client.post(asked.url, {"code": code}).url == talk
    assert client.get(talk).status_code == 200


def test_language_of_the_sign_in_is_kept_for_mails(client, ana):
    client.post(path_of(ana), headers={"accept-language": "de"})

    ana.user.refresh_from_db()
    assert ana.user.language == "de"
