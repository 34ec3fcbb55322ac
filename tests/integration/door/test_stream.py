from contextlib import suppress

import pytest

from tests.factories import core
from tests.integration.door.conftest import NOW
from tests.waiting import until
from virtualcrowd.agenda import live
from virtualcrowd.agenda.models import LiveState, Session
from virtualcrowd.door import hub
from virtualcrowd.door.hub import RING
from virtualcrowd.door.listen import News
from virtualcrowd.events import people
from virtualcrowd.events.models import Event, Group
from virtualcrowd.events.people import GONE


@pytest.fixture
def follow(door, cookie):
    """Open the live stream in somebody's browser."""

    def get(attendee, query="", **headers):
        path = f"/e/{attendee.event.shortcode}/live{query}"
        return door.open("GET", path, **{"cookie": cookie(attendee)} | headers)

    return get


@pytest.fixture
def poll(door, cookie):
    def get(attendee, query=""):
        path = f"/e/{attendee.event.shortcode}/live/state{query}"
        return door.get(path, cookie=cookie(attendee))

    return get


def opened(exchange):
    """Read the answer's start and the first event."""
    assert exchange.start().status == 200
    return exchange.event()


def test_stream_begins_with_what_is(follow, demo, ana, talk):
    core.session(demo)
    ended = core.session(demo, live_state=LiveState.ENDED)
    Event.objects.filter(pk=demo.pk).update(revision=12)

    stream = follow(ana)

    start = stream.start()
    assert start.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert start.headers["x-accel-buffering"] == "no"
    assert start.headers["cache-control"] == "no-store"
    first = stream.event()
    assert first["event"] == "hello"
    states = {f"{talk.pk}": "live", f"{ended.pk}": "ended"}
    assert first["data"] == {"rev": 12, "states": states, "inside": {f"{talk.pk}": 0}}


def test_stream_of_one_session_begins_with_its_state(follow, demo, ana, talk):
    quiet = core.session(demo)

    assert opened(follow(ana, f"?session={quiet.pk}"))["data"]["states"] == {
        f"{quiet.pk}": "unknown"
    }
    assert opened(follow(ana, f"?session={talk.pk}"))["data"]["states"] == {f"{talk.pk}": "live"}


def test_stream_without_a_pass_is_refused(door, demo):
    answer = door.get("/e/demo/live")

    assert (answer.status, answer.json) == (401, {"error": "pass"})


@pytest.mark.parametrize("session", ["x", "999999", ""])
def test_stream_of_no_session_is_not_found(door, cookie, ana, session):
    answer = door.get(f"/e/demo/live?session=-{session}", cookie=cookie(ana))

    assert (answer.status, answer.json) == (404, {"error": "not_found"})


def test_stream_of_a_session_for_another_group_is_not_found(door, cookie, demo, ana, talk):
    talk.groups.add(Group.objects.create(event=demo, name="Speakers"))

    assert door.get(f"/e/demo/live?session={talk.pk}", cookie=cookie(ana)).status == 404


def test_stream_by_post_is_not_allowed(door, demo):
    assert door.post("/e/demo/live").status == 405


def test_stream_tells_of_start_and_change(follow, demo, ana):
    session = core.session(demo)
    stream = follow(ana)
    opened(stream)

    live.set_live_state(session, LiveState.LIVE, core.NOON)
    rev = live.agenda_changed(demo.pk, session.pk)
    live.agenda_changed(demo.pk)

    told = [stream.event() for _ in range(3)]
    assert told == [
        {
            "id": str(rev - 1),
            "event": "state",
            "data": {"session": session.pk, "state": "live", "rev": rev - 1},
        },
        {"id": str(rev), "event": "changed", "data": {"session": session.pk, "rev": rev}},
        {"id": str(rev + 1), "event": "changed", "data": {"session": None, "rev": rev + 1}},
    ]


def test_stream_of_one_session_tells_only_of_it(follow, demo, ana):
    mine, other = core.session(demo), core.session(demo)
    stream = follow(ana, f"?session={mine.pk}")
    opened(stream)

    live.set_live_state(other, LiveState.LIVE, core.NOON)
    live.set_live_state(mine, LiveState.LIVE, core.NOON)

    assert stream.event()["data"]["session"] == mine.pk


def test_stream_hides_sessions_of_other_groups(follow, demo, ana):
    secret, open_ = core.session(demo, live_state=LiveState.LIVE), core.session(demo)
    secret.groups.add(Group.objects.create(event=demo, name="Speakers"))
    staff = follow(core.attendee(demo, core.user(), is_staff=True))
    stream = follow(ana)
    assert opened(stream)["data"]["states"] == {}
    assert opened(staff)["data"]["states"] == {f"{secret.pk}": "live"}

    live.set_live_state(secret, LiveState.ENDED, core.NOON)
    live.agenda_changed(demo.pk, secret.pk)
    live.set_live_state(open_, LiveState.LIVE, core.NOON)

    assert [stream.event()["data"].get("session") for _ in range(2)] == [None, open_.pk]
    assert [staff.event()["data"]["session"] for _ in range(3)] == [secret.pk] * 2 + [open_.pk]


