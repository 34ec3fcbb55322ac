"""What an import offers: what Zoom has, and why some of it cannot be taken."""

import httpx2
import pytest
from django.utils import timezone

from tests.factories import core
from tests.factories import zoom as factory
from tests.integration.zoom.picking import drawn, row
from virtualcrowd.zoom import listing
from virtualcrowd.zoom.models import Connection

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("impatient")]
OYSTER, BOARD, SAFETY, DONOR, KEYNOTE = (
    "82390145571",
    "80377649021",
    "85310974426",
    "97722014430",
    "95177023348",
)
URL = "/app/demo/libraries/zoom/import"


def test_meetings_of_every_host_are_listed_once(connected):
    shown = drawn(connected)

    numbers = [one.listed.zoom_id for one in shown.rows]
    assert len(numbers) == len(set(numbers)) == shown.total
    assert {"olive.host@demo.example", "habitats@demo.example", "ports@demo.example"} <= {
        one.listed.host for one in shown.rows
    }
    assert BOARD in numbers
    assert "85920317764" in numbers  # weekly: three dates, one number


def test_what_cannot_be_joined_is_disabled_with_the_reason(connected):
    shown, webinars = drawn(connected), drawn(connected, "webinars")

    assert "sign in to Zoom" in row(shown, BOARD).why
    assert "end-to-end encrypted" in row(shown, SAFETY).why
    assert row(shown, "86699132054").why == ""  # attendees are registered
    assert "authenticated webinar" in row(webinars, DONOR).why
    assert row(webinars, KEYNOTE).why == ""


def test_what_keeps_guests_out_is_said_and_can_be_imported(connected, zoom):
    found = httpx2.get(f"{zoom.base}/sandbox/state").json()["users"]
    host = next(one["id"] for one in found if one["email"] == "ports@demo.example")
    only = {"only_authenticated_can_join_from_webclient": True}
    zoom.tell(f"/users/{host}", settings={"meeting_security": only})

    shown = drawn(connected)

    told = {one.listed.host for one in shown.rows if one.notes}
    assert told == {"ports@demo.example"}
    assert all(not one.why for one in shown.rows if one.notes)
    assert zoom.asked(f"/v2/users/{host}/settings") == 1


def test_a_rule_about_countries_is_said(connected, zoom):
    planted = zoom.tell("/seed", meetings=[{"topic": "Fenced", "start_in_s": 3600}])
    number = str(planted["meetings"][0]["id"])
    rule = {"enable": True, "method": "deny", "denied_list": ["FR"]}
    zoom.fault(
        f"/v2/meetings/{number}",
        status=200,
        body={
            "id": int(number),
            "topic": "Fenced",
            "type": 2,
            "settings": {"approved_or_denied_countries_or_regions": rule},
        },
    )

    notes = row(drawn(connected), number).notes

    assert [one.title for one in notes] == ["Not for every country"]


def test_what_the_app_may_not_read_of_hosts_says_nothing(connected, zoom):
    zoom.fault("/v2/users/*/settings", status=400, body={"code": 4711, "message": "no scopes"})

    assert not any(one.notes for one in drawn(connected).rows)


def test_previous_webinars_are_listed_and_no_longer_joinable(connected):
    shown = drawn(connected, "webinars")

    over = row(shown, "94288510063")
    assert over.is_past
    assert "this webinar is over" in over.why


def test_meetings_that_are_over_are_not_listed(connected, zoom):
    zoom.tell("/clock", offset_s=4 * 24 * 3600)

    assert OYSTER not in [one.listed.zoom_id for one in drawn(connected).rows]


def test_what_is_in_the_library_is_disabled(connected, demo):
    factory.item(demo, zoom_id=BOARD)
    factory.item(core.event("other"), zoom_id=KEYNOTE, kind="webinar")

    assert row(drawn(connected), BOARD).why == "Already in your library"
    assert row(drawn(connected, "webinars"), KEYNOTE).why == ""


