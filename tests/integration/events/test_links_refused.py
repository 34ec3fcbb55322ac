"""Personal links that let nobody in any more, and the visits that they opened."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from tests.factories import core
from tests.integration.events.visits import is_in, path_of, refused
from tests.pages import text_of
from virtualcrowd.accounts.models import User
from virtualcrowd.agenda import passes
from virtualcrowd.common.models import BusMessage
from virtualcrowd.events import links, people
from virtualcrowd.events.models import Attendee

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
LAST = datetime(2026, 12, 3, 23, 59, tzinfo=UTC)  # the event ends on 26 November, in Lisbon


@pytest.fixture(autouse=True)
def on_the_second_day():
    with time_machine.travel(NOW, tick=True):
        yield


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
def test_tampered_link_lets_nobody_in(client, ana, change):
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


@pytest.mark.parametrize("page", ["/e/demo/", "/e/demo/pass", "/e/demo/agenda/{talk}/join"])
def test_pass_of_a_visit_ends_with_the_link(client, demo, ana, page):
    talk = core.session(demo, provider="zoom")

    with time_machine.travel(LAST - timedelta(minutes=20), tick=False):
        client.post(path_of(ana))
        page = page.format(talk=talk.pk)
        answer = client.post(page) if page.endswith("/pass") else client.get(page)

    cookie, end = answer.cookies[passes.COOKIE], links.expires_at(demo).timestamp()
    token = cookie.value.encode()
    assert passes.verify(token, end).attendee_id == ana.pk
    assert passes.verify(token, end + 1) is None
    assert cookie["max-age"] == 21 * 60


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


def test_neither_an_unpublished_event_opens_nor_any_to_who_is_blocked(client, demo, ana, olive):
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
