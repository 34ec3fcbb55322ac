from datetime import timedelta

import pytest

from tests.factories import core
from tests.integration.door.conftest import NOW
from tests.waiting import until
from virtualcrowd.agenda import live, passes
from virtualcrowd.agenda.models import JoinEntry, LiveState, Session
from virtualcrowd.common import bus
from virtualcrowd.events import people
from virtualcrowd.events.models import Attendee, Event, Group

LATER = core.NOON + timedelta(days=1)


def test_ticket_is_the_providers_for_the_attendee(ask, ana, talk):
    answer = ask(ana, talk)

    assert answer.status == 200
    assert answer.json == {"session": talk.pk, "userName": "Ana Attendee", "at": int(NOW)}
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("origin", ["http://evil.example", "https://testserver", "null", ""])
def test_ticket_for_another_origin_is_refused(ask, ana, talk, origin):
    answer = ask(ana, talk, origin=origin)

    assert (answer.status, answer.json) == (403, {"error": "origin"})


def test_ticket_without_origin_is_refused(door, cookie, ana, talk):
    answer = door.post(f"/e/demo/agenda/{talk.pk}/ticket", cookie=cookie(ana))

    assert (answer.status, answer.json) == (403, {"error": "origin"})


def test_ticket_in_the_demo_may_come_from_the_address_it_was_opened_with(ask, ana, talk, settings):
    settings.DEMO = True

    assert ask(ana, talk, host="127.0.0.1:8000", origin="http://127.0.0.1:8000").status == 200
    assert ask(ana, talk, host="127.0.0.1:8000", origin="http://evil.example").status == 403
    assert ask(ana, talk, host="", origin="null").status == 403


@pytest.mark.parametrize("header", ["", "vc_pass=", "vc_pass=e30.forged", "vc_pass=nonsense"])
def test_ticket_without_a_pass_that_is_ours_is_refused(ask, ana, talk, header):
    answer = ask(ana, talk, cookie=header)

    assert (answer.status, answer.json) == (401, {"error": "pass"})


def test_ticket_with_a_forged_name_in_the_pass_is_refused(ask, ana, talk, cookie):
    body, _, signature = passes.mint(ana, NOW).partition(".")

    answer = ask(ana, talk, cookie=f"{passes.COOKIE}={body[:-2]}AA.{signature}")

    assert answer.status == 401


def test_ticket_with_a_pass_that_ran_out_is_refused(ask, ana, talk, cookie, clock):
    old = cookie(ana)
    clock.now += passes.LIFETIME + 1

    answer = ask(ana, talk, cookie=old)

    assert (answer.status, answer.json) == (401, {"error": "pass"})


def test_ticket_with_a_pass_of_another_event_is_refused(ask, door, cookie, ana, talk, rival):
    other = Event.objects.get(shortcode="rival")
    guest = core.attendee(other, core.user())

    answer = ask(ana, talk, cookie=cookie(guest))

    assert (answer.status, answer.json) == (401, {"error": "pass"})


def test_ticket_for_a_session_of_another_event_is_not_found(ask, ana, rival):
    theirs = core.session(
        Event.objects.get(shortcode="rival"), provider="fake", live_state=LiveState.LIVE
    )

    answer = ask(ana, theirs)

    assert (answer.status, answer.json) == (404, {"error": "not_found"})


@pytest.mark.parametrize("given", ["0", "999999", "x", "-1", "1e3", "9" * 30, "\u0661"])
def test_ticket_for_no_session_is_not_found(door, cookie, ana, talk, given):
    answer = door.post(
        f"/e/demo/agenda/{given}/ticket", origin="http://testserver", cookie=cookie(ana)
    )

    assert (answer.status, answer.json) == (404, {"error": "not_found"})


def test_ticket_asked_by_get_is_not_allowed(door, ana, talk):
    answer = door.get(f"/e/demo/agenda/{talk.pk}/ticket")

    assert (answer.status, answer.headers["allow"]) == (405, "POST")


def test_revoked_pass_is_refused_everywhere_soon_and_a_new_one_counts(ask, ana, talk, cookie):
    old = cookie(ana)
    assert ask(ana, talk, cookie=old).status == 200

    people.revoke_passes(ana)

    until(lambda: ask(ana, talk, cookie=old).status == 401)
    assert ask(ana, talk, cookie=cookie(ana)).status == 200


def test_pass_revoked_before_the_door_opened_is_refused(ask, ana, talk, cookie):
    old = cookie(ana)
    Attendee.objects.filter(pk=ana.pk).update(pass_version=2)

    assert ask(ana, talk, cookie=old).status == 401


def test_pass_of_somebody_removed_or_blocked_is_refused(ask, demo, ana, olive, talk, cookie):
    ben = core.attendee(demo, core.user())
    gone, blocked = cookie(ana), cookie(ben)
    assert ask(ana, talk, cookie=gone).status == 200
    Attendee.objects.filter(pk=ben.pk).update(is_blocked=True)
    bus.publish("revoked", {"attendee": ben.pk, "version": 2}, event_id=demo.pk)

    people.remove_attendee(attendee=ana, by=olive)

    until(lambda: ask(ben, talk, cookie=gone).status == 401)
    assert ask(ben, talk, cookie=blocked).status == 401


@pytest.mark.parametrize("way", ["/accounts/logout/", "/e/demo/sign-out"])
def test_pass_of_somebody_who_signed_out_is_refused(ask, ana, talk, cookie, signed_in, way):
    old = cookie(ana)
    assert ask(ana, talk, cookie=old).status == 200

    signed_in(ana.user).post(way)

    until(lambda: ask(ana, talk, cookie=old).status == 401)
    ana.refresh_from_db()
    assert ask(ana, talk).status == 200


