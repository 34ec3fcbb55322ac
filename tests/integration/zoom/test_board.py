"""The readiness board's lines of Zoom: real looks with their time, and never green without one."""

from datetime import timedelta

import httpx2
import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from tests.factories import core
from tests.factories import zoom as factory
from virtualcrowd.events.models import Group
from virtualcrowd.zoom.board import headers, of_event, of_session
from virtualcrowd.zoom.clash.models import Host
from virtualcrowd.zoom.models import Connection, Registrant
from virtualcrowd.zoom.setup_models import JoinTest
from virtualcrowd.zoom.testjoin import results
from virtualcrowd.zoom.views import join

NOON = core.NOON
NOW = NOON - timedelta(hours=3)


@pytest.fixture(autouse=True)
def morning(db):
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


def host(event, **fields) -> Host:
    plain = {
        "host_id": "host-1", "email": "habitats@demo.example", "status": "active", "licence": 2,
        "meeting_capacity": 300, "checked_at": NOW, "calendar_at": NOW,
    }  # fmt: skip
    return Host.objects.create(event=event, **plain | fields)


def lines(event, session=None, **item) -> dict[str, str]:
    """Title → level, of a session with an item that is `item` besides plain."""
    session = session or core.session(event)
    plain = {"alternative_hosts": "second@demo.example", "synced_at": NOW}
    factory.embed(session, factory.item(event, **plain | item))
    found = of_session.checks(event, NOW)[session.pk]
    return {check.title: check.level for check in found}


def test_session_without_fault_is_green_in_every_line_and_each_has_its_time(demo):
    host(demo)
    session = core.session(demo)

    found = lines(demo, session)

    assert set(found.values()) == {"ok"}
    assert list(found) == [
        "A meeting stands behind it",
        "No Zoom sign-in is demanded",
        "Starts when Zoom says",
        "Host is active and licensed",
        "Alternative host is set",
        "Passcode is known",
        "No registration in Zoom",
        "Room for everybody",
    ]
    assert {check.at for check in of_session.checks(demo, NOW)[session.pk]} == {NOW}


@pytest.mark.parametrize(
    ("item", "title", "level"),
    [
        ({"gone_at": NOW}, "Deleted in Zoom", "bad"),
        ({"obstacle": "needs_sign_in"}, "Not supported: authentication", "bad"),
        ({"obstacle": "e2ee"}, "Not supported: encryption", "bad"),
        ({"has_country_rule": True}, "Not for every country", "warn"),
        ({"starts_at": None}, "No fixed time in Zoom", "ok"),
        ({"starts_at": NOON + timedelta(minutes=30)}, "Another time in Zoom", "warn"),
        ({"alternative_hosts": ""}, "No alternative host", "warn"),
        ({"passcode": ""}, "No passcode known", "warn"),
        ({"passcode": "", "waiting_room": True}, "No passcode needed", "ok"),
        ({"synced_at": NOW - timedelta(hours=25)}, "Sign-in: not checked lately", "none"),
        ({"synced_at": NOW - timedelta(hours=23)}, "No Zoom sign-in is demanded", "ok"),
    ],
)
def test_what_zoom_says_of_the_item(demo, item, title, level):
    host(demo)

    assert lines(demo, **item)[title] == level


@pytest.mark.parametrize(
    ("fields", "title", "level"),
    [
        ({"status": "inactive"}, "Host: deactivated", "bad"),
        ({"status": "pending"}, "Host: invited, not accepted yet", "bad"),
        ({"status": "gone"}, "Host: not in the account any more", "bad"),
        ({"status": ""}, "Host: not checked", "none"),
        ({"refuses_web_guests": True}, "No guests by browser", "bad"),
        ({"refuses_web_guests": False}, "No Zoom sign-in is demanded", "ok"),
        ({"licence": None}, "Host’s licence: not checked", "none"),
        ({"licence": 1}, "Host on the Basic plan", "bad"),
        ({"meeting_capacity": 0}, "Room for everybody: not checked", "none"),
    ],
)
def test_what_zoom_says_of_the_host(demo, fields, title, level):
    host(demo, **fields)

    assert lines(demo)[title] == level


