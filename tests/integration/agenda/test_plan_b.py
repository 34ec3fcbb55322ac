"""Plan B: another meeting, a link or a message takes over, is undone, and is never half done."""

import pytest

from tests.factories import core
from virtualcrowd.agenda import entry, plan_b, sessions, states
from virtualcrowd.agenda.models import LiveState, PlanB, Session
from virtualcrowd.agenda.plan_b import BadAddress, Plan
from virtualcrowd.agenda.providers import AttachRefused
from virtualcrowd.common.models import AuditEntry, BusMessage

LINK = Plan(PlanB.LINK, url="https://meet.example.org/reefs", words="The room has moved.")
MESSAGE = Plan(PlanB.MESSAGE, words="Postponed to 15:00.")
KELP = Plan(PlanB.MEETING, provider="meetings", value="2")

pytestmark = pytest.mark.usefixtures("meetings")


@pytest.fixture
def talk(demo, meetings, olive) -> Session:
    session = core.session(demo, title="Reefs")
    meetings.attach(session=session, value="1", by=olive)
    return session


def verdict(session: Session) -> entry.Verdict:
    facts = entry.load(session.event_id)[session.pk]
    now = session.starts_at.timestamp()
    return entry.decide(facts, groups=frozenset(), is_staff=False, hears_start=False, now=now)


def test_link_stands_in_front_of_the_meeting_and_nobody_gets_a_ticket(talk, olive, meetings):
    Session.objects.update(live_state=LiveState.LIVE)

    plan_b.switch(session=talk, plan=LINK, by=olive)

    talk.refresh_from_db()
    assert (talk.plan_b_url, talk.plan_b_words) == (LINK.url, LINK.words)
    assert verdict(talk) is entry.Verdict.ELSEWHERE
    assert meetings.behind == {talk.pk: "1"}


def test_open_pages_and_the_door_are_told_and_the_audit_log_has_both_ways(talk, olive):
    plan_b.switch(session=talk, plan=LINK, by=olive)

    told = [(m.topic, m.body.get("session")) for m in BusMessage.objects.order_by("pk")]
    assert told == [("live", talk.pk), ("facts", None)]
    record = AuditEntry.objects.get()
    assert record.action == "Switched a session to plan B"
    way = ["Oyster reefs · Wed 12:00 · 823 (823)", LINK.url]
    assert record.changes == {"Way in": way}


def test_passcode_in_a_link_is_not_in_the_audit_log(talk, olive):
    secret = Plan(PlanB.LINK, url="https://example.zoom.us/j/82390145571?pwd=reef42secret")

    plan_b.switch(session=talk, plan=secret, by=olive)
    plan_b.switch(session=talk, plan=MESSAGE, by=olive)

    logged = [entry.changes["Way in"] for entry in AuditEntry.objects.order_by("pk")]
    masked = "https://example.zoom.us/j/82390145571?…"
    assert [logged[0][1], logged[1][0]] == [masked, masked]


def test_another_meeting_takes_over_and_undo_brings_the_first_back(talk, olive, meetings):
    plan_b.switch(session=talk, plan=KELP, by=olive)
    assert meetings.behind == {talk.pk: "2"}

    plan_b.undo(session=talk, by=olive)

    talk.refresh_from_db()
    assert meetings.behind == {talk.pk: "1"}
    assert (talk.plan_b, talk.plan_b_before) == ("", {})
    assert AuditEntry.objects.first().action == "Took plan B back"


def test_undo_after_several_switches_goes_back_to_where_it_began(talk, olive, meetings):
    for plan in (KELP, LINK, MESSAGE):
        plan_b.switch(session=talk, plan=plan, by=olive)

    plan_b.undo(session=talk, by=olive)

    talk.refresh_from_db()
    assert (meetings.behind, talk.plan_b, talk.plan_b_url) == ({talk.pk: "1"}, "", "")


def test_undo_without_plan_b_does_and_tells_nothing(talk, olive):
    plan_b.undo(session=talk, by=olive)

    assert not AuditEntry.objects.exists()
    assert not BusMessage.objects.exists()


def test_session_that_had_no_meeting_has_none_again_after_undo(demo, olive, meetings):
    bare = core.session(demo)

    plan_b.switch(session=bare, plan=KELP, by=olive)
    plan_b.undo(session=bare, by=olive)

    bare.refresh_from_db()
    assert (meetings.behind, bare.provider) == ({}, "")


def test_refused_meeting_changes_nothing(talk, olive, meetings):
    with pytest.raises(AttachRefused):
        plan_b.switch(
            session=talk, plan=Plan(PlanB.MEETING, provider="meetings", value="3"), by=olive
        )

    talk.refresh_from_db()
    assert (talk.plan_b, meetings.behind) == ("", {talk.pk: "1"})
    assert not AuditEntry.objects.exists()


def test_lobby_is_taken_along_when_the_other_host_is_there_already(talk, olive, meetings):
    plain = meetings.attach

    def attach(**fields):
        plain(**fields)
        fields["session"].live_state = LiveState.LIVE

    meetings.attach = attach
    plan_b.switch(session=talk, plan=KELP, by=olive)

    assert BusMessage.objects.last().body["state"] == "live"


def test_choice_by_hand_becomes_plan_a(talk, olive):
    plan_b.switch(session=talk, plan=KELP, by=olive)

    for value, kept in (("2", PlanB.MEETING), ("1", PlanB.NONE)):
        talk.refresh_from_db()
        sessions.set_joining(
            session=talk, provider="meetings", value=value, lobby_minutes=10, by=olive
        )
        talk.refresh_from_db()
        assert talk.plan_b == kept


@pytest.mark.parametrize(
    "url",
    [
        "", "http://meet.example.org/", "javascript:alert(1)", "https://", "https://localhost/x",
        "https://127.0.0.1/", "https://10.0.0.7/admin", "https://[::1]/", "https://intranet/",
        "https://printer.local/", "https://user:pass@meet.example.org/", "https://[broken",
        "https://meet.example.org:8443/", "https://meet.example.org/a b", "ftp://meet.example.org",
    ],
)  # fmt: skip
def test_addresses_that_attendees_must_not_be_sent_to(talk, olive, url):
    with pytest.raises(BadAddress):
        plan_b.switch(session=talk, plan=Plan(PlanB.LINK, url=url), by=olive)

    assert not AuditEntry.objects.exists()


def test_address_is_kept_as_it_is_but_for_spaces_around_it():
    assert (
        plan_b.checked(" https://meet.example.org/a?b=c#d ") == "https://meet.example.org/a?b=c#d"
    )


def test_state_of_a_session_that_leads_elsewhere_goes_by_its_time_alone(talk, olive, meetings):
    meetings.problems["1"] = ("deleted", "Deleted in Zoom")
    plan_b.switch(session=talk, plan=LINK, by=olive)
    talk.refresh_from_db()
    embedded = meetings.embedded([talk])[talk.pk]

    assert states.state_of(talk, talk.starts_at, embedded) == "live"
    assert states.state_of(talk, talk.ends_at, embedded) == "ended"
