"""What Event home, Plugins and Libraries tell of Zoom, from what is stored."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import core
from tests.factories import zoom as make
from virtualcrowd.zoom import readiness
from virtualcrowd.zoom.models import Connection, LibraryItem

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
NOON = core.NOON


def lines(event):
    return {check.title: check for check in readiness.checks(event, NOW)}


def embedded(event, *, session=None, **fields):
    session = session or core.session(event, title="Kelp", provider="zoom")
    make.embed(session, make.item(event, **{"starts_at": session.starts_at} | fields))
    return session


def test_event_without_zoom_is_told_to_connect(demo):
    found = lines(demo)["Zoom is not connected"]

    assert (found.level, found.action) == ("bad", "Connect Zoom")
    assert found.url == "/app/demo/integrations/zoom"
    assert lines(demo)["Nothing imported yet"].level == "none"


def test_connected_event_says_when_zoom_last_answered(demo):
    make.connection(demo, plan="Licensed", last_ok_at=None)

    found = lines(demo)["Zoom is connected"]

    assert found.level == "ok"
    assert found.detail == "beatriz@atlanticcoast.example, Licensed. Zoom answered never."


def test_broken_connection_is_bad_and_says_since_when(demo):
    make.connection(demo, status="broken", failure="grant_dead", failed_at=NOW)

    found = lines(demo)["Zoom no longer accepts the connection"]

    assert (found.level, found.action) == ("bad", "Authorize again")
    assert "Since Wed 25 Nov, 09:00 (Lisbon)" in found.detail


def test_empty_library_asks_to_import(demo):
    make.connection(demo)

    found = lines(demo)["Nothing imported yet"]

    assert (found.level, found.action) == ("warn", "Import Meetings & Webinars")


def test_library_is_counted_for_this_event_only(demo):
    make.connection(demo)
    make.item(demo)
    make.item(core.event("other"))

    assert lines(demo)["1 meeting or webinar imported"].level == "ok"


@pytest.mark.parametrize(
    ("fields", "kind", "title", "level"),
    [
        ({}, "meeting", "We ask Zoom whether hosts have started", "ok"),
        ({}, "webinar", "Live updates are not set up", "warn"),
        ({"webhook_secret": "s"}, "meeting", "Live updates do not reach us", "warn"),
        (
            {"webhook_secret": "s", "webhook_validated_at": NOW},
            "webinar",
            "Zoom tells us when hosts start",
            "ok",
        ),
    ],
)
def test_live_updates(demo, fields, kind, title, level):
    make.connection(demo, **fields)
    embedded(demo, kind=kind)

    assert lines(demo)[title].level == level


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"gone_at": NOW}, "deleted in Zoom"),
        ({"obstacle": "needs_sign_in"}, "not supported: authentication"),
        ({"obstacle": "something new"}, "not supported"),
    ],
)
def test_session_that_cannot_be_joined_is_bad(demo, fields, why):
    make.connection(demo)
    session = embedded(demo, **fields)

    found = lines(demo)[f"“Kelp”: {why}"]

    assert found.level == "bad"
    assert found.url == f"/app/demo/builder/agenda/{session.pk}/embed"


def test_another_time_in_zoom_is_told_in_the_events_zone(demo):
    make.connection(demo)
    session = core.session(demo, title="Kelp", provider="zoom", starts_at=NOON)
    embedded(demo, session=session, starts_at=NOON + timedelta(hours=1))

    found = lines(demo)["“Kelp”: another time in Zoom"]

    assert found.level == "warn"
    assert "12:00" in found.detail
    assert "13:00 (Lisbon)" in found.detail


def test_time_of_a_session_that_is_over_is_nobodys_worry(demo):
    session = core.session(demo, title="Kelp", provider="zoom", starts_at=NOW - timedelta(hours=3))
    embedded(demo, session=session, starts_at=NOW)

    assert "“Kelp”: another time in Zoom" not in lines(demo)


def test_recurring_item_without_time_fits_any_session(demo):
    embedded(demo, starts_at=None)

    assert "“Kelp”: another time in Zoom" not in lines(demo)


def test_many_problems_are_shortened(demo):
    for number in range(7):
        session = core.session(demo, title=f"Session {number}", provider="zoom")
        embedded(demo, session=session, gone_at=NOW)

    found = [check for check in readiness.checks(demo, NOW) if check.level == "bad"]

    assert found[-1].title == "2 more like these"
    assert len(found) == 1 + 5 + 1


@pytest.mark.parametrize("count", [1, 3])
def test_checks_cost_eleven_queries_whatever_the_size(demo, count, django_assert_num_queries):
    make.connection(demo)
    for number in range(count):
        embedded(demo, session=core.session(demo, title=f"S{number}", provider="zoom"))

    with django_assert_num_queries(11):
        readiness.checks(demo, NOW)


def test_tile(demo):
    assert readiness.tile(demo).state_label == "Not connected"
    assert readiness.tile(demo).library_summary == "Nothing imported yet"

    make.connection(demo, account_name="Atlantic Coast Forum")
    make.item(demo)
    tile = readiness.tile(demo)

    assert (tile.state, tile.state_label) == ("done", "Connected")
    assert "Atlantic Coast Forum" in tile.summary
    assert (tile.settings_url, tile.library_url) == (
        "/app/demo/integrations/zoom",
        "/app/demo/libraries/zoom",
    )
    assert tile.library_name == "Zoom meetings and Webinars"
    assert tile.library_summary == "1 imported"

    Connection.objects.update(status="broken")
    assert readiness.tile(demo).state == "failed"
    assert LibraryItem.objects.count() == 1