def test_host_that_nobody_looked_at_is_not_green(demo):
    found = lines(demo)

    assert found["Host: not checked"] == "none"
    assert found["Room for everybody: not checked"] == "none"


def test_basic_host_of_a_short_session_is_only_worth_a_look(demo):
    host(demo, licence=1)
    short = core.session(demo, ends_at=NOON + timedelta(minutes=40))

    assert lines(demo, short)["Host on the Basic plan"] == "warn"


MAY = "meeting:write:registrant:admin"


@pytest.mark.parametrize(
    ("scopes", "item", "states", "title", "level"),
    [
        (MAY, {}, [], "Registration is done for them", "ok"),
        ("meeting:write:admin", {}, ["approved"], "Registration is done for them", "ok"),
        (MAY, {"manual_approval": True}, [], "Registration by hand", "warn"),
        (MAY, {}, ["approved", "failed"], "Not everybody is registered", "warn"),
        ("meeting:read:meeting", {}, [], "Attendees cannot be registered", "bad"),
        ("", {}, [], "Registration: not checked", "none"),
        (MAY, {"kind": "webinar"}, [], "Attendees cannot be registered", "bad"),
    ],
)
def test_registration_is_possible_only_with_the_scope(demo, scopes, item, states, title, level):
    host(demo)
    factory.connection(demo, scopes=scopes, checked_at=NOW)
    session = core.session(demo)
    lines(demo, session, needs_registration=True, **item)
    for state in states:
        Registrant.objects.create(
            item=session.zoom_embed.item, attendee=core.attendee(demo, core.user()), state=state
        )

    found = {check.title: check.level for check in of_session.checks(demo, NOW)[session.pk]}
    assert found[title] == level


@pytest.mark.parametrize(
    ("kind", "fields", "title", "level"),
    [
        ("webinar", {"webinar_capacity": 500}, "Host is active and licensed", "ok"),
        ("webinar", {"webinar_capacity": 0}, "Host without webinar licence", "warn"),
    ],
)
def test_webinar_needs_its_own_licence(demo, kind, fields, title, level):
    host(demo, **fields)

    assert lines(demo, kind=kind)[title] == level


@pytest.mark.parametrize(
    ("people", "capacity", "title", "level"),
    [
        (4, 5, "Room for everybody", "ok"),
        (5, 5, "Nearly full", "warn"),
        (6, 5, "Not room for everybody", "bad"),
    ],
)
def test_capacity_against_everybody_who_may_come(demo, people, capacity, title, level):
    host(demo, meeting_capacity=capacity)
    for _ in range(people):
        core.attendee(demo, core.user())
    core.attendee(demo, core.user(), is_staff=True)
    core.attendee(demo, core.user(), is_blocked=True)

    assert lines(demo)[title] == level


def test_capacity_against_the_groups_that_see_it_each_person_once(demo):
    host(demo, meeting_capacity=1)
    both = [Group.objects.create(event=demo, name=name) for name in ("Members", "Board")]
    one = core.attendee(demo, core.user())
    one.groups.set(both)
    core.attendee(demo, core.user())
    session = core.session(demo)
    session.groups.set(both)

    assert lines(demo, session)["Nearly full"] == "warn"


def test_clash_is_red_on_both_sessions(demo):
    host(demo, meeting_capacity=100)
    first = core.session(demo, title="Reefs")
    factory.embed(first, factory.item(demo))

    found = lines(demo, core.session(demo, title="Kelp"))

    title = "Wed 25 Nov, 12:00: one host, two meetings"
    assert found[title] == "bad"
    assert title in {check.title for check in of_session.checks(demo, NOW)[first.pk]}


def test_plan_b_silences_the_meeting_that_nobody_goes_to(demo):
    session = core.session(demo, plan_b="link", plan_b_url="https://a.example.org")

    assert lines(demo, session, obstacle="e2ee") == {"Plan B is on": "warn"}


def test_sessions_that_are_over_have_no_lines(demo):
    session = core.session(demo, starts_at=NOW - timedelta(hours=2))
    factory.embed(session, factory.item(demo))

    assert of_session.checks(demo, NOW) == {}


