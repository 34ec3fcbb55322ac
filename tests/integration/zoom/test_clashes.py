"""The clash radar: reads hosts behind, tells on the page, and takes a reasoned word for it."""

from datetime import timedelta
from types import SimpleNamespace

import httpx2
import pytest
import time_machine
from django.utils import timezone

from tests.factories import core
from tests.factories import zoom as factory
from virtualcrowd.agenda.models import Session
from virtualcrowd.common.models import AuditEntry
from virtualcrowd.zoom.clash import hosts, radar, rules, words
from virtualcrowd.zoom.clash.models import AcceptedClash, Host, HostMeeting
from virtualcrowd.zoom.models import LibraryItem

NOON = core.NOON
MORNING = NOON - timedelta(hours=3)
URL = "/app/demo/libraries/zoom/clashes"


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def pair(demo) -> tuple[Session, Session]:
    """Two sessions of one host, the second half an hour into the first."""
    first = core.session(demo, title="Reefs")
    second = core.session(demo, title="Kelp", starts_at=NOON + timedelta(minutes=30))
    for session in (first, second):
        factory.embed(session, factory.item(demo, starts_at=session.starts_at))
    return first, second


def host(event, **fields) -> Host:
    plain = {
        "host_id": "host-1",
        "email": "habitats@demo.example",
        "status": "active",
        "licence": 2,
        "meeting_capacity": 100,
        "checked_at": MORNING,
        "calendar_at": MORNING,
    }
    return Host.objects.create(event=event, **plain | fields)


def seen(event) -> list[tuple[str, list[str]]]:
    found = radar.of(event, MORNING).found
    return [(one.clash.kind, [slot.title for slot in one.clash.slots]) for one in found]


# --- what counts -------------------------------------------------------------------------------


def test_sessions_of_one_host_clash_at_their_own_time(demo, pair):
    assert seen(demo) == [("overlap", ["Reefs", "Kelp"])]


def test_host_who_was_not_looked_at_yet_is_named_by_the_address_of_the_import(demo, pair):
    LibraryItem.objects.update(host_email="habitats@demo.example")

    assert [one.host for one in radar.of(demo, MORNING).found] == ["habitats@demo.example"]


def test_meeting_that_only_zooms_list_showed_counts(demo):
    host(demo)
    session = core.session(demo, title="Reefs")
    factory.embed(session, factory.item(demo))
    HostMeeting.objects.create(
        event=demo, host_id="host-1", kind="meeting", zoom_id="777", topic="Staff round",
        starts_at=NOON + timedelta(minutes=10), duration=timedelta(minutes=30),
    )  # fmt: skip

    assert seen(demo) == [("overlap", ["Reefs", "Staff round"])]


def test_listed_row_of_an_embedded_meeting_is_not_counted_twice(demo):
    host(demo)
    session = core.session(demo)
    item = factory.item(demo)
    factory.embed(session, item)
    HostMeeting.objects.create(
        event=demo, host_id="host-1", kind="meeting", zoom_id=item.zoom_id, topic="Same",
        starts_at=NOON + timedelta(hours=1), duration=timedelta(minutes=30),
    )  # fmt: skip

    assert seen(demo) == []


def test_two_foreign_meetings_are_nobodys_business(demo):
    for number in ("777", "778"):
        HostMeeting.objects.create(
            event=demo, host_id="host-1", kind="meeting", zoom_id=number, topic=number,
            starts_at=NOON, duration=timedelta(minutes=30),
        )  # fmt: skip

    assert seen(demo) == []


def test_imported_item_that_stands_behind_no_session_counts_at_zooms_time(demo):
    factory.embed(core.session(demo, title="Reefs"), factory.item(demo))
    factory.item(demo, topic="Spare", starts_at=NOON + timedelta(minutes=50))

    assert seen(demo) == [("tight", ["Reefs", "Spare"])]


@pytest.mark.parametrize(
    "change",
    [
        lambda first: Session.objects.filter(pk=first.pk).update(plan_b="link"),
        lambda first: LibraryItem.objects.filter(embeds__session=first).update(gone_at=MORNING),
        lambda first: LibraryItem.objects.filter(embeds__session=first).update(host_id="host-2"),
    ],
)
def test_what_does_not_run_does_not_clash(demo, pair, change):
    first = pair[0]

    change(first)

    assert seen(demo) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"meeting_capacity": 100}, "overlap"),
        ({"meeting_capacity": 300}, "alone"),
        ({"meeting_capacity": 1000}, "alone"),
        ({"meeting_capacity": 0}, "overlap"),
        ({"meeting_capacity": 100, "concurrent": "Plus"}, "alone"),
        ({"meeting_capacity": 100, "concurrent": "None"}, "overlap"),
        ({"meeting_capacity": 300, "licence": 1}, "overlap"),
    ],
)
def test_plan_of_the_host_decides_how_many_run_at_once(demo, pair, fields, expected):
    host(demo, **fields)

    assert [kind for kind, _ in seen(demo)] == [expected]


