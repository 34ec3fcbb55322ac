"""Meetings that need a registration: made behind, once, and handed to the client as `tk`."""

import json
from datetime import timedelta
from urllib.parse import urlsplit

import httpx2
import pytest
from django.db import connection as database
from django.utils import timezone

from tests.factories import core
from tests.factories import zoom as factory
from virtualcrowd.agenda.models import Session
from virtualcrowd.agenda.passes import Pass
from virtualcrowd.common.models import BusMessage
from virtualcrowd.zoom import registration, sync, tasks, tickets
from virtualcrowd.zoom.client import Client
from virtualcrowd.zoom.models import LibraryItem, Registrant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("impatient")]
MEETING = "86699132054"  # of the demo account; who comes must register
State = Registrant.State


@pytest.fixture
def item(demo, connected) -> LibraryItem:
    row = factory.item(demo, zoom_id=MEETING, obstacle="")
    with Client(connected) as zoom:
        sync.refresh(item=row, zoom=zoom, now=timezone.now())
    row.refresh_from_db()
    return row


@pytest.fixture
def session(demo, item) -> Session:
    made = core.session(demo, starts_at=timezone.now() + timedelta(minutes=5))
    factory.embed(made, item)
    return made


@pytest.fixture
def crowd(demo):
    def make(count):
        users = (core.user(f"guest{n:02}@demo.example", name=f"Guest {n:02}") for n in range(count))
        return [core.attendee(demo, user) for user in users]

    return make


def enrol(item, *people):
    for one in people:
        registration.enrol(item=item, attendee=one)


def posts(zoom, path) -> int:
    log = httpx2.get(f"{zoom.base}/sandbox/log").json()
    return sum((line["method"], line["path"]) == ("POST", path) for line in log)


def ticket(session, who) -> dict:
    facts = tickets.load(session.event_id)[session.pk]
    holder = Pass(who.pk, who.event_id, who.name, who.email, frozenset(), False, 1, 0)
    return tickets.ticket(facts, holder, timezone.now().timestamp())


def test_registration_is_no_obstacle(item):
    assert (item.needs_registration, item.manual_approval, item.obstacle) == (True, False, "")


def test_opening_the_join_page_asks_nothing_of_zoom_and_queues_it(
    session, item, ana, zoom, signed_in, django_capture_on_commit_callbacks
):
    before = len(httpx2.get(f"{zoom.base}/sandbox/log").json())

    with django_capture_on_commit_callbacks() as queued:
        page = signed_in(ana.user).get(f"/e/demo/agenda/{session.pk}/join")

    assert page.status_code == 200
    assert Registrant.objects.get().state == State.WAITING
    assert len(httpx2.get(f"{zoom.base}/sandbox/log").json()) == before
    assert len(queued) == 1


def test_a_meeting_without_registration_makes_no_rows(demo, connected, ana, signed_in):
    plain = core.session(demo)
    factory.embed(plain, factory.item(demo))

    signed_in(ana.user).get(f"/e/demo/agenda/{plain.pk}/join")

    assert not Registrant.objects.exists()


def test_until_it_is_done_the_ticket_says_so(session, item, ana):
    assert ticket(session, ana) == {"refused": "registering"}
    enrol(item, ana)
    assert ticket(session, ana) == {"refused": "registering"}


def test_the_tk_of_the_personal_link_is_in_the_ticket_and_sealed_at_rest(
    session, item, ana, zoom, connected
):
    enrol(item, ana)

    assert registration.run(item.pk) is None

    row = Registrant.objects.get()
    assert row.state == State.APPROVED
    with Client(connected) as client:
        listed = next(iter(client.registrants("meeting", MEETING, "approved")))
    assert row.tk == registration.tk_of(listed.join_url) != ""
    assert ticket(session, ana)["sdk"]["tk"] == row.tk
    with database.cursor() as cursor:
        cursor.execute("SELECT tk FROM zoom_registrant")
        assert row.tk not in cursor.fetchone()[0]
    assert BusMessage.objects.filter(topic="facts").exists()


def test_tokens_are_personal(session, item, ana, crowd):
    (other,) = crowd(1)
    enrol(item, ana, other)
    registration.run(item.pk)

    tokens = {ticket(session, one)["sdk"]["tk"] for one in (ana, other)}

    assert len(tokens) == 2


def test_a_crowd_is_registered_in_batches(session, item, crowd, zoom):
    enrol(item, *crowd(65))

    registration.run(item.pk)

    rows = Registrant.objects.filter(state=State.APPROVED)
    assert len({row.tk for row in rows if row.tk}) == 65
    assert posts(zoom, f"/v2/meetings/{MEETING}/batch_registrants") == 3
    assert posts(zoom, f"/v2/meetings/{MEETING}/registrants") == 0


def test_if_zoom_takes_no_batch_everybody_is_registered_alone(session, item, crowd, zoom):
    zoom.fault(
        f"/v2/meetings/{MEETING}/batch_registrants",
        status=400,
        body={"code": 303, "message": "only for scheduled meetings"},
    )
    enrol(item, *crowd(3))

    registration.run(item.pk)

    assert Registrant.objects.filter(state=State.APPROVED).count() == 3
    assert posts(zoom, f"/v2/meetings/{MEETING}/registrants") == 3


def test_who_is_registered_is_not_registered_again(session, item, ana, zoom):
    for _ in range(3):
        enrol(item, ana)
        registration.run(item.pk)

    assert posts(zoom, f"/v2/meetings/{MEETING}/registrants") == 1