def test_session_published_while_nobody_asked_is_told_when_it_starts(follow, demo, ana):
    session = core.session(demo, is_published=False)
    stream = follow(ana)
    opened(stream)
    session.is_published = True
    session.save()
    live.agenda_changed(demo.pk, session.pk)
    assert stream.event()["data"]["session"] is None  # not known to be for Ana a moment ago
    loads = stream._driver.app.memory.snapshots
    until(lambda: loads.peek(demo.pk))

    live.set_live_state(session, LiveState.LIVE, core.NOON)

    assert stream.event()["data"]["state"] == "live"


def test_stream_of_another_event_hears_nothing(follow, demo, ana, rival):
    other = Event.objects.get(shortcode="rival")
    stream = follow(core.attendee(other, core.user()))
    opened(stream)

    live.agenda_changed(demo.pk)
    rev = live.agenda_changed(other.pk)

    assert stream.event()["data"] == {"session": None, "rev": rev}


def test_stream_that_comes_back_is_told_what_it_missed(follow, demo, ana):
    session = core.session(demo)
    stream = follow(ana)
    opened(stream)
    live.agenda_changed(demo.pk)
    seen = stream.event()["id"]
    stream.leave()
    watcher = follow(core.attendee(demo, core.user()))
    opened(watcher)
    live.set_live_state(session, LiveState.LIVE, core.NOON)
    watcher.event()

    back = opened(follow(ana, last_event_id=seen))

    assert (back["event"], back["id"]) == ("state", str(int(seen) + 1))


@pytest.mark.parametrize("last", ["0", "x", "", "99999"])
def test_stream_that_was_away_too_long_is_told_all(follow, demo, ana, talk, last):
    Event.objects.filter(pk=demo.pk).update(revision=100)
    watcher = follow(core.attendee(demo, core.user()))
    opened(watcher)
    for _ in range(RING + 2):
        live.agenda_changed(demo.pk)
    for _ in range(RING + 2):
        watcher.event()

    stream = follow(ana, last_event_id=last)
    back = opened(stream)

    assert back["event"] == "hello"
    told = back["data"]["rev"]
    while told < 100 + RING + 2:  # what was read may be overtaken: the rest follows at once
        told = stream.event()["data"]["rev"]
    assert told == 100 + RING + 2


def test_stream_that_was_given_its_room_ends_and_the_next_one_goes_on(
    follow, door, demo, ana, monkeypatch
):
    monkeypatch.setattr(hub, "ROOM", 400)  # bytes
    stream, last = follow(ana), 0
    opened(stream)

    with suppress(EOFError):
        for _ in range(20):
            live.agenda_changed(demo.pk)
            last = stream.event()["data"]["rev"]

    assert door.app.memory.hub.count == 0
    assert opened(follow(ana, last_event_id=str(last)))["data"]["rev"] == last + 1


def test_stream_that_leaves_is_forgotten(follow, door, ana):
    stream = follow(ana)
    opened(stream)
    assert door.app.memory.hub.count == 1

    stream.leave()

    assert door.app.memory.hub.count == 0
    assert not any(door.app.memory.hub._beats)


def test_silent_stream_beats(follow, ana, monkeypatch):
    monkeypatch.setattr(hub, "SECOND", 0.001)
    stream = follow(ana)
    opened(stream)

    assert stream.event() == {"comment": ""}


def test_who_is_revoked_while_the_event_is_read_gets_no_stream(
    follow, poll, door, ana, talk, monkeypatch
):
    assert poll(ana).status == 200
    memory = door.app.memory
    read = memory.snapshots._load

    async def revoked_meanwhile(event_id):
        found = await read(event_id)
        memory.hear(News("revoked", event_id, {"attendee": ana.pk, "version": GONE}))
        return found

    monkeypatch.setattr(memory.snapshots, "_load", revoked_meanwhile)
    door.call(memory.snapshots.drop_all)

    assert follow(ana).whole().status == 401
    assert memory.hub.count == 0


def test_stream_of_somebody_revoked_ends(follow, ana, talk):
    stream = follow(ana)
    opened(stream)

    people.revoke_passes(ana)

    with pytest.raises(EOFError):
        stream.event()


def test_streams_end_when_the_door_closes(door, follow, ana):
    stream = follow(ana)
    opened(stream)

    door.run(door.app.stop())

    with pytest.raises(EOFError):
        stream.event()


