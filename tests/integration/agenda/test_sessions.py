from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import core
from tests.fakes.meetings import use_meetings
from virtualcrowd.agenda import sessions
from virtualcrowd.agenda.models import LiveState, Session, SessionSpeaker
from virtualcrowd.agenda.providers import AttachRefused
from virtualcrowd.common.models import AuditEntry, BusMessage
from virtualcrowd.events.models import Group

NOON = core.NOON
ONE = NOON + timedelta(hours=1)


def details(**fields) -> sessions.Details:
    return sessions.Details(**{"title": "Reefs", "starts_at": NOON, "ends_at": ONE} | fields)


def told() -> list[tuple[str, int | None]]:
    """Topic and session of everything said on the bus, in order."""
    return [(m.topic, m.body.get("session")) for m in BusMessage.objects.order_by("pk")]


def test_create_makes_a_draft_and_tells_it(demo, olive):
    track, group = core.track(demo), Group.objects.create(event=demo, name="Members")

    session = sessions.create(event=demo, details=details(track=track, groups=[group]), by=olive)

    session.refresh_from_db()
    assert (session.title, session.track, session.is_published) == ("Reefs", track, False)
    assert list(session.groups.all()) == [group]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target, entry.actor) == ("Added a session", "Reefs", olive)
    assert told() == [("live", session.pk), ("facts", None)]
    demo.refresh_from_db()
    assert demo.revision == 1


@pytest.mark.parametrize("foreign", ["track", "groups"])
def test_create_and_update_refuse_what_is_another_events(demo, olive, rival, foreign):
    other = rival.staff_roles.get().event
    wrong = {
        "track": core.track(other),
        "groups": [Group.objects.create(event=other, name="Members")],
    }[foreign]
    session = core.session(demo, title="Before")

    with pytest.raises(sessions.AnotherEvents):
        sessions.create(event=demo, details=details(**{foreign: wrong}), by=olive)
    with pytest.raises(sessions.AnotherEvents):
        sessions.update(session=session, details=details(**{foreign: wrong}), by=olive)

    session.refresh_from_db()
    assert (session.title, Session.objects.count()) == ("Before", 1)


def test_update_records_only_what_changed_in_the_events_time(demo, olive):
    demo.timezone = "Asia/Tokyo"
    demo.save()
    session = core.session(demo, title="Reefs")
    changed = details(ends_at=ONE, location="Hall B")

    sessions.update(session=session, details=changed, by=olive)

    session.refresh_from_db()
    assert (session.location, session.ends_at) == ("Hall B", ONE)
    assert AuditEntry.objects.get().changes == {
        "Time": ["Wed 25 Nov, 21:00–21:45", "Wed 25 Nov, 21:00–22:00"],
        "Location": ["", "Hall B"],
    }
    assert told() == [("live", session.pk), ("facts", None)]


def test_update_that_changes_nothing_tells_nobody(demo, olive):
    session = core.session(demo, title="Reefs", ends_at=ONE)

    sessions.update(session=session, details=details(), by=olive)

    assert (AuditEntry.objects.count(), BusMessage.objects.count()) == (0, 0)


def test_update_opens_a_session_for_some_only(demo, olive):
    session = core.session(demo, title="Reefs", ends_at=ONE)
    group = Group.objects.create(event=demo, name="Members")

    sessions.update(session=session, details=details(groups=[group]), by=olive)

    assert list(session.groups.all()) == [group]
    assert AuditEntry.objects.get().changes == {"Who sees it": ["Everyone registered", "Members"]}


def test_move_keeps_the_length(demo, olive):
    session = core.session(demo)
    start = NOON + timedelta(days=1)

    sessions.move(session=session, starts_at=start, by=olive)

    session.refresh_from_db()
    assert (session.starts_at, session.ends_at) == (start, start + timedelta(minutes=45))
    assert AuditEntry.objects.get().action == "Moved a session"
    assert told() == [("live", session.pk), ("facts", None)]


