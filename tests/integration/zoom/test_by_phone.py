"""By phone: the numbers are mirrored from Zoom; what is typed is given to who may enter."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import core
from tests.factories import zoom as factory
from virtualcrowd.agenda.models import JoinEntry, Session
from virtualcrowd.events.models import Event, Group
from virtualcrowd.zoom import library
from virtualcrowd.zoom.models import Connection, Embed, LibraryItem, Occurrence
from virtualcrowd.zoom.payloads import Meeting, Webinar

NUMBER, PASSCODE, DIGITS = "82390145571", "reef42", "418205"
CHICAGO = {"number": "+1 3125550142", "place": "Chicago, United States", "free": False}


@pytest.fixture
def session(demo):
    Event.objects.update(allow_app=True)
    factory.connection(demo)
    made = core.session(demo, starts_at=timezone.now() - timedelta(minutes=5), live_state="live")
    item = factory.item(
        demo, zoom_id=NUMBER, passcode=PASSCODE, phone_passcode=DIGITS, dial_in=[CHICAGO]
    )
    factory.embed(made, item)
    return made


def phone_of(session) -> str:
    return f"/e/demo/agenda/{session.pk}/phone"


def test_who_may_enter_gets_what_to_dial_and_type(browser, session, ana):
    answer = browser.post(phone_of(session))

    url = f"tel:+13125550142,,{NUMBER}%23,,,,*{DIGITS}%23"
    assert answer.json() == {
        "numbers": [CHICAGO | {"url": url}],
        "meeting": "823 9014 5571",
        "passcode": DIGITS,
    }
    assert "no-store" in answer["Cache-Control"]
    assert JoinEntry.objects.get().attendee == ana


def test_the_page_offers_it_and_holds_none_of_it(browser, session):
    html = browser.get(f"/e/demo/agenda/{session.pk}").text

    assert f'data-phone="{phone_of(session)}"' in html
    for secret in (NUMBER, DIGITS, PASSCODE, "3125550142", "tel:"):
        assert secret not in html


@pytest.mark.parametrize(
    "change",
    [
        lambda: Event.objects.update(allow_app=False),
        lambda: LibraryItem.objects.update(dial_in=[]),
        lambda: LibraryItem.objects.update(needs_registration=True),
    ],
    ids=["not allowed", "no numbers", "registration"],
)
def test_where_it_is_not_offered_there_is_none(browser, session, change):
    change()

    assert "data-phone=" not in browser.get(f"/e/demo/agenda/{session.pk}").text
    answer = browser.post(phone_of(session))
    assert (answer.status_code, answer.json()) == (409, {"error": "no_meeting"})
    assert not JoinEntry.objects.exists()


def date_is_deleted() -> None:
    embed = Embed.objects.get()
    now = timezone.now()
    embed.date = Occurrence.objects.create(
        item=embed.item, occurrence_id="1", starts_at=now, is_deleted=True
    )
    embed.save()


@pytest.mark.parametrize(
    "change",
    [
        lambda: Session.objects.update(live_state=""),
        lambda: Session.objects.update(live_state="ended"),
        lambda: Connection.objects.update(status=Connection.Status.DRAFT),
        date_is_deleted,
        lambda: Embed.objects.all().delete(),
    ],
    ids=["not started", "ended", "disconnected", "date deleted", "no meeting"],
)
def test_who_may_not_enter_now_gets_nothing(browser, session, change):
    change()

    answer = browser.post(phone_of(session))

    assert answer.status_code == 409
    assert answer.json().keys() == {"error"}
    assert not JoinEntry.objects.exists()


def test_it_is_given_by_post_and_to_nobody_else(browser, session, demo, rival, signed_in):
    assert browser.get(phone_of(session)).status_code == 405
    assert signed_in(rival).post(phone_of(session)).status_code == 403
    session.groups.add(Group.objects.create(event=demo, name="Members"))

    assert browser.post(phone_of(session)).status_code == 404


def told(**changes) -> dict:
    number = {"number": "+1 3125550142", "city": "Chicago", "country_name": "United States"}
    free = {"number": "+1 8005550119", "country_name": "United States", "type": "tollfree"}
    rules = {"audio": "both", "global_dial_in_numbers": [number, {"number": None}, free]}
    meeting = {"id": NUMBER, "password": PASSCODE, "pstn_password": DIGITS, "settings": rules}
    return meeting | changes


def mirrored(demo, detail: Meeting | Webinar) -> LibraryItem:
    return library.add(event=demo, zoom_id=NUMBER, detail=detail, now=timezone.now())


def test_numbers_are_mirrored_and_only_those_that_can_be_dialled(demo):
    item = mirrored(demo, Meeting.model_validate(told()))
    item.refresh_from_db()

    free = {"number": "+1 8005550119", "place": "United States", "free": True}
    assert item.dial_in == [CHICAGO, free]
    assert item.phone_passcode == DIGITS


@pytest.mark.parametrize(
    "detail",
    [
        Meeting.model_validate(told(settings=told()["settings"] | {"audio": "voip"})),
        Meeting.model_validate(told(settings={"audio": "both", "global_dial_in_numbers": None})),
        Webinar.model_validate(told(pstn_password="")),
    ],
    ids=["by computer alone", "null", "a passcode that no phone can type"],
)
def test_where_nobody_can_dial_there_are_no_numbers(demo, detail):
    assert mirrored(demo, detail).dial_in == []


def test_numbers_that_zoom_takes_away_go(demo):
    mirrored(demo, Meeting.model_validate(told()))

    mirrored(demo, Meeting.model_validate(told(settings={"audio": "voip"})))

    assert LibraryItem.objects.get().dial_in == []
