"""Readiness page, the section on a session's Embed tab, and the e-mails that go out once."""

from datetime import timedelta
from smtplib import SMTPException

import pytest
import time_machine
from django.core import mail

from tests.factories import core
from tests.fakes.meetings import use_meetings
from virtualcrowd.agenda.models import ReadinessMail, Session
from virtualcrowd.agenda.providers import Check
from virtualcrowd.dashboard import board, digest
from virtualcrowd.events import staff

NOON = core.NOON
DAY_BEFORE = NOON - timedelta(hours=23)
HOUR_BEFORE = NOON - timedelta(minutes=50)
RED = Check("bad", "Deleted in Zoom", "Choose another meeting.", "Choose", "/app/demo/x")


@pytest.fixture(autouse=True)
def meetings():
    with use_meetings() as provider, time_machine.travel(DAY_BEFORE, tick=False):
        provider.lines = {}
        provider.session_checks = lambda *_: provider.lines
        yield provider


@pytest.fixture
def talk(demo) -> Session:
    return core.session(demo, title="Reefs", provider="meetings")


# --- the page ----------------------------------------------------------------------------------


def test_worst_line_decides_and_what_is_not_checked_is_never_ready(demo, talk, meetings):
    order = [("ok", "ok"), ("none", "none"), ("warn", "warn"), ("bad", "bad")]
    meetings.lines[talk.pk] = []
    for level, expected in order:
        meetings.lines[talk.pk].append(Check(level, level))
        assert board.of_session(talk, DAY_BEFORE).level == expected


def test_session_without_a_line_is_not_checked(demo, talk):
    assert board.of_session(talk, DAY_BEFORE).level == "none"


def test_session_without_a_meeting_is_red_and_leads_to_embed(demo):
    bare = core.session(demo)

    check = board.of_session(bare, DAY_BEFORE).red[0]

    assert check.title == "No meeting behind it"
    assert check.url == f"/app/demo/builder/agenda/{bare.pk}/embed"


def test_a_card_without_a_meeting_leads_to_embed_by_one_button_only(signed_in, olive, demo):
    bare = core.session(demo)

    text = signed_in(olive).get("/app/demo/readiness").content.decode()

    assert text.count(f'href="/app/demo/builder/agenda/{bare.pk}/embed"') == 1


def test_sessions_without_a_meeting_share_a_card_that_leads_to_what_fits(signed_in, olive, demo):
    bare = [core.session(demo, title=title) for title in ("Reefs", "Dunes")]
    core.session(demo, title="Elsewhere", plan_b="message", plan_b_words="At noon.")

    text = signed_in(olive).get("/app/demo/readiness").content.decode()

    assert "2 sessions have no meeting behind them" in text
    assert "No meeting behind it" not in text
    assert 'href="/app/demo/builder/agenda/embed-many"' in text
    for session in bare:
        assert text.count(f'href="/app/demo/builder/agenda/{session.pk}/embed"') == 1
    assert [line.session.title for line in board.of(demo, DAY_BEFORE).cards] == ["Elsewhere"]


def test_page_shows_each_session_with_its_checks_and_their_time(
    signed_in, vera, demo, talk, meetings
):
    seen = DAY_BEFORE - timedelta(minutes=5)
    meetings.lines[talk.pk] = [Check("ok", "Passcode is known", at=seen), RED]

    text = signed_in(vera).get("/app/demo/readiness").content.decode()

    assert "Reefs" in text
    assert "Needs you" in text
    assert "Checked 5 minutes ago" in text
    assert text.index("Deleted in Zoom") < text.index("Passcode is known")
    assert "Plan B" not in text  # a viewer cannot switch


def test_drafts_and_what_is_over_are_not_on_the_page(demo):
    core.session(demo, is_published=False)
    core.session(demo, starts_at=DAY_BEFORE - timedelta(hours=2))

    assert board.of(demo, DAY_BEFORE).lines == []