def test_search_finds_title_host_and_number_in_every_row(connected):
    def numbers(text):
        return {one.listed.zoom_id for one in drawn(connected, text=text).rows}

    assert numbers("PRE-MEETING") == {BOARD}
    assert numbers("803 7764 9021") == {BOARD}
    assert SAFETY in numbers("habitats@")
    assert numbers("no such thing") == set()


def test_tabs_and_search_do_not_ask_zoom_again(connected, zoom):
    drawn(connected)
    before = zoom.asked("/v2/users")

    drawn(connected, text="oyster")
    drawn(connected)

    assert zoom.asked("/v2/users") == before
    drawn(connected, again=True)
    assert zoom.asked("/v2/users") == before + 1


def test_another_account_never_sees_the_listing_of_the_one_before(connected, zoom):
    drawn(connected)
    before = zoom.asked("/v2/users")
    connected.account_id = "another"

    drawn(connected)

    assert zoom.asked("/v2/users") == before + 1


def test_all_pages_of_zooms_answer_are_read(connected, zoom):
    zoom.tell(
        "/seed",
        meetings=[
            {"topic": f"Breakout {n:03}", "host": "habitats@demo.example"} for n in range(310)
        ],
    )

    listed = listing.of(connected, "meeting", now=timezone.now())

    assert sum(one.topic.startswith("Breakout") for one in listed.rows) == 310


def test_of_a_large_account_a_screenful_is_shown_and_judged(connected, zoom):
    zoom.tell(
        "/seed",
        meetings=[
            {"topic": f"Breakout {n:03}", "host": "habitats@demo.example"} for n in range(70)
        ],
    )

    shown = drawn(connected, text="Breakout")
    more = drawn(connected, text="Breakout", shown=shown.next_shown)

    assert (len(shown.rows), shown.more) == (60, 10)
    assert (len(more.rows), more.more) == (70, 0)


def test_without_the_scope_for_users_the_own_meetings_are_listed(connected, zoom):
    zoom.fault(
        "/v2/users",
        method="GET",
        status=400,
        body={
            "code": 4711,
            "message": "Invalid access token, does not contain scopes:[user:read].",
        },
    )

    hosts = {one.listed.host for one in drawn(connected).rows}

    assert hosts == {"olive.host@demo.example"}


def test_an_account_without_webinar_plan_is_told_so(connected, zoom):
    for user in ("olive.host", "habitats", "ports", "volunteer"):
        zoom.tell("/seed", users=[{"email": f"{user}@demo.example", "webinar": False}])

    shown = drawn(connected, "webinars")

    assert shown.trouble is not None
    assert shown.trouble.title == "This Zoom account has no webinars"
    assert drawn(connected).trouble is None


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        ({"status": 503, "body": {}}, "Zoom is not answering"),
        ({"status": 429, "body": {"code": 429, "message": "slow down"}}, "Zoom asks for a pause"),
        (
            {
                "status": 429,
                "body": {"code": 429, "message": "daily rate limit"},
                "headers": {"x-ratelimit-type": "Daily-limit"},
            },
            "Zoom's limit for today is reached",
        ),
        (
            {
                "status": 400,
                "body": {"code": 4711, "message": "does not contain scopes:[meeting:read]"},
            },
            "The Zoom app may not read this",
        ),
    ],
)
def test_trouble_with_zoom_is_said_in_words(connected, zoom, window, answer, title):
    zoom.fault("/v2/users/*/meetings", method="GET", times=20, **answer)

    page = window.get(URL)

    assert page.status_code == 200
    assert title in page.content.decode().replace("&#x27;", "'")


def test_a_dead_authorization_leads_to_plugins(connected, window):
    Connection.objects.update(refresh_token="stale", access_token="stale")

    page = window.get(URL).content.decode()

    assert "no longer accepts the connection" in page
    assert "/app/demo/integrations/zoom" in page


def test_without_a_connection_the_dialog_leads_to_plugins(demo, window):
    page = window.get(URL).content.decode()

    assert "Zoom is not connected" in page