def test_the_host_approves_each_person(session, item, ana, zoom, connected):
    zoom.tell(f"/meetings/{MEETING}/update", settings={"approval_type": 1})
    enrol(item, ana)
    registration.run(item.pk)

    assert Registrant.objects.get().state == State.PENDING
    assert ticket(session, ana) == {"refused": "approval"}
    assert registration.look_for_approvals(item) == 0

    rows = [{"id": Registrant.objects.get().registrant_id, "email": ana.email}]
    token = connected.access_token
    httpx2.put(
        f"{zoom.base}/v2/meetings/{MEETING}/registrants/status",
        json={"action": "approve", "registrants": rows},
        headers={"Authorization": f"Bearer {token}"},
    ).raise_for_status()
    tasks.sweep_registrations.call_local()

    assert Registrant.objects.get().state == State.APPROVED
    assert ticket(session, ana)["sdk"]["tk"]


@pytest.mark.parametrize(
    ("code", "reason"), [(3027, "host"), (3043, "full"), (3038, "over"), (9999, "refused")]
)
def test_what_zoom_refuses_is_said_and_not_asked_again(session, item, ana, zoom, code, reason):
    body = {"code": code, "message": "No."}
    zoom.fault(f"/v2/meetings/{MEETING}/registrants", method="POST", status=400, body=body)
    enrol(item, ana)

    assert registration.run(item.pk) is None

    row = Registrant.objects.get()
    assert (row.state, row.reason) == (State.FAILED, reason)
    assert ticket(session, ana) == {"refused": "not_registered"}
    assert registration.waiting(timezone.now() + timedelta(hours=1)) == []


def test_the_daily_limit_of_one_person_is_got_round_by_the_list(session, item, ana, zoom):
    enrol(item, ana)
    registration.run(item.pk)
    known = Registrant.objects.get().tk
    words = "You have exceeded the daily rate limit of (3) for Add a meeting registrant API"
    zoom.fault(
        f"/v2/meetings/{MEETING}/registrants",
        method="POST",
        status=429,
        body={"code": 429, "message": f"{words} requests permitted for the registrant"},
    )

    registration.ask_again(item=item, attendee=ana)
    assert Registrant.objects.get().tk == ""
    registration.run(item.pk)

    assert Registrant.objects.get().tk == known


def test_a_pause_leaves_everybody_waiting_and_goes_on(session, item, ana, zoom):
    body = {"code": 429, "message": "per-second"}
    zoom.fault(
        f"/v2/meetings/{MEETING}/registrants",
        method="POST",
        status=429,
        body=body,
        headers={"Retry-After": "45"},
    )
    enrol(item, ana)

    assert registration.run(item.pk) == 45
    assert Registrant.objects.get().state == State.WAITING
    assert registration.waiting(timezone.now()) == [item.pk]


def test_a_worker_that_died_gives_back_what_it_took(session, item, ana):
    enrol(item, ana)
    now = timezone.now()
    assert [row.attendee for row in registration._claim(item, now)] == [ana]
    assert registration._claim(item, now + timedelta(seconds=1)) == []
    assert registration.waiting(now + timedelta(seconds=1)) == []

    assert registration.waiting(now + registration.CLAIM + timedelta(seconds=1)) == [item.pk]


def test_another_attendee_of_another_event_has_no_way_in(session, item, ana):
    enrol(item, ana)
    registration.run(item.pk)
    stranger = core.attendee(core.event("other"), core.user("mallory@demo.example"))

    assert ticket(session, stranger) == {"refused": "registering"}


def test_the_organiser_sees_how_many(session, item, ana, window):
    enrol(item, ana)
    registration.run(item.pk)

    page = window.get(f"/app/demo/libraries/zoom/{item.pk}").content.decode()

    assert "your attendees are registered when they first enter" in page
    assert "1 registered" in page
    assert Registrant.objects.get().tk not in page


def test_links_without_a_token_have_none():
    assert registration.tk_of("https://zoom.us/w/1?tk=abc.def&pwd=x") == "abc.def"
    assert registration.tk_of("https://zoom.us/j/1?pwd=x") == ""
    assert registration.tk_of("") == ""


# --- what joining shows to be wrong ----------------------------------------------------------


def test_a_wrong_passcode_at_the_door_has_the_meeting_looked_at_again(
    session, item, ana, zoom, signed_in
):
    zoom.tell(f"/meetings/{MEETING}/update", password="fresh1")
    browser = signed_in(ana.user)
    before = zoom.asked(f"/v2/meetings/{MEETING}")

    for _ in range(3):
        assert browser.post(f"/e/demo/agenda/{session.pk}/stale").status_code == 204

    item.refresh_from_db()
    assert item.passcode == "fresh1"
    assert zoom.asked(f"/v2/meetings/{MEETING}") == before + 1


def test_strangers_cannot_have_meetings_looked_at(session, signed_in, zoom):
    stranger = core.attendee(core.event("other"), core.user("mallory@demo.example"))
    before = zoom.asked(f"/v2/meetings/{MEETING}")

    answer = signed_in(stranger.user).post(f"/e/demo/agenda/{session.pk}/stale")

    assert answer.status_code in {302, 403, 404}
    assert zoom.asked(f"/v2/meetings/{MEETING}") == before


def test_the_join_page_knows_where_to_tell(session, item, ana, signed_in):
    page = signed_in(ana.user).get(f"/e/demo/agenda/{session.pk}/join").text
    config = json.loads(page.partition('id="vcj-config"')[2].partition(">")[2].partition("<")[0])

    assert urlsplit(config["staleUrl"]).path == f"/e/demo/agenda/{session.pk}/stale"