def test_event_without_sessions_says_so(signed_in, vera, demo):
    assert "No session to come" in signed_in(vera).get("/app/demo/readiness").content.decode()


def test_home_leads_to_the_page(signed_in, vera, demo):
    assert 'href="/app/demo/readiness"' in signed_in(vera).get("/app/demo/").content.decode()


def test_embed_tab_has_the_sessions_own_checks(signed_in, vera, demo, talk, meetings):
    meetings.lines[talk.pk] = [RED]

    page = signed_in(vera).get(f"/app/demo/builder/agenda/{talk.pk}/embed").content.decode()

    assert "Is it ready?" in page
    assert "Deleted in Zoom" in page


def test_page_costs_the_same_for_one_session_and_for_ten(
    signed_in, vera, demo, talk, django_assert_num_queries
):
    browser = signed_in(vera)
    browser.get("/app/demo/readiness")
    with django_assert_num_queries(9):
        browser.get("/app/demo/readiness")
    for number in range(9):
        core.session(demo, provider="meetings", starts_at=NOON + timedelta(hours=number))

    with django_assert_num_queries(9):
        browser.get("/app/demo/readiness")


# --- the e-mails -------------------------------------------------------------------------------


@pytest.fixture
def red(olive, stan, talk, meetings) -> Session:
    meetings.lines[talk.pk] = [RED]
    return talk


def test_owners_hear_a_day_and_an_hour_before_once_each(demo, red):
    moments = [NOON - timedelta(hours=h) for h in (30, 24, 20, 2)]
    moments += [HOUR_BEFORE, HOUR_BEFORE + timedelta(minutes=20), NOON, NOON + timedelta(hours=1)]

    assert [digest.send_due(now) for now in moments] == [0, 1, 0, 0, 1, 0, 0, 0]

    assert [message.to for message in mail.outbox] == [["olive@demo.example"]] * 2
    assert mail.outbox[0].subject == (
        "Open Water 2026: one thing needs you before it starts tomorrow"
    )
    assert "in an hour" in mail.outbox[1].subject
    words = mail.outbox[0].body
    assert "Reefs, Wed 25 Nov, 12:00 (Lisbon)" in words
    assert "- Deleted in Zoom" in words
    assert "/app/demo/readiness" in words


def test_fixed_in_between_there_is_no_second_mail(demo, red, meetings):
    digest.send_due(DAY_BEFORE)
    meetings.lines[red.pk] = [Check("ok", "Fine")]

    assert digest.send_due(HOUR_BEFORE) == 0
    assert len(mail.outbox) == 1


def test_what_turns_red_later_in_the_day_is_still_told(demo, red, meetings):
    meetings.lines[red.pk] = [Check("warn", "Nearly full")]
    assert digest.send_due(DAY_BEFORE) == 0
    meetings.lines[red.pk] = [RED]

    assert digest.send_due(DAY_BEFORE + timedelta(hours=3)) == 1


def test_each_day_of_the_event_has_its_own(demo, red, meetings):
    later = core.session(demo, provider="meetings", starts_at=NOON + timedelta(days=1))
    meetings.lines[later.pk] = [RED]
    digest.send_due(DAY_BEFORE)

    assert digest.send_due(NOON + timedelta(hours=2)) == 1
    assert ReadinessMail.objects.count() == 2
    assert "Thu 26 Nov" in mail.outbox[1].body


@pytest.mark.parametrize("field", ["event", "session"])
def test_nobody_is_told_of_drafts(demo, red, field):
    if field == "event":
        demo.is_published = False
        demo.save()
    else:
        Session.objects.update(is_published=False)

    assert digest.send_due(DAY_BEFORE) == 0


def test_failure_to_send_is_tried_again(demo, red, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(staff, "send_mail", lambda *_: (_ for _ in ()).throw(SMTPException("no")))
        assert digest.send_due(DAY_BEFORE) == 0

    assert digest.send_due(DAY_BEFORE) == 1
    assert len(mail.outbox) == 1
