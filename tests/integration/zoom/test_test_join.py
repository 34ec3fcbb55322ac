"""Test join: who may, what is signed, what is kept of it, and when it is out of date."""

import json
import re
from datetime import timedelta

import jwt
import pytest
from django.utils import timezone

from tests.factories import core
from tests.factories import zoom as factory
from virtualcrowd.agenda.models import JoinEntry
from virtualcrowd.events.models import Attendee
from virtualcrowd.zoom.advice_test_join import REASONS, STAGES
from virtualcrowd.zoom.models import Connection
from virtualcrowd.zoom.setup_models import JoinTest
from virtualcrowd.zoom.testjoin import entry, results

PAGE = "/app/demo/integrations/zoom/test-join"
KEYS = list(STAGES)


@pytest.fixture
def row(demo) -> Connection:
    return factory.connection(demo)


@pytest.fixture
def item(demo, row):
    return factory.item(demo, zoom_id="82390145571", passcode="reef42", topic="Tide tables")


def told(outcome: str = "failed", **fields: str) -> results.Told:
    return results.Told(outcome, **fields)


def save(row, item, olive, what: results.Told) -> JoinTest:
    return results.save(connection=row, item=item, told=what, by=olive, now=timezone.now())


def marks(test: JoinTest | None) -> dict[str, str]:
    return {stage.key: stage.mark for stage in results.stages(test)}


def offered(response) -> list[str]:
    return re.findall(r"<option[^>]*>([^<·]+?)(?: ·[^<]*)?</option>", response.text)


def test_ticket_is_a_participants_for_half_an_hour(window, item):
    sdk = window.post(f"{PAGE}/{item.pk}/ticket").json()["sdk"]

    secret = "sandboxSdkSecret0000000000000001"
    claims = jwt.decode(sdk["signature"], secret, ["HS256"])
    assert claims["role"] == 0
    assert claims["mn"] == 82390145571
    assert claims["appKey"] == "sandboxSdkApp000000001"
    assert 1800 <= claims["exp"] - claims["iat"] <= 1860
    assert sdk["passWord"] == "reef42"
    assert sdk["userName"] == "Test join (Olive Organiser)"


def test_ticket_makes_nobody_an_attendee(window, item, ana):
    before = Attendee.objects.count(), JoinEntry.objects.count()

    sdk = window.post(f"{PAGE}/{item.pk}/ticket").json()["sdk"]

    assert (Attendee.objects.count(), JoinEntry.objects.count()) == before
    assert sdk["userEmail"] == ""
    assert sdk["customerKey"].startswith(entry.KEY_PREFIX)
    assert len(sdk["customerKey"]) <= 35


def test_webinar_gets_an_address_that_is_nobodys(window, demo, row):
    webinar = factory.item(demo, kind="webinar")

    sdk = window.post(f"{PAGE}/{webinar.pk}/ticket").json()["sdk"]

    assert sdk["userEmail"] == entry.ADDRESS


def test_name_with_markup_is_one_that_the_sdk_takes(demo, row, item):
    sdk = entry.ticket(item, core.user("x@demo.example", name="<b>O</b> " + "x" * 90), 0)

    assert "<" not in sdk["userName"]
    assert len(sdk["userName"]) <= 64


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"sdk_client_secret": ""}, "no_keys"),
        ({"status": "draft"}, "no_keys"),
    ],
)
def test_without_a_pair_nothing_is_signed(window, item, row, change, reason):
    for name, value in change.items():
        setattr(row, name, value)
    row.save()

    answer = window.post(f"{PAGE}/{item.pk}/ticket")

    assert (answer.status_code, answer.json()) == (409, {"error": reason})


@pytest.mark.parametrize("field", ["obstacle", "gone_at"])
def test_what_attendees_cannot_join_is_not_tried(window, item, field):
    setattr(item, field, "e2ee" if field == "obstacle" else timezone.now())
    item.save()

    assert window.post(f"{PAGE}/{item.pk}/ticket").json() == {"error": "not_joinable"}