def test_another_events_hosts_and_meetings_do_not_count(demo, rival):
    other = rival.staff_roles.get().event
    factory.embed(core.session(demo), factory.item(demo))
    factory.embed(core.session(other), factory.item(other))

    assert seen(demo) == []


def test_it_takes_the_same_queries_for_two_and_for_twenty(demo, pair, django_assert_num_queries):
    host(demo)
    with django_assert_num_queries(5):
        radar.of(demo, MORNING)
    for number in range(18):
        session = core.session(demo, starts_at=NOON + timedelta(hours=number))
        factory.embed(session, factory.item(demo, host_id=f"host-{number % 5}"))

    with django_assert_num_queries(5):
        radar.of(demo, MORNING)


# --- what helps --------------------------------------------------------------------------------


def test_proposals_name_who_is_free_and_when_the_host_is(demo, pair):
    host(demo)
    host(demo, host_id="host-2", email="free@demo.example")
    host(demo, host_id="host-3", email="gone@demo.example", status="inactive")
    host(demo, host_id="host-4", email="basic@demo.example", licence=1)
    host(demo, host_id="host-5", email="busy@demo.example")
    factory.item(demo, host_id="host-5", starts_at=NOON + timedelta(minutes=85))

    found = radar.of(demo, MORNING).found[0]

    assert found.free == ("free@demo.example",)
    helps = words.proposals(found, demo)
    assert helps[0] == ("Give “Kelp” another host in Zoom. Free at that time: free@demo.example.")
    assert helps[1] == "Move “Kelp” to Wed 25 Nov, 13:00 or later."


def test_checklist_never_says_fine_of_hosts_whose_list_was_not_read(demo):
    factory.embed(core.session(demo), factory.item(demo))

    check = words.checks(radar.of(demo, MORNING), demo)[0]
    assert (check.level, check.title) == ("none", "Host clashes: not checked")

    host(demo)
    check = words.checks(radar.of(demo, MORNING), demo)[0]
    assert (check.level, check.at) == ("ok", MORNING)


@pytest.mark.parametrize(
    ("kind", "limit", "titles", "said"),
    [
        ("overlap", 1, "AB", "one meeting at a time: “B” cannot start while “A” runs."),
        ("overlap", 2, "ABC", "two meetings at a time: “C” cannot start while “A” and “B” run."),
        ("alone", 2, "AB", "neither “A” nor “B” has an alternative host."),
        ("tight", 1, "AB", "If “A” runs late, “B” starts late, too."),
    ],
)
def test_words_name_every_meeting_that_is_in_it(kind, limit, titles, said):
    slots = tuple(rules.Slot(t, "h", t, NOON, NOON + timedelta(hours=1)) for t in titles)
    found = radar.Found(rules.Clash("h", kind, slots, limit), "h", None, (), None)

    assert words.meaning(found).endswith(said)


# --- accepting ---------------------------------------------------------------------------------


def accept(browser, event, reason="Both are the same people") -> SimpleNamespace:
    signature = radar.of(event, MORNING).found[0].clash.signature
    return browser.post(URL, {"do": "accept", "signature": signature, "reason": reason})


def test_page_tells_who_when_and_what_helps(signed_in, vera, demo, pair):
    host(demo)

    text = signed_in(vera).get(URL).content.decode()

    assert "Wed 25 Nov, 12:30: one host, two meetings" in text
    assert "habitats@demo.example" in text
    assert "Zoom lets this host run one meeting at a time: “" in text
    assert "” cannot start while “" in text
    assert "It is fine as it is" not in text


def test_library_leads_there_while_there_is_a_clash(signed_in, vera, demo, pair):
    browser, asks = signed_in(vera), {"HX-Request": "true", "HX-Target": "clash-note"}
    url = "/app/demo/libraries/zoom/clashes"

    assert f'hx-get="{url}"' in browser.get("/app/demo/libraries/zoom").content.decode()
    note = browser.get(url, headers=asks).content.decode()
    assert "1 host clash</h2>" in note
    assert f'href="{url}"' in note
    assert "<html" not in note

    LibraryItem.objects.update(gone_at=timezone.now())
    assert not browser.get(url, headers=asks).content.decode().strip()


def test_accepted_with_a_reason_it_is_listed_apart_and_in_the_audit_log(
    signed_in, stan, demo, pair
):
    browser = signed_in(stan)
    host(demo)

    assert accept(browser, demo).status_code == 302

    text = browser.get(URL).content.decode()
    assert "No host clashes" in text
    assert "“Both are the same people”" in text
    entry = AuditEntry.objects.get()
    assert entry.action == "Accepted a host clash"
    assert entry.target == "habitats@demo.example: Reefs, Kelp"
    assert entry.changes == {"Reason": ["", "Both are the same people"]}
    assert words.checks(radar.of(demo, MORNING), demo)[0].level != "bad"


def test_without_a_reason_it_stays_open_and_says_so(signed_in, stan, demo, pair):
    response = accept(signed_in(stan), demo, reason="  ")

    assert response.status_code == 422
    assert "Write why it is fine" in response.content.decode()
    assert not AcceptedClash.objects.exists()


