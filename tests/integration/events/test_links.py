"""Personal links: what they open, for whom, for how long, and what they never open."""

import logging
import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

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
from virtualcrowd.accounts.models import User
from virtualcrowd.common.logs import MaskSecrets
from virtualcrowd.common.models import BusMessage
from virtualcrowd.events import links, people, staff
from virtualcrowd.events.models import Attendee, Role

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
LAST = datetime(2026, 12, 3, 23, 59, tzinfo=UTC)  # the event ends on 26 November, in Lisbon


@pytest.fixture(autouse=True)
def on_the_second_day():
    with time_machine.travel(NOW, tick=True):
        yield


def path_of(attendee: Attendee, **more) -> str:
    parts = urlsplit(links.address(Attendee.objects.get(pk=attendee.pk), **more))
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def text_of(response) -> str:
    main = response.content.decode().partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def is_in(client: Client) -> bool:
    return client.get("/e/demo/").status_code == 200


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


# --- what keeps out


def refused(client, link: str, status: int, heading: str, *, can_ask_for_code: bool = True):
    for response in (client.get(link), client.post(link)):
        assert response.status_code == status
        assert heading in text_of(response)
        assert ('action="/accounts/login/code/"' in response.content.decode()) == can_ask_for_code
    assert not is_in(client)
    return text_of(response)


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token[:-1],
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: token.replace("-1.", "-2."),
        lambda token: "1" + token,
        lambda token: token.split(".")[0],
        lambda _token: "x",
        lambda _token: "9" * 5000 + "-1.x",
        lambda _token: "٣-1.x",
    ],
)
def test_tampered_link(client, ana, change):
    code = links.address(ana).split("/in/")[1].rstrip("/")

    refused(client, f"/e/demo/in/{change(code)}/", 404, "This link is not complete")


def test_expired_link_says_so_and_offers_a_code(client, demo, ana):
    with time_machine.travel(LAST):
        client.post(path_of(ana))
        assert is_in(client)

    with time_machine.travel(LAST + timedelta(minutes=2)):
        assert not is_in(client)  # nor does the visit outlast the link
        refused(client, path_of(ana), 410, "This link has expired")

        demo.ends_on = date(2026, 11, 28)
        demo.save()
        client.post(path_of(ana))
        assert is_in(client)


def test_visit_ends_with_the_link_though_its_session_was_prolonged(client, ana):
    with time_machine.travel(LAST - timedelta(hours=1)):
        client.post(path_of(ana))
    with time_machine.travel(LAST - timedelta(minutes=1)):
        client.post(
            "/accounts/login/code/", {"email": "nobody@demo.example"}
        )  # kept in the session
        assert is_in(client)

    with time_machine.travel(LAST + timedelta(minutes=2)):
        assert "sessionid" in client.cookies
        assert client.get("/e/demo/").url == "/accounts/login/?next=/e/demo/"


def test_visit_ends_where_the_event_was_moved_to_the_past(client, demo, ana):
    client.post(path_of(ana))

    demo.starts_on = demo.ends_on = date(2026, 11, 2)
    demo.save()

    assert not is_in(client)


def test_visit_opens_no_other_event_that_takes_over_the_address(client, demo, ana):
    client.post(path_of(ana))

    demo.shortcode = "demo-2026"
    demo.save()
    core.attendee(core.event("demo"), ana.user)

    assert not is_in(client)


def test_revoked_link_and_what_it_opened_close(client, ana, olive):
    old = path_of(ana)
    client.post(old)

    links.revoke(attendee=ana, by=olive)

    assert client.get("/e/demo/").url == "/accounts/login/?next=/e/demo/"
    refused(client, old, 410, "This link works no more")
    assert BusMessage.objects.filter(topic="revoked", body__attendee=ana.pk).exists()
    client.post(path_of(ana))
    assert is_in(client)


def test_revoking_closes_the_calendar_whose_address_a_visitor_may_have_copied(client, ana, olive):
    client.post(path_of(ana))
    feed = re.search(
        r"http://\S+?(/e/demo/calendar/\S+?\.ics)", client.get("/e/demo/calendar").text
    )[1]
    assert Client().get(feed).status_code == 200

    links.revoke(attendee=ana, by=olive)

    assert Client().get(feed).status_code == 404


def test_new_link_replaces_a_visit_by_the_old_one(client, ana, olive):
    client.post(path_of(ana))
    links.revoke(attendee=ana, by=olive)

    assert "Continue as" in text_of(client.get(path_of(ana)))


def test_revoking_leaves_who_signed_in_otherwise(ana, olive, signed_in):
    browser = signed_in(ana.user)

    links.revoke(attendee=ana, by=olive)

    assert is_in(browser)


def test_link_of_another_address_another_event_and_of_who_was_removed(client, demo, ana, olive):
    link = path_of(ana)
    core.event("other")
    refused(client, link.replace("/demo/", "/other/"), 404, "not complete")

    User.objects.filter(pk=ana.user.pk).update(email="ana.new@demo.example")
    refused(client, link, 404, "not complete")

    link = path_of(ana)
    people.remove_attendee(attendee=Attendee.objects.get(pk=ana.pk), by=olive)
    refused(client, link, 404, "not complete")
    back, _ = people.add_attendee(event=demo, email="ana.new@demo.example", name="Ana", by=olive)
    refused(client, link, 404, "not complete")
    client.post(path_of(back))
    assert is_in(client)


def test_event_that_is_not_published_and_who_is_blocked(client, demo, ana, olive):
    demo.is_published = False
    demo.save()
    words = refused(client, path_of(ana), 403, "Not open to you now", can_ask_for_code=False)
    assert "Open Water 2026 is not open yet" in words

    demo.is_published = True
    demo.save()
    client.post(path_of(ana))
    assert is_in(client)
    people.set_blocked(attendee=ana, is_blocked=True, by=olive)
    refused(client, path_of(ana), 403, "Not open to you now", can_ask_for_code=False)


def test_many_wrong_links_are_stopped_and_good_ones_never(client, ana, settings):
    settings.WRONG_LINKS_PER_MINUTE = 3
    answers = [client.get("/e/demo/in/1-1.x/").status_code for _ in range(5)]

    assert answers == [404, 404, 404, 429, 429]
    assert client.get(path_of(ana)).status_code == 200


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