def test_frame_holds_addresses_and_no_secret(window, item):
    answer = window.get(f"{PAGE}/{item.pk}")

    config = json.loads(re.search(r'id="vcj-config"[^>]*>(.*?)</script>', answer.text)[1])
    assert config["ticketUrl"] == f"{PAGE}/{item.pk}/ticket"
    assert config["leftUrl"] == f"{PAGE}/left"
    assert [one for one in ("reef42", "82390145571", "Secret0") if one in answer.text] == []
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Document-Isolation-Policy"] == "isolate-and-credentialless"
    assert "'wasm-unsafe-eval'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_page_around_keeps_the_strict_policy(window, item):
    assert "wasm" not in window.get(PAGE)["Content-Security-Policy"]


def test_leaving_in_a_frame_tells_the_page_around_it(window, item):
    framed = window.get(f"{PAGE}/left", headers={"Sec-Fetch-Dest": "iframe"})
    alone = window.get(f"{PAGE}/left")

    assert f'href="{PAGE}"' in framed.text
    assert (alone.status_code, alone["Location"]) == (302, PAGE)


def test_running_meeting_is_suggested_then_the_next_to_come(window, demo, row):
    now = timezone.now()
    factory.item(demo, topic="Over", starts_at=now - timedelta(days=2))
    factory.item(demo, topic="Webinar", kind="webinar", starts_at=now + timedelta(minutes=5))
    factory.item(demo, topic="Later", starts_at=now + timedelta(hours=5))
    factory.item(demo, topic="Sooner", starts_at=now + timedelta(hours=1))
    factory.item(demo, topic="Running", starts_at=now - timedelta(hours=9), is_started=True)
    factory.item(demo, topic="Gone", gone_at=now)
    factory.item(demo, topic="Locked", obstacle="e2ee")

    assert offered(window.get(PAGE)) == ["Running", "Sooner", "Later", "Webinar", "Over"]


def test_nothing_to_join_or_to_sign_with_is_said(window, demo):
    assert "Nothing to sign with yet" in window.get(PAGE).text

    Connection.objects.all().delete()
    factory.connection(demo)

    assert "No meeting to join yet" in window.get(PAGE).text


def test_result_is_kept_with_time_client_and_meeting(window, item, olive):
    answer = window.post(f"{PAGE}/{item.pk}/result", {"outcome": "joined", "reached": "left"})

    assert "The whole chain works" in answer.text
    test = JoinTest.objects.get()
    assert (test.outcome, test.stage, test.by) == ("joined", "left", olive)
    assert (test.topic, test.sdk_version) == ("Tide tables", "6.2.0")
    assert "The whole chain works" in window.get(PAGE).text


def test_new_result_takes_the_place_of_the_last(window, item):
    window.post(f"{PAGE}/{item.pk}/result", {"outcome": "failed", "reason": "keys"})
    window.post(f"{PAGE}/{item.pk}/result", {"outcome": "joined", "reached": "left"})

    assert JoinTest.objects.get().outcome == "joined"


def test_meeting_that_has_not_started_takes_no_proof_away(row, item, olive):
    save(row, item, olive, told("joined", reached="left"))

    shown = save(row, item, olive, told("waited", reached="signature"))

    assert shown.outcome == "waited"
    assert marks(results.of(row))["account"] == "ok"

    JoinTest.objects.update(sdk_version="5.0.0")
    save(row, item, olive, told("waited", reached="signature"))
    assert results.of(row).outcome == "waited"


@pytest.mark.parametrize(
    "body", [{}, {"outcome": "great"}, {"outcome": "failed", "reached": "x"}, {"reached": "left"}]
)
def test_what_is_no_result_is_not_kept(window, item, body):
    assert window.post(f"{PAGE}/{item.pk}/result", body).status_code == 400
    assert not JoinTest.objects.exists()


def test_reason_that_we_do_not_know_is_a_plain_refusal(window, item):
    window.post(f"{PAGE}/{item.pk}/result", {"outcome": "failed", "reason": "brand-new"})

    assert JoinTest.objects.get().reason == "refused"