def test_it_comes_back_when_the_facts_change(signed_in, stan, demo, pair):
    accept(signed_in(stan), demo)
    assert radar.of(demo, MORNING).open == []

    Session.objects.filter(pk=pair[1].pk).update(starts_at=NOON + timedelta(minutes=20))

    assert len(radar.of(demo, MORNING).open) == 1


def test_word_can_be_taken_back(signed_in, stan, demo, pair):
    browser = signed_in(stan)
    accept(browser, demo)
    signature = AcceptedClash.objects.get().signature

    browser.post(URL, {"do": "reopen", "signature": signature})

    assert len(radar.of(demo, MORNING).open) == 1
    assert AuditEntry.objects.first().action == "Reopened a host clash"


def test_clash_of_another_event_cannot_be_accepted(signed_in, rival, demo, pair):
    browser = signed_in(rival)
    signature = radar.of(demo, MORNING).found[0].clash.signature

    posted = {"do": "accept", "signature": signature, "reason": "x"}
    response = browser.post("/app/rival/libraries/zoom/clashes", posted, follow=True)

    assert "That clash is not there any more" in response.content.decode()
    assert not AcceptedClash.objects.exists()


# --- reading Zoom ------------------------------------------------------------------------------


def plant(zoom, **fields) -> dict:
    plain = {"host": "habitats@demo.example", "topic": "Planted", "start_in_s": 7200}
    return zoom.tell("/seed", meetings=[plain | fields])["meetings"][0]


@pytest.fixture
def host_id(zoom) -> str:
    users = httpx2.get(f"{zoom.base}/sandbox/state").json()["users"]
    return next(u["id"] for u in users if u["email"] == "habitats@demo.example")


class TestReading:
    """In real time, as the stand-in lists what is upcoming by its own clock."""

    @pytest.fixture(autouse=True)
    def morning(self):
        return

    @pytest.fixture
    def session(self, demo, host_id) -> Session:
        starts_at = timezone.now() + timedelta(hours=2)
        session = core.session(demo, starts_at=starts_at)
        factory.embed(session, factory.item(demo, host_id=host_id, starts_at=starts_at))
        return session

    def now(self, session):
        return session.starts_at - timedelta(hours=2)

    def test_stores_licence_capacity_and_everything_the_host_has_planned(
        self, zoom, connected, session, host_id
    ):
        planted = plant(zoom)

        assert hosts.look(connected, self.now(session)) == 1

        row = Host.objects.get()
        assert (row.host_id, row.status, row.licence) == (host_id, "active", 2)
        assert row.meeting_capacity >= 100
        assert row.refuses_web_guests is False
        assert row.calendar_at == row.checked_at == self.now(session)
        assert HostMeeting.objects.filter(zoom_id=str(planted["id"]), topic="Planted").exists()

    def test_who_may_join_by_browser_is_the_hosts_setting(self, zoom, connected, session, host_id):
        only = {"only_authenticated_can_join_from_webclient": True}
        zoom.tell(f"/users/{host_id}", settings={"meeting_security": only})

        hosts.look(connected, self.now(session))

        assert Host.objects.get().refuses_web_guests is True

    def test_again_soon_nothing_is_asked_and_later_once_more(self, zoom, connected, session):
        now = self.now(session)
        hosts.look(connected, now)

        assert hosts.look(connected, now + timedelta(minutes=5)) == 0
        assert hosts.look(connected, now + timedelta(minutes=15)) == 1
        assert Host.objects.count() == 1

    def test_what_was_deleted_in_zoom_is_forgotten(self, zoom, connected, session):
        planted = plant(zoom)
        now = self.now(session)
        hosts.look(connected, now)
        zoom.tell(f"/meetings/{planted['id']}/delete")

        hosts.look(connected, now + timedelta(hours=1))

        assert not HostMeeting.objects.filter(zoom_id=str(planted["id"])).exists()

    def test_without_the_scope_nothing_is_claimed(self, zoom, connected, session, host_id):
        zoom.fault(f"/v2/users/{host_id}", status=400, body={"code": 4711, "message": "scopes"})
        zoom.fault(
            f"/v2/users/{host_id}/meetings", status=400, body={"code": 4711, "message": "scopes"}
        )

        hosts.look(connected, self.now(session))

        row = Host.objects.get()
        assert (row.status, row.licence, row.calendar_at) == ("", None, None)

    def test_host_who_left_the_account_is_gone(self, zoom, connected, session, host_id):
        zoom.fault(
            f"/v2/users/{host_id}", status=404, body={"code": 1001, "message": "User not exist"}
        )

        hosts.look(connected, self.now(session))

        assert Host.objects.get().status == "gone"

    def test_trouble_with_zoom_keeps_what_was_known(self, zoom, connected, session, host_id):
        now = self.now(session)
        hosts.look(connected, now)
        before = HostMeeting.objects.count()
        no = {"code": 124, "message": "Invalid"}
        zoom.fault(f"/v2/users/{host_id}", status=401, body=no, times=9)

        hosts.look(connected, now + timedelta(hours=1))

        assert HostMeeting.objects.count() == before
        assert Host.objects.get().checked_at == now