def test_pass_of_an_account_that_was_switched_off_is_refused(ask, demo, ana, talk, cookie):
    old = cookie(ana)
    ana.user.is_active = False
    ana.user.save()

    assert ask(ana, talk, cookie=old).status == 401


def test_pass_of_somebody_removed_while_the_door_was_shut_is_refused(ask, demo, talk, cookie):
    ben = core.attendee(demo, core.user())
    old = cookie(ben)
    Attendee.objects.filter(pk=ben.pk).delete()

    assert ask(ben, talk, cookie=old).status == 401


def test_somebody_who_came_after_the_roster_was_read_gets_in(ask, demo, ana, talk):
    assert ask(ana, talk).status == 200

    assert ask(core.attendee(demo, core.user()), talk).status == 200


def test_ticket_too_often_waits_for_the_next_minute(ask, demo, ana, talk, clock, settings):
    clock.now = NOW - NOW % 60
    answers = [ask(ana, talk) for _ in range(settings.TICKETS_PER_MINUTE + 1)]

    assert [a.status for a in answers] == [200] * settings.TICKETS_PER_MINUTE + [429]
    assert answers[-1].json == {"error": "too_often"}
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 61
    assert ask(core.attendee(demo, core.user()), talk).status == 200
    clock.now += 60
    assert ask(ana, talk).status == 200


@pytest.mark.parametrize(
    ("fields", "hears_start", "expected"),
    [
        ({}, True, (409, {"error": "not_started"})),
        ({"live_state": LiveState.ENDED}, True, (409, {"error": "ended"})),
        ({"starts_at": LATER}, False, (409, {"error": "too_early"})),
        ({"provider": ""}, True, (409, {"error": "no_meeting"})),
        (
            {"is_published": False, "live_state": LiveState.LIVE},
            True,
            (404, {"error": "not_found"}),
        ),
    ],
)
def test_ticket_refused_says_why(ask, demo, ana, fake, fields, hears_start, expected):
    fake.hears_start = hears_start
    session = core.session(demo, **{"provider": "fake"} | fields)

    answer = ask(ana, session)

    assert (answer.status, answer.json) == expected


def test_ticket_when_nobody_tells_of_the_start_is_given_once_the_lobby_is_open(
    ask, demo, ana, fake
):
    fake.hears_start = False

    assert ask(ana, core.session(demo, provider="fake")).status == 200


def test_ticket_for_a_session_whose_embed_is_gone_is_no_meeting(ask, ana, talk, fake):
    fake.unlisted.add(talk.pk)

    assert ask(ana, talk).json == {"error": "no_meeting"}


def test_ticket_for_another_group_is_not_found_but_staff_may_look(ask, demo, ana, talk):
    talk.groups.add(Group.objects.create(event=demo, name="Speakers"))
    staff = core.attendee(demo, core.user(), is_staff=True)

    assert ask(ana, talk).status == 404
    assert ask(staff, talk).status == 200


def test_ticket_for_the_own_group_is_given(ask, demo, ana, talk):
    group = Group.objects.create(event=demo, name="Speakers")
    talk.groups.add(group)
    ana.groups.add(group)

    assert ask(ana, talk).status == 200


def test_warm_ticket_asks_no_database(ask, ana, talk, fake, door):
    ask(ana, talk)
    loads = door.app.memory.counters.get("vc_loads_total")

    ask(ana, talk)

    assert door.app.memory.counters.get("vc_loads_total") == loads
    assert fake.loads == loads


def test_news_of_the_start_opens_the_door(ask, demo, ana):
    session = core.session(demo, provider="fake")
    assert ask(ana, session).json == {"error": "not_started"}

    live.set_live_state(session, LiveState.LIVE, core.NOON)

    until(lambda: ask(ana, session).status == 200)


def test_news_of_new_facts_is_believed(ask, demo, ana, talk, fake):
    assert ask(ana, talk).status == 200

    fake.unlisted.add(talk.pk)
    bus.publish("facts", {}, event_id=demo.pk)

    until(lambda: ask(ana, talk).status == 409)


def test_facts_without_news_are_read_again_after_a_minute(ask, ana, talk, clock):
    assert ask(ana, talk).status == 200
    Session.objects.filter(pk=talk.pk).update(live_state=LiveState.ENDED)
    assert ask(ana, talk).status == 200

    clock.now += 61

    assert ask(ana, talk).json == {"error": "ended"}


def test_pass_of_an_event_that_is_gone_is_refused(ask, demo, ana, talk, cookie):
    old = cookie(ana)
    Event.objects.filter(pk=demo.pk).delete()

    assert ask(ana, talk, cookie=old).json == {"error": "pass"}


def test_given_tickets_are_in_the_join_log(ask, demo, ana, talk):
    waiting = core.session(demo, provider="fake")
    ask(ana, talk)
    assert ask(ana, waiting).status == 409  # so it is not in the log

    until(JoinEntry.objects.exists)
    (entry,) = JoinEntry.objects.all()
    assert (entry.session, entry.attendee, entry.at.timestamp()) == (talk, ana, NOW)


def test_join_log_leaves_out_who_is_gone_and_keeps_the_others(ask, demo, ana, talk):
    ben = core.attendee(demo, core.user())
    ask(ben, talk)
    ask(ana, talk)
    ben.delete()

    until(JoinEntry.objects.exists)
    assert [entry.attendee for entry in JoinEntry.objects.all()] == [ana]