def test_it_takes_the_same_queries_for_one_and_for_ten(demo, django_assert_num_queries):
    host(demo)
    lines(demo)
    with django_assert_num_queries(11):
        of_session.checks(demo, NOW)
    for number in range(9):
        lines(demo, core.session(demo, starts_at=NOON + timedelta(hours=number)))

    with django_assert_num_queries(11):
        of_session.checks(demo, NOW)


# --- of the event ------------------------------------------------------------------------------


def of(connection: Connection) -> dict[str, str]:
    return {check.title: check.level for check in of_event.lines(connection, NOW)}


def joined(connection: Connection, **fields) -> JoinTest:
    plain = {
        "at": NOW, "topic": "Reefs", "outcome": "joined", "stage": "left", "sdk_version": "6.2.0",
        "keys": results.fingerprint(connection),
    }  # fmt: skip
    return JoinTest.objects.create(connection=connection, **plain | fields)


ACCOUNT = "The keys belong to the hosts’ Zoom account"


def test_nothing_is_green_that_nobody_tried(demo):
    assert of(factory.connection(demo)) == {
        "The Zoom app has its scopes": "ok",
        f"{ACCOUNT}: not checked": "none",
        "Test join not done yet": "none",
        "Browser isolation: not checked": "none",
    }


def test_test_join_shows_that_the_keys_are_of_the_account(demo):
    connection = factory.connection(demo)
    joined(connection)

    found = {check.title: check for check in of_event.lines(connection, NOW)}

    assert (found[ACCOUNT].level, found[ACCOUNT].at) == ("ok", NOW)


def test_test_join_with_other_keys_shows_nothing_any_more(demo):
    connection = factory.connection(demo)
    joined(connection, keys="others")

    assert of(connection)[f"{ACCOUNT}: not checked"] == "none"


def test_one_app_for_both_is_of_the_same_account(demo):
    assert of(factory.connection(demo, way="one_app"))[ACCOUNT] == "ok"


def test_doctors_finding_of_foreign_keys_is_red(demo):
    connection = factory.connection(demo, findings=[{"key": "sdk_other_account", "detail": ""}])

    assert of(connection)["The keys are another Zoom account’s"] == "bad"


def test_missing_scope_is_named(demo):
    found = of_event.lines(factory.connection(demo, scopes="user:read:user"), NOW)[0]

    assert found.level == "bad"
    assert "meeting:read:meeting" in found.detail


# --- headers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seen", "level"),
    [
        (headers.Seen("isolate-and-credentialless", NOW), "ok"),
        (headers.Seen("", NOW), "warn"),
        (headers.Seen(None, NOW), "none"),
        (headers.Seen("isolate-and-credentialless", NOW - timedelta(hours=4)), "none"),
    ],
)
def test_isolation_is_what_the_last_look_at_our_own_address_saw(demo, seen, level):
    cache.set(headers.KEY, seen)

    assert of_event.lines(factory.connection(demo), NOW)[-1].level == level


def test_the_page_that_is_asked_carries_what_the_join_page_does(client):
    response = client.get(reverse("zoom_callback:isolation"))

    assert response.status_code == 204
    assert response[headers.HEADER] == headers.WANTED == join.ISOLATION


def test_look_asks_our_address_over_http(live_server, settings, demo):
    settings.PUBLIC_URL = live_server.url
    assert headers.look(NOW).is_whole

    settings.PUBLIC_URL = f"{live_server.url}/nowhere"
    assert headers.look(NOW).value is None
    assert httpx2.get(f"{live_server.url}/healthz-of-nobody").status_code == 404


def test_address_that_does_not_answer_is_not_green_and_not_red(settings, demo):
    settings.PUBLIC_URL = "http://127.0.0.1:9"

    assert headers.look(NOW).value is None


@pytest.mark.parametrize("page", ["/app/demo/", "/app/demo/readiness"])
def test_what_only_owners_may_open_is_not_offered_to_others(demo, olive, stan, signed_in, page):
    factory.connection(demo)

    assert "/integrations/zoom/test-join" in signed_in(olive).get(page).text
    editors = signed_in(stan).get(page).text
    assert "/integrations/zoom/test-join" not in editors
    assert "For owners" in editors