@pytest.mark.parametrize(
    ("ended_at", "state"),
    [(NOON, LiveState.UNKNOWN), (NOON + timedelta(days=2), LiveState.ENDED)],
)
def test_move_behind_the_meetings_end_opens_the_session_again(demo, olive, ended_at, state):
    session = core.session(demo, live_state=LiveState.ENDED, live_changed_at=ended_at)

    sessions.move(session=session, starts_at=NOON + timedelta(days=1), by=olive)

    session.refresh_from_db()
    assert session.live_state == state


def test_publish_and_take_back(demo, olive):
    session = core.session(demo, is_published=False)

    sessions.publish(session=session, is_published=True, by=olive)
    sessions.publish(session=session, is_published=True, by=olive)
    sessions.publish(session=session, is_published=False, by=olive)

    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["Published a session", "Unpublished a session"]
    assert told() == [("live", session.pk), ("facts", None)] * 2


def test_duplicate_is_a_draft_with_the_speakers_but_without_the_meeting(demo, olive):
    session = core.session(demo, title="T" * 200, provider="fake", lobby_minutes=30)
    host = core.speaker(demo)
    SessionSpeaker.objects.create(session=session, speaker=host, part="host", order=4)
    group = Group.objects.create(event=demo, name="Members")
    session.groups.add(group)

    copy = sessions.duplicate(session=session, by=olive)

    copy.refresh_from_db()
    assert copy.title == "Copy of " + "T" * 192
    assert (copy.provider, copy.is_published, copy.lobby_minutes) == ("", False, 30)
    assert list(copy.groups.all()) == [group]
    assert [(p.speaker, p.part, p.order) for p in copy.parts.all()] == [(host, "host", 4)]


def test_delete_tells_pages_and_the_door(demo, olive):
    session = core.session(demo, title="Reefs")
    key = session.pk

    sessions.delete(session=session, by=olive)

    assert not Session.objects.exists()
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target) == ("Deleted a session", "Reefs")
    assert told() == [("live", key), ("facts", None)]


def test_set_joining_attaches_and_sets_the_lobby(demo, olive):
    session = core.session(demo)
    with use_meetings() as provider:
        sessions.set_joining(
            session=session, provider="meetings", value="1", lobby_minutes=30, by=olive
        )

    session.refresh_from_db()
    assert provider.behind == {session.pk: "1"}
    assert (session.provider, session.lobby_minutes) == ("meetings", 30)
    assert AuditEntry.objects.get().changes == {
        "Lobby opens": ["10 minutes before", "30 minutes before"]
    }


def test_set_joining_with_nothing_takes_the_meeting_away(demo, olive):
    session = core.session(demo, provider="meetings")
    with use_meetings() as provider:
        provider.behind[session.pk] = "1"
        sessions.set_joining(session=session, provider="", value="", lobby_minutes=10, by=olive)

    session.refresh_from_db()
    assert (session.provider, provider.behind) == ("", {})


def test_set_joining_that_is_refused_changes_nothing(demo, olive):
    session = core.session(demo, provider="fake")
    with (
        use_meetings("tests.fakes.provider.FakeProvider"),
        pytest.raises(AttachRefused),
    ):
        sessions.set_joining(
            session=session, provider="meetings", value="3", lobby_minutes=30, by=olive
        )

    session.refresh_from_db()
    assert (session.provider, session.lobby_minutes) == ("fake", 10)


def test_set_joining_with_an_unknown_provider_is_refused(demo, olive):
    session = core.session(demo)
    with use_meetings(), pytest.raises(AttachRefused):
        sessions.set_joining(
            session=session, provider="skype", value="1", lobby_minutes=10, by=olive
        )


def test_moments_stay_utc(demo, olive):
    session = sessions.create(event=demo, details=details(), by=olive)

    session.refresh_from_db()
    assert session.starts_at == datetime(2026, 11, 25, 12, tzinfo=UTC)