def test_missed_news_greets_everybody_anew(door, follow, demo, ana, talk):
    stream = follow(ana)
    opened(stream)
    Event.objects.filter(pk=demo.pk).update(revision=7)

    door.call(door.app.memory.missed)

    told = stream.event()["data"]
    assert (told["rev"], told["states"]) == (7, {f"{talk.pk}": "live"})


def test_poll_is_answered_only_when_something_is_newer(poll, demo, ana, talk):
    first = poll(ana)
    assert (first.status, first.json["rev"]) == (200, 0)
    assert first.json["states"] == {f"{talk.pk}": "live"}
    assert poll(ana, "?since=0").status == 204
    assert poll(ana, "?since=x").status == 200

    rev = live.agenda_changed(demo.pk)

    answer = until(lambda: (a := poll(ana, "?since=0")).status == 200 and a)
    assert answer.json["rev"] == rev
    assert poll(ana, f"?since={rev}").status == 204


def test_poll_of_one_session(poll, demo, ana):
    session = core.session(demo)

    assert poll(ana, f"?session={session.pk}").json["states"] == {f"{session.pk}": "unknown"}
    assert poll(ana, "?session=999999").status == 404


def test_poll_without_a_pass_is_refused(door, demo):
    assert door.get("/e/demo/live/state").status == 401


def test_clock_of_the_tests_is_before_the_sessions():
    assert core.NOON.timestamp() > NOW


def test_one_attendee_holds_a_few_streams_and_no_more(door, follow, demo, ana, settings):
    settings.STREAMS_PER_ATTENDEE = 2
    bob = core.attendee(demo, core.user("bob@demo.example"))
    first, second = follow(ana), follow(ana)
    for stream in (first, second):
        opened(stream)

    refused = follow(ana).whole()
    assert (refused.status, refused.json) == (429, {"error": "too_many"})
    opened(follow(bob))

    first.leave()
    opened(follow(ana))
    assert door.app.memory.hub.count == 3


def test_numbers_of_people_reach_pages_without_a_revision(follow, demo, ana, talk):
    Event.objects.filter(pk=demo.pk).update(revision=12)
    Session.objects.filter(pk=talk.pk).update(inside=2)
    stream = follow(ana)
    assert opened(stream)["data"]["inside"] == {f"{talk.pk}": 2}

    live.set_inside(demo.pk, "fake", {talk.pk: 128})
    assert stream.event() == {"event": "inside", "data": {f"{talk.pk}": 128}}
    assert opened(follow(ana))["data"]["inside"] == {f"{talk.pk}": 128}

    live.set_inside(demo.pk, "fake", {})
    assert stream.event() == {"event": "inside", "data": {f"{talk.pk}": 0}}
    assert Event.objects.get(pk=demo.pk).revision == 12


def test_numbers_of_people_go_to_whom_they_concern(follow, demo, ana, talk):
    other = core.session(demo, live_state=LiveState.LIVE)
    hidden = core.session(demo, live_state=LiveState.LIVE)
    hidden.groups.add(Group.objects.create(event=demo, name="Speakers"))
    everything, one = follow(ana), follow(ana, f"?session={other.pk}")
    opened(everything), opened(one)

    live.set_inside(demo.pk, "", {hidden.pk: 9})
    live.set_inside(demo.pk, "fake", {talk.pk: 3})
    live.set_inside(demo.pk, "", {hidden.pk: 9, other.pk: 4})

    assert everything.event()["data"] == {f"{talk.pk}": 3}
    assert everything.event()["data"] == {f"{other.pk}": 4}
    assert one.event()["data"] == {f"{other.pk}": 4}


def test_who_polls_hears_of_another_number(poll, demo, ana, talk):
    Event.objects.filter(pk=demo.pk).update(revision=12)
    live.set_inside(demo.pk, "fake", {talk.pk: 5})
    query = f"?session={talk.pk}&since=12"

    answer = poll(ana, f"{query}&inside=4")

    assert answer.json["inside"] == {f"{talk.pk}": 5}
    assert poll(ana, f"{query}&inside=5").status == 204
    assert poll(ana, query).status == 204

    live.set_inside(demo.pk, "fake", {})
    gone = until(lambda: (a := poll(ana, f"{query}&inside=5")).status == 200 and a)
    assert gone.json["inside"] == {f"{talk.pk}": 0}


def test_start_and_end_take_the_number_away(demo):
    session = core.session(demo, provider="fake", live_state=LiveState.LIVE)
    live.set_inside(demo.pk, "fake", {session.pk: 5})

    live.set_live_state(session, LiveState.ENDED, core.NOON)

    session.refresh_from_db()
    assert session.inside is None
