"""An import of any account: large, slow, changing meanwhile, interrupted; and one by its number."""

from dataclasses import replace

import pytest
from django.utils import timezone

from tests.factories import zoom as factory
from tests.integration.zoom.test_import import OYSTER, URL, drawn, make_job
from virtualcrowd.common.models import AuditEntry
from virtualcrowd.zoom import by_number, import_report, imports, listing, picker
from virtualcrowd.zoom.import_models import ImportPick
from virtualcrowd.zoom.models import LibraryItem, RateGate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("impatient")]
CABLES, KEYNOTE, BOARD = "87133084426", "95177023348", "80377649021"
HABITATS = "habitats@demo.example"
HTMX = {"HX-Request": "true", "HX-Target": "rows"}


def plant(zoom, count, **fields):
    rows = [{"topic": f"Breakout {n:03}", "host": HABITATS} | fields for n in range(count)]
    zoom.tell("/seed", meetings=rows)


# --- a list that grows -----------------------------------------------------------------------


def test_a_short_look_shows_what_came_and_the_next_ones_the_rest(connected):
    first = listing.of(connected, "meeting", now=timezone.now(), look_s=0.0)
    assert (first.hosts_read, first.hosts) == (1, 5)
    assert first.rows

    looks = 1
    while (found := listing.of(connected, "meeting", now=timezone.now(), look_s=0.5)).pending:
        looks += 1
        assert looks < 20

    assert found.hosts_read == 5
    assert {one.zoom_id for one in found.rows} > {one.zoom_id for one in first.rows}


def test_titles_come_before_the_closer_look(connected, window, zoom):
    page = window.get(URL).content.decode()

    assert "Oyster" in page
    assert zoom.asked(f"/v2/meetings/{BOARD}") == 0
    assert "closer=1" in page

    closer = window.get(f"{URL}?closer=1", headers=HTMX).content.decode()
    assert "sign in to Zoom" in closer
    assert "hx-trigger" not in closer.partition("<ul")[0]


def test_a_page_token_that_vanished_begins_the_host_again(connected):
    whole = listing.read(connected, "meeting", now=timezone.now())
    first = listing.of(connected, "meeting", now=timezone.now(), again=True, look_s=0.0)
    late = tuple(replace(part, token="older-than-15-minutes") for part in first.pending)
    listing._keep(connected, "meeting", replace(first, pending=late))

    found = listing.of(connected, "meeting", now=timezone.now(), look_s=60)

    assert found.pending == ()
    assert set(found.rows) == set(whole.rows)


def test_a_host_who_leaves_while_the_list_is_read_stops_nothing(connected, zoom):
    zoom.fault(
        "/v2/users/*/meetings",
        status=404,
        body={"code": 1001, "message": "User does not exist: x."},
    )

    listed = listing.read(connected, "meeting", now=timezone.now())

    assert (listed.without, listed.pending, listed.trouble) == (1, (), "")
    assert listed.rows


def test_a_list_that_stops_midway_says_how_far_it_came(connected, zoom, window):
    first = listing.of(connected, "meeting", now=timezone.now(), look_s=0.0)
    zoom.fault("/v2/users/*/meetings", status=503, body={}, times=20)

    page = window.get(URL).content.decode()

    assert f"The list is not complete: {first.hosts_read} of 5 hosts read" in page
    assert "Zoom is not answering" in page
    assert first.rows[0].topic in page


def test_one_host_is_picked_from_all(connected):
    shown = drawn(connected, host=HABITATS)

    assert {one.listed.host for one in shown.rows} == {HABITATS}
    assert shown.found < shown.total
    assert {HABITATS, "ports@demo.example"} <= set(shown.emails)


def test_the_rest_of_a_hosts_rows_only_is_imported(connected, zoom):
    plant(zoom, 65)
    drawn(connected, host=HABITATS)

    rows = picker.chosen(
        connected,
        picks=set(),
        tab="meetings",
        text="",
        host=HABITATS,
        rest_after=60,
        now=timezone.now(),
    )

    assert rows
    assert {one.host for one in rows} == {HABITATS}


# --- what Zoom does meanwhile ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "zoom_id", "kind"),
    [("meeting", KEYNOTE, "webinar"), ("webinar", CABLES, "meeting")],
)
def test_a_webinar_asked_for_as_a_meeting_is_taken_as_it_is(connected, demo, asked, zoom_id, kind):
    job = make_job(demo, zoom_id, kind=asked)

    imports.run(job.pk)

    assert LibraryItem.objects.get().kind == kind
    assert ImportPick.objects.get().state == "imported"


def test_what_is_neither_is_refused_and_does_not_go_round_for_ever(connected, demo, zoom):
    for path in ("meetings", "webinars"):
        zoom.fault(
            f"/v2/{path}/{CABLES}",
            status=400,
            body={"code": 3000, "message": "Cannot access webinar info."},
            times=9,
        )
    job = make_job(demo, CABLES)

    imports.run(job.pk)

    assert job.picks.get().reason == "refused"


@pytest.mark.parametrize(
    "topic", ["<script>alert(1)</script>", "שלום \u202eevil", "é" * 300, "   "]
)
def test_any_topic_is_imported_and_shown_as_text(connected, demo, zoom, window, topic):
    detail = {"id": int(CABLES), "topic": topic, "host_email": HABITATS, "settings": {}}
    zoom.fault(f"/v2/meetings/{CABLES}", status=200, body=detail)
    job = make_job(demo, CABLES)

    imports.run(job.pk)

    item = LibraryItem.objects.get()
    assert item.topic == topic[:300]
    page = window.get("/app/demo/libraries/zoom").content.decode()
    assert "<script>alert" not in page
    assert window.get(f"/app/demo/libraries/zoom/{item.pk}").status_code == 200


