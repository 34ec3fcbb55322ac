"""Zoom's own app: the way in is given to who may enter, at the press, and stands in no page."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from tests.factories import core
from tests.factories import zoom as factory
from virtualcrowd.agenda.models import JoinEntry, Session
from virtualcrowd.events.models import Event, Group
from virtualcrowd.zoom import advice
from virtualcrowd.zoom.models import Connection, Embed, LibraryItem, Occurrence

NUMBER, PASSCODE = "82390145571", "reef42"


@pytest.fixture
def session(demo):
    Event.objects.update(allow_app=True)
    factory.connection(demo)
    made = core.session(demo, starts_at=timezone.now() - timedelta(minutes=5), live_state="live")
    factory.embed(made, factory.item(demo, zoom_id=NUMBER, passcode=PASSCODE))
    return made


def app_of(session) -> str:
    return f"/e/demo/agenda/{session.pk}/app"


def test_who_may_enter_gets_the_link_and_is_written_down(browser, session, ana):
    answer = browser.post(app_of(session))

    url = urlsplit(answer.json()["url"])
    assert (url.scheme, url.netloc, url.path) == ("zoommtg", "zoom.us", "/join")
    said = {key: value[0] for key, value in parse_qs(url.query).items()}
    assert said == {
        "action": "join",
        "confno": NUMBER,
        "pwd": PASSCODE,
        "uname": "Ana Attendee",
    }
    assert "no-store" in answer["Cache-Control"]
    assert JoinEntry.objects.get().attendee == ana


def test_on_a_phone_the_phones_app_opens(browser, session):
    phone = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1) Mobile/15E148 Safari/604.1"}

    answer = browser.post(app_of(session), headers=phone)

    assert answer.json()["url"].startswith("zoomus://zoom.us/join?")


def test_the_page_offers_it_and_holds_none_of_it(browser, session):
    html = browser.get(f"/e/demo/agenda/{session.pk}").text

    assert f'data-app="{app_of(session)}"' in html
    for secret in (NUMBER, PASSCODE, "zoommtg"):
        assert secret not in html


@pytest.mark.parametrize("state", ["", "ended"])
def test_who_may_not_enter_now_gets_nothing(browser, session, state):
    Session.objects.update(live_state=state)

    answer = browser.post(app_of(session))

    assert answer.status_code == 409
    assert PASSCODE not in answer.text
    assert not JoinEntry.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda: Event.objects.update(allow_app=False),
        lambda: LibraryItem.objects.update(needs_registration=True),
        lambda: LibraryItem.objects.update(obstacle=next(iter(advice.OBSTACLES))),
    ],
    ids=["not allowed", "registration", "obstacle"],
)
def test_where_it_is_not_offered_there_is_none(browser, session, change):
    change()

    assert "data-app" not in browser.get(f"/e/demo/agenda/{session.pk}").text
    assert browser.post(app_of(session)).status_code == 409


def test_another_groups_session_is_not_there(browser, session, demo, rival, signed_in):
    assert signed_in(rival).post(app_of(session)).status_code == 403
    session.groups.add(Group.objects.create(event=demo, name="Members"))

    assert browser.post(app_of(session)).status_code == 404


def test_it_is_asked_for_by_post_alone(browser, session):
    assert browser.get(app_of(session)).status_code == 405


def test_pressing_again_and_again_is_written_down_once(browser, session):
    for _ in range(3):
        assert browser.post(app_of(session)).status_code == 200

    assert JoinEntry.objects.count() == 1


def test_after_a_disconnect_nobody_gets_the_passcode(browser, session):
    Connection.objects.update(status=Connection.Status.DRAFT)

    answer = browser.post(app_of(session))

    assert (answer.status_code, answer.json()) == (409, {"error": "no_meeting"})


def test_date_that_was_deleted_in_zoom_has_no_way_in(browser, session):
    embed = Embed.objects.get()
    embed.date = Occurrence.objects.create(
        item=embed.item,
        occurrence_id="1",
        starts_at=session.starts_at,
        duration=timedelta(hours=1),
        is_deleted=True,
    )
    embed.save()

    assert browser.post(app_of(session)).status_code == 409
