"""Builder → Agenda: days, timeline, list, warnings, quick actions."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.factories import core
from virtualcrowd.agenda.models import JoinEntry, Session
from virtualcrowd.events.models import Group

NOON = core.NOON
AGENDA = "/app/demo/builder/agenda"

pytestmark = pytest.mark.usefixtures("meetings")


def html_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html_of(response)))


def urls(session: Session) -> list[str]:
    names = ("session", "session_speakers", "session_embed", "session_embed_preview",
             "session_other", "session_publish", "session_move", "session_delete")  # fmt: skip
    return [reverse(f"dashboard:{name}", args=["demo", session.pk]) for name in names]


@time_machine.travel(datetime(2026, 11, 25, 10, 42, tzinfo=UTC), tick=False)
def test_agenda_opens_on_today_with_the_now_line(browser, demo):
    core.session(demo, title="Reefs", provider="meetings")
    core.session(demo, title="Early", starts_at=NOON - timedelta(hours=2))
    core.session(demo, title="Elsewhen", starts_at=NOON + timedelta(days=1))

    response = browser.get(AGENDA)

    html = html_of(response)
    assert "Reefs" in html
    assert "Elsewhen" not in html
    assert re.search(r'class="vc-now gh-0 gm-8">.*?10:42', html)
    assert re.search(r'day=2026-11-25" aria-current="page">Wed 25.*?today', html)


@time_machine.travel(datetime(2026, 8, 1, tzinfo=UTC), tick=False)
def test_agenda_opens_on_the_first_day_before_the_event(browser, demo):
    response = browser.get(AGENDA)

    assert "Tuesday is still empty" in text_of(response)
    assert "vc-now" not in html_of(response)


@pytest.mark.parametrize("query", ["day=tomorrow", "day=9999-12-31", "day=0001-01-01", "view=map"])
def test_agenda_leaves_out_what_makes_no_sense(browser, demo, query):
    assert browser.get(f"{AGENDA}?{query}").status_code == 200


def test_day_outside_the_event_is_marked_and_warned_of(browser, demo):
    core.session(demo, starts_at=NOON + timedelta(days=9))

    day = text_of(browser.get(f"{AGENDA}?day=2026-12-04"))
    other_day = text_of(browser.get(f"{AGENDA}?day=2026-11-25"))

    assert "Friday 4 December is outside the event" in day
    assert "Fri 4 Dec , outside the event" in other_day
    assert "is outside the event" not in other_day


def test_session_belongs_to_the_day_in_the_events_zone(browser, demo):
    demo.timezone = "Asia/Tokyo"
    demo.save()
    core.session(demo, title="Early", starts_at=datetime(2026, 11, 24, 23, 0, tzinfo=UTC))

    assert "Early" in text_of(browser.get(f"{AGENDA}?day=2026-11-25"))
    assert "Early" not in text_of(browser.get(f"{AGENDA}?day=2026-11-24"))


def test_overlapping_sessions_of_a_track_both_have_a_lane(browser, demo):
    track = core.track(demo, name="Main")
    core.session(demo, track=track, title="One")
    core.session(demo, track=track, title="Two")

    html = html_of(browser.get(f"{AGENDA}?day=2026-11-25"))

    assert "gt-2" in html
    places = re.findall(r'class="vc-slot t1 gh-0 gm-0 gsh-0 gsm-9 (gc-\d gcs-\d)', html)
    assert places == ["gc-1 gcs-1", "gc-2 gcs-1"]


def test_session_without_meeting_and_with_a_problem_are_told_of(browser, demo, meetings):
    core.session(demo, title="Lunch")
    gone = core.session(demo, title="Assembly", provider="meetings")
    meetings.behind[gone.pk] = "2"
    meetings.problems["2"] = ("deleted", "Deleted in Zoom")

    text = text_of(browser.get(f"{AGENDA}?day=2026-11-25&view=list"))

    assert "One session has no meeting yet" in text
    assert "One session cannot be joined as it is 12:00 Assembly : Deleted in Zoom" in text
    assert text.count("No Zoom meeting") == 1


def test_list_offers_edit_move_publish_delete_by_name(browser, demo):
    session = core.session(demo, title="Reefs", is_published=False)

    html = html_of(browser.get(f"{AGENDA}?day=2026-11-25&view=list"))

    assert f'href="{urls(session)[0]}" aria-label="Edit Reefs"' in html
    assert 'aria-label="More for Reefs"' in html
    assert "Publish</button>" in html
    assert f'href="{urls(session)[6]}?back=list"' in html
    assert f'href="{urls(session)[7]}?back=list"' in html


def test_viewer_looks_but_finds_nothing_to_change(demo, vera, signed_in):
    session = core.session(demo, title="Reefs")

    for address in (f"{AGENDA}?day=2026-11-25&view=list", f"{AGENDA}/tracks", *urls(session)[:5]):
        response = signed_in(vera).get(address)
        assert response.status_code == 200
        html = html_of(response)
        assert not re.search(
            r"Save</button>|Edit Reefs|ublish<|Publish now|Delete|Add session|Choose it", html
        )
        main = html.partition("<main")[2]  # above it is the menu, with "Sign out"
        assert main.count("<form") == main.count("<fieldset disabled>")


def test_viewer_cannot_change_anything(demo, vera, signed_in):
    session = core.session(demo, title="Reefs")
    browser = signed_in(vera)
    track = core.track(demo)

    for address in (f"{AGENDA}/new", f"{AGENDA}/tracks", *urls(session)):
        if address.endswith("/preview"):
            continue
        data = {"form": "delete", "track": track.pk, "do": "duplicate", "title": "X"}
        assert browser.post(address, data).status_code == 403
    for address in (f"{AGENDA}/new", *urls(session)[6:]):
        assert browser.get(address).status_code == 403

    session.refresh_from_db()
    assert (session.title, session.is_published) == ("Reefs", True)
    assert (Session.objects.count(), demo.tracks.count()) == (1, 1)


def test_another_events_session_is_not_found(browser, demo, rival):
    theirs = core.session(rival.staff_roles.get().event)

    for address in urls(theirs):
        expected = 405 if address.endswith("/publish") else 404
        assert browser.get(address).status_code == expected
        assert browser.post(address, {}).status_code == 404

    assert Session.objects.filter(pk=theirs.pk).exists()


def test_rival_finds_none_of_it_and_attendees_are_sent_away(demo, rival, ana, signed_in):
    session = core.session(demo)

    for address in (AGENDA, f"{AGENDA}/new", f"{AGENDA}/tracks", *urls(session)[:5]):
        assert signed_in(rival).get(address).status_code == 404
        assert signed_in(ana.user).get(address).status_code == 403


@pytest.mark.parametrize("view", ["list", "timeline"])
def test_agenda_asks_as_much_for_three_as_for_one(
    browser, demo, meetings, view, django_assert_num_queries
):
    address = f"{AGENDA}?day=2026-11-25&view={view}"
    for number in range(3):
        track = core.track(demo)
        session = core.session(demo, track=track, provider="meetings")
        meetings.behind[session.pk] = "1"
        if number in {0, 2}:
            # browser session, user, event, role; starts, the day's sessions, tracks
            with django_assert_num_queries(7):
                assert browser.get(address).status_code == 200


def test_publish_and_unpublish_lead_back_where_one_was(browser, demo):
    session = core.session(demo, is_published=False)
    publish = urls(session)[5]

    there = browser.post(publish, {"is_published": "on", "back": "list"}, follow=True)
    session.refresh_from_db()

    assert session.is_published
    assert there.redirect_chain == [(f"{AGENDA}?day=2026-11-25&view=list", 302)]
    assert "is published, but has no meeting to join yet" in text_of(there)

    back = browser.post(publish, {"back": "//evil.example"}, follow=True)
    session.refresh_from_db()

    assert not session.is_published
    assert back.redirect_chain == [(f"{AGENDA}?day=2026-11-25", 302)]


def test_move_asks_in_a_dialog_over_the_agenda_and_keeps_the_length(browser, demo):
    session = core.session(demo, title="Reefs")
    move = urls(session)[6]

    asked = html_of(browser.get(f"{move}?back=list"))
    assert (
        'data-modal data-close-to="/app/demo/builder/agenda?day=2026-11-25&amp;view=list"' in asked
    )
    assert 'value="2026-11-25"' in asked
    assert 'value="12:00"' in asked

    done = browser.post(move, {"day": "2026-11-26", "starts": "15:30", "back": "list"})

    session.refresh_from_db()
    assert done["Location"] == f"{AGENDA}?day=2026-11-26&view=list"
    assert session.starts_at == datetime(2026, 11, 26, 15, 30, tzinfo=UTC)
    assert session.ends_at == datetime(2026, 11, 26, 16, 15, tzinfo=UTC)


def test_move_into_the_hour_that_does_not_exist_is_refused_and_keeps_what_was_typed(browser, demo):
    session = core.session(demo)

    response = browser.post(urls(session)[6], {"day": "2026-03-29", "starts": "01:30"})

    session.refresh_from_db()
    assert response.status_code == 422
    assert "The clocks go forward that night" in text_of(response)
    assert 'value="01:30"' in html_of(response)
    assert session.starts_at == NOON


def test_move_without_a_change_keeps_the_seconds(browser, demo):
    start = NOON + timedelta(seconds=20)
    session = core.session(demo, starts_at=start)

    browser.post(urls(session)[6], {"day": "2026-11-25", "starts": "12:00"})

    session.refresh_from_db()
    assert session.starts_at == start


def test_delete_says_what_goes_and_what_stays(browser, demo, ana, meetings):
    session = core.session(demo, title="Reefs", provider="meetings", live_state="live")
    meetings.behind[session.pk] = "1"
    for _ in range(2):
        JoinEntry.objects.create(session=session, attendee=ana, at=NOON)

    text = text_of(browser.get(urls(session)[7]))

    assert "Delete “Reefs”?" in text
    assert "is untouched: it stays in the library" in text
    assert "1 person has joined it." in text
    assert "It is live now." in text
    assert Session.objects.count() == 1


def test_delete_deletes_and_leads_to_its_day(browser, demo):
    session = core.session(demo, title="Reefs")

    response = browser.post(urls(session)[7], {"back": "list"}, follow=True)

    assert response.redirect_chain == [(f"{AGENDA}?day=2026-11-25&view=list", 302)]
    assert "“Reefs” deleted" in text_of(response)
    assert not Session.objects.exists()


def new(**fields) -> dict[str, str]:
    plain = {"title": "Reefs", "day": "2026-11-25", "starts": "23:30", "ends": "00:30"}
    return plain | fields


def test_new_session_over_midnight_is_a_draft_and_leads_to_embed(browser, demo):
    track, group = core.track(demo), Group.objects.create(event=demo, name="Members")

    response = browser.post(f"{AGENDA}/new", new(track=track.pk, groups=[group.pk], art="s-kelp"))

    session = Session.objects.get()
    assert response["Location"] == urls(session)[2]
    assert session.starts_at == datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
    assert session.ends_at == datetime(2026, 11, 26, 0, 30, tzinfo=UTC)
    assert (session.track, session.art, session.is_published) == (track, "s-kelp", False)
    assert list(session.groups.all()) == [group]


def test_new_session_starts_on_the_day_one_came_from(browser, demo):
    html = html_of(browser.get(f"{AGENDA}/new?day=2026-11-26"))

    assert 'value="2026-11-26"' in html


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": " "}, "This field is required."),
        ({"ends": "23:30"}, "The end is the same as the start."),
        ({"day": "2026-03-29", "starts": "01:30", "ends": "03:00"}, "01:30 does not exist"),
        ({"day": "2026-03-28", "ends": "01:15"}, "01:15 does not exist on 28 March"),
        ({"day": "9999-12-31"}, "Ensure this value is less than or equal to"),
        ({"art": "../../etc"}, "is not one of the available choices"),
    ],
)
def test_new_session_with_an_error_keeps_what_was_typed(browser, demo, wrong, words):
    typed = new(description="Shells <b>and</b> storms", location="Hall B", **wrong)

    response = browser.post(f"{AGENDA}/new", typed)

    if wrong.get("day") == "2026-03-28":  # the next day is the one with the gap
        words = "01:15 does not exist on 29 March"
    assert response.status_code == 422
    assert words in text_of(response)
    assert "Shells &lt;b&gt;and&lt;/b&gt; storms" in html_of(response)
    assert 'value="Hall B"' in html_of(response)
    assert not Session.objects.exists()


def test_new_session_refuses_track_and_groups_of_another_event(browser, demo, rival):
    other = rival.staff_roles.get().event
    group = Group.objects.create(event=other, name="Theirs")

    for foreign in ({"track": core.track(other).pk}, {"groups": [group.pk]}):
        assert browser.post(f"{AGENDA}/new", new(**foreign)).status_code == 422

    assert not Session.objects.exists()