def test_a_start_in_the_past_is_imported_as_over(connected, demo, zoom, window):
    zoom.tell(f"/meetings/{CABLES}/update", start_time="2026-01-05T10:00:00Z")
    job = make_job(demo, CABLES)

    imports.run(job.pk)

    assert LibraryItem.objects.get().starts_at.year == 2026
    assert "Ended" in window.get("/app/demo/libraries/zoom?show=ended").content.decode()


def test_html_in_place_of_json_stops_the_job_with_the_reason(connected, demo, zoom):
    job = make_job(demo, CABLES)
    zoom.fault(f"/v2/meetings/{CABLES}", status=200, body="<h1>Welcome to the hotel</h1>", times=9)

    imports.run(job.pk)

    job.refresh_from_db()
    assert job.stopped_because == "unreachable"
    assert job.picks.get().state == "waiting"


def test_429_for_an_hour_leaves_the_job_to_later(connected, demo, zoom, window):
    job = make_job(demo, CABLES, OYSTER)
    zoom.fault(
        "/v2/meetings/*",
        status=429,
        body={"code": 429, "message": "slow"},
        headers={"Retry-After": "3600"},
    )

    assert imports.run(job.pk) == 3600

    job.refresh_from_db()
    assert job.finished_at is None
    page = window.get(f"{URL}/{job.pk}").content.decode()
    assert "Zoom asked for a pause; it goes on by itself at" in page
    RateGate.objects.update(free_at=0)
    imports.run(job.pk)
    assert import_report.progress(job).imported == 2


# --- stop, and who is how far ----------------------------------------------------------------


def test_a_running_import_is_stopped_by_button_and_goes_on_by_button(
    connected, demo, window, django_capture_on_commit_callbacks
):
    job = make_job(demo, CABLES, heartbeat_at=timezone.now())

    window.post(f"{URL}/{job.pk}/cancel")

    job.refresh_from_db()
    assert job.stopped_because == "cancelled"
    assert "You stopped this import" in window.get(f"{URL}/{job.pk}").content.decode()
    assert imports.run(job.pk) is None
    assert import_report.progress(job).imported == 0
    assert AuditEntry.objects.get(action="Imported nothing from Zoom").failed
    with django_capture_on_commit_callbacks(execute=True):
        window.post(f"{URL}/{job.pk}/resume")
    assert import_report.progress(job).imported == 1


def test_a_worker_whose_job_was_stopped_takes_no_more(connected, demo, monkeypatch):
    job = make_job(demo, CABLES, OYSTER)
    keep = imports._keep

    def stop_after_one(*args):
        keep(*args)
        imports.cancel(job=job, by=None)

    monkeypatch.setattr(imports, "_keep", stop_after_one)

    assert imports.run(job.pk) is None

    assert import_report.progress(job) == import_report.Progress(
        total=2, waiting=1, imported=1, refused=0
    )


def test_progress_is_told_host_by_host(connected, demo, window):
    job = make_job(demo, "1", "2", "3", heartbeat_at=timezone.now())
    job.picks.update(host="ports@demo.example")
    job.picks.filter(zoom_id="1").update(host=HABITATS, state="imported")

    assert import_report.by_host(job) == [
        import_report.HostProgress("ports@demo.example", 2, 0),
        import_report.HostProgress(HABITATS, 1, 1),
    ]
    assert "0 of 2" in window.get(f"{URL}/{job.pk}").content.decode()


# --- by number -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("823 9014 5571", "82390145571"),
        ("823-9014-5571", "82390145571"),
        ("https://us04web.zoom.us/j/82390145571?pwd=abc", "82390145571"),
        ("https://zoom.us/w/97722014430?tk=x", "97722014430"),
        ("12345", ""),
        ("1234567890123", ""),
        ("call me", ""),
        ("", ""),
    ],
)
def test_numbers_are_read_as_people_write_them(typed, number):
    assert by_number.read(typed) == number


def post_number(window, capture, number):
    with capture(execute=True):
        return window.post(f"{URL}/number", {"number": number})


@pytest.mark.parametrize(("number", "kind"), [(CABLES, "meeting"), (KEYNOTE, "webinar")])
def test_what_the_list_does_not_show_is_imported_by_its_number(
    connected, window, django_capture_on_commit_callbacks, number, kind
):
    answer = post_number(window, django_capture_on_commit_callbacks, f" {number[:3]} {number[3:]}")

    assert answer.status_code == 302
    item = LibraryItem.objects.get()
    assert (item.zoom_id, item.kind) == (number, kind)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("81234567890", "Zoom does not know this number"),
        ("hello", "Not a meeting number"),
        (BOARD, "Attendees must sign in to Zoom"),
    ],
)
def test_what_cannot_be_imported_by_number_is_refused_with_the_reason(
    connected, window, django_capture_on_commit_callbacks, number, words
):
    answer = post_number(window, django_capture_on_commit_callbacks, number)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert f'value="{number}"' in page
    assert not LibraryItem.objects.exists()


def test_another_accounts_meeting_is_refused_even_if_zoom_shows_it(
    connected, window, zoom, django_capture_on_commit_callbacks
):
    zoom.fault(
        "/v2/users/*", method="GET", status=404, body={"code": 1001, "message": "User not found"}
    )

    answer = post_number(window, django_capture_on_commit_callbacks, CABLES)

    assert "Of another Zoom account" in answer.content.decode()
    assert not LibraryItem.objects.exists()


def test_what_is_in_the_library_is_not_imported_by_number_again(
    connected, demo, window, django_capture_on_commit_callbacks
):
    factory.item(demo, zoom_id=CABLES)

    answer = post_number(window, django_capture_on_commit_callbacks, CABLES)

    assert "Already in your library" in answer.content.decode()