def test_what_zoom_said_is_kept_without_secrets_and_shown_as_text(window, item):
    said = "3004 · <b>Passcode reef42</b> for ana@demo.example"
    body = {"outcome": "failed", "reason": "passcode", "answer": said}

    text = window.post(f"{PAGE}/{item.pk}/result", body).text

    kept = JoinTest.objects.get().answer
    assert "reef42" not in kept
    assert "ana@" not in kept
    assert "&lt;b&gt;" in text


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_words_and_a_next_step(window, item, reason):
    body = {"outcome": "failed", "reason": reason, "reached": "client"}

    text = window.post(f"{PAGE}/{item.pk}/result", body).text.replace("&#x27;", "'")

    assert REASONS[reason].title in text
    assert REASONS[reason].words in text
    assert REASONS[reason].action in text


def test_joined_passes_every_stage(row, item, olive):
    test = save(row, item, olive, told("joined", reached="left"))

    assert set(marks(test).values()) == {"ok"}


def test_not_seen_leaving_is_a_doubt_and_no_failure(row, item, olive):
    test = save(row, item, olive, told("joined", reached="joined"))

    assert marks(test)["left"] == "warn"
    assert marks(test)["joined"] == "ok"


def test_not_started_counts_as_accepted_but_not_as_the_right_account(row, item, olive):
    test = save(row, item, olive, told("waited", reached="client"))

    assert marks(test) == {
        "server": "ok",
        "client": "ok",
        "signature": "ok",
        "account": "none",
        "passcode": "ok",
        "host": "warn",
        "joined": "none",
        "left": "none",
    }


def test_waiting_room_proves_all_but_being_let_in(row, item, olive):
    test = save(row, item, olive, told("waited", reached="host"))

    found = marks(test)
    assert [found[key] for key in ("account", "host", "joined", "left")] == [
        *("ok", "ok", "warn", "none")
    ]


@pytest.mark.parametrize(
    ("reason", "reached", "stage", "unproven"),
    [
        ("no_keys", "", "server", []),
        ("files", "server", "client", []),
        ("keys", "client", "signature", []),
        ("other_account", "client", "account", []),
        ("passcode", "client", "passcode", ["account"]),
        ("locked", "client", "host", []),
        ("silent", "", "server", []),
        ("silent", "client", "signature", []),
        ("refused", "client", "signature", []),
    ],
)
def test_failure_stops_at_its_stage(row, item, olive, reason, reached, stage, unproven):
    test = save(row, item, olive, told(reason=reason, reached=reached))

    found = marks(test)
    place = KEYS.index(stage)
    assert found[stage] == "bad"
    assert [key for key in KEYS[:place] if found[key] != "ok"] == unproven
    assert {found[key] for key in KEYS[place + 1 :]} <= {"none"}


def test_without_a_test_nothing_is_claimed(row):
    assert set(marks(None).values()) == {"none"}
    assert results.check(row).level == "none"


def test_result_is_out_of_date_once_the_keys_change(window, row, item, olive):
    test = save(row, item, olive, told("joined", reached="left"))
    assert not results.is_stale(test, row)
    assert results.check(row).title == "Test join done"

    row.sdk_client_secret = "another"
    row.save()

    assert results.is_stale(test, row)
    assert results.check(row).level == "warn"
    assert "Out of date" in window.get(PAGE).text


def test_result_is_out_of_date_once_zooms_client_changes(row, item, olive, settings):
    test = save(row, item, olive, told("joined", reached="left"))

    settings.ZOOM_SDK_VERSION = "6.3.0"

    assert results.is_stale(test, row)


def test_change_that_has_nothing_to_do_with_signing_leaves_it_valid(row, item, olive):
    test = save(row, item, olive, told("joined", reached="left"))

    row.oauth_client_secret, row.access_token = "another", "another"
    row.save()

    assert not results.is_stale(test, row)


def test_fingerprint_tells_nothing_of_the_keys(row):
    kept = results.fingerprint(row)

    assert row.sdk_client_secret not in kept
    assert re.fullmatch(r"[0-9a-f]{64}", kept)


@pytest.mark.parametrize(
    ("what", "level", "title"),
    [
        (told(reason="keys"), "bad", "Test join: Zoom refuses the signature"),
        (told("waited"), "ok", "Test join: Accepted: only the host is missing"),
    ],
)
def test_line_for_the_checklist(row, item, olive, what, level, title):
    save(row, item, olive, what)

    line = results.check(row)

    assert (line.level, line.title) == (level, title)
    assert "(Lisbon)" in line.detail
    assert line.url == PAGE
