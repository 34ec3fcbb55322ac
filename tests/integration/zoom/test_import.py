"""Import Meetings & Webinars, against the stand-in of Zoom over HTTP."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import zoom as factory
from tests.integration.zoom.picking import drawn, row
from virtualcrowd.common.models import AuditEntry
from virtualcrowd.zoom import import_report, imports, tasks
from virtualcrowd.zoom.import_models import ImportJob, ImportPick
from virtualcrowd.zoom.models import Connection, LibraryItem, RateGate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("impatient")]
OYSTER, BOARD = "82390145571", "80377649021"
URL = "/app/demo/libraries/zoom/import"


def start_import(client: Client, capture, picks, **more):
    with capture(execute=True):
        return client.post(URL, {"tab": "meetings", "picks": picks, **more})


# --- the dialog ------------------------------------------------------------------------------


def test_dialog_opens_by_itself_and_over_the_page(connected, window):
    whole = window.get(URL).content.decode()
    part = window.get(URL, headers={"HX-Request": "true", "HX-Target": "dialogs"}).content.decode()
    rows = window.get(
        f"{URL}?q=oyster", headers={"HX-Request": "true", "HX-Target": "rows"}
    ).content.decode()

    assert "<h1>Zoom meetings and Webinars</h1>" in whole
    assert '<dialog class="vc-dialog lg"' in whole
    assert part.startswith("<dialog")
    assert "<dialog" not in rows
    assert "Board pre-meeting" not in rows


def test_viewers_do_not_import(connected, vera, signed_in):
    assert signed_in(vera).get(URL).status_code == 403
    assert signed_in(vera).post(URL, {}).status_code == 403


def test_import_of_ticked_rows_reports_each(
    connected, window, django_capture_on_commit_callbacks, zoom
):
    drawn(connected)
    zoom.tell(f"/meetings/{OYSTER}/update", settings={"encryption_type": "e2ee"})

    answer = start_import(
        window,
        django_capture_on_commit_callbacks,
        ["meeting:87133084426", f"meeting:{OYSTER}", "meeting:82955401187"],
    )

    job = ImportJob.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"{URL}/{job.pk}"
    assert set(LibraryItem.objects.values_list("zoom_id", flat=True)) == {
        "87133084426",
        "82955401187",
    }
    page = window.get(answer["Location"]).content.decode()
    assert "2 imported, 1 could not be" in page
    assert "end-to-end encrypted" in page
    assert AuditEntry.objects.get(action="Imported 2 meetings").actor.email == "olive@demo.example"


def test_imported_item_holds_what_zoom_says(connected, window, django_capture_on_commit_callbacks):
    drawn(connected)

    start_import(window, django_capture_on_commit_callbacks, ["meeting:87133084426"])

    item = LibraryItem.objects.get()
    assert (item.topic, item.passcode) == ("Clean cables: power from shore to ship", "cable5")
    assert item.host_email == "ports@demo.example"
    assert item.duration == timedelta(minutes=45)
    assert (item.title, item.description, item.obstacle) == ("", "", "")


def test_rest_imports_what_the_list_did_not_show(
    connected, window, zoom, django_capture_on_commit_callbacks
):
    zoom.tell(
        "/seed",
        meetings=[{"topic": f"Breakout {n}", "host": "habitats@demo.example"} for n in range(65)],
    )
    drawn(connected, text="Breakout")

    start_import(window, django_capture_on_commit_callbacks, [], rest="1", q="Breakout", shown="60")

    assert LibraryItem.objects.count() == 5


def test_what_the_account_did_not_list_is_not_imported(
    connected, window, django_capture_on_commit_callbacks
):
    drawn(connected)

    answer = start_import(
        window,
        django_capture_on_commit_callbacks,
        ["meeting:99999999999", "x", f"webinar:{OYSTER}"],
    )

    assert answer.status_code == 422
    assert "Nothing is ticked" in answer.content.decode()
    assert not ImportJob.objects.exists()


def test_what_was_ticked_stays_ticked_when_something_is_wrong(connected, window):
    drawn(connected)

    without_tab = window.post(URL, {"picks": [f"meeting:{OYSTER}"]})

    assert without_tab.status_code == 422
    assert "Nothing was imported" in without_tab.content.decode()
    shown = drawn(connected, ticked=[f"meeting:{OYSTER}", f"meeting:{BOARD}"])
    assert row(shown, OYSTER).is_ticked
    assert not row(shown, BOARD).is_ticked  # it cannot be


def test_importing_twice_makes_no_second_item(
    connected, demo, olive, django_capture_on_commit_callbacks
):
    rows = [one.listed for one in drawn(connected).rows if one.listed.zoom_id == "87133084426"]

    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            imports.start(event=demo, rows=rows, by=olive)

    assert LibraryItem.objects.count() == 1
    assert ImportPick.objects.filter(state="imported").count() == 2


# --- behind ----------------------------------------------------------------------------------


def make_job(event, *zoom_ids, kind="meeting", **fields):
    job = ImportJob.objects.create(event=event, **fields)
    for zoom_id in zoom_ids:
        ImportPick.objects.create(job=job, kind=kind, zoom_id=zoom_id, topic=zoom_id)
    return job


def test_a_job_goes_on_where_it_was(connected, demo, zoom):
    job = make_job(demo, "87133084426", "82955401187")
    done = factory.item(demo, zoom_id="87133084426")
    ImportPick.objects.filter(zoom_id="87133084426").update(state="imported", item=done)
    before = zoom.asked("/v2/meetings/87133084426")

    imports.run(job.pk)

    assert zoom.asked("/v2/meetings/87133084426") == before
    assert import_report.progress(job) == import_report.Progress(
        total=2, waiting=0, imported=2, refused=0
    )


def test_a_held_job_is_left_alone_and_a_stale_one_is_resumed(connected, demo):
    held = make_job(demo, "87133084426", heartbeat_at=timezone.now())

    imports.run(held.pk)
    assert import_report.progress(held).waiting == 1
    assert imports.stale(timezone.now()) == []

    ImportJob.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=3))
    tasks.resume_imports.call_local()
    assert import_report.progress(held).imported == 1
    held.refresh_from_db()
    assert held.finished_at is not None


def test_a_lost_task_is_found_by_the_sweeper(connected, demo):
    job = make_job(demo, "87133084426")
    assert imports.stale(timezone.now()) == []

    assert imports.stale(timezone.now() + timedelta(minutes=3)) == [job.pk]


def test_what_was_deleted_meanwhile_is_reported(connected, demo, zoom):
    zoom.tell("/meetings/87133084426/delete")
    job = make_job(demo, "87133084426")

    imports.run(job.pk)

    assert job.picks.get().reason == "gone"
    job.refresh_from_db()
    assert (job.stopped_because, job.finished_at is None) == ("", False)


def test_a_long_pause_is_taken_and_the_job_stays_open(connected, demo, zoom):
    job = make_job(demo, "87133084426")
    zoom.fault(
        "/v2/meetings/87133084426",
        status=429,
        body={"code": 429, "message": "slow"},
        headers={"Retry-After": "45"},
    )

    assert imports.run(job.pk) == 45
    job.refresh_from_db()
    assert (job.finished_at, job.heartbeat_at) == (None, None)
    assert job.goes_on_at > timezone.now() + timedelta(seconds=40)
    assert imports.stale(timezone.now()) == []  # the task comes back by itself

    pause = imports.run(job.pk)  # too early: nobody asks Zoom meanwhile
    assert 30 < pause <= 45
    assert zoom.asked("/v2/meetings/87133084426") == 1
    RateGate.objects.update(free_at=0)
    assert imports.run(job.pk) is None
    assert import_report.progress(job).imported == 1


@pytest.mark.parametrize(
    ("answer", "because"),
    [
        ({"status": 503, "body": {}, "times": 5}, "unreachable"),
        (
            {
                "status": 429,
                "body": {"code": 429, "message": "You have exceeded the daily rate limit"},
                "times": 5,
            },
            "daily_limit",
        ),
        (
            {"status": 400, "body": {"code": 4711, "message": "contain scopes:[meeting:read]"}},
            "missing_scopes",
        ),
    ],
)
def test_failures_of_the_connection_stop_with_the_reason_and_can_be_resumed(
    connected, demo, zoom, window, answer, because, django_capture_on_commit_callbacks
):
    job = make_job(demo, "87133084426")
    zoom.fault("/v2/meetings/87133084426", **answer)

    imports.run(job.pk)

    job.refresh_from_db()
    assert job.stopped_because == because
    assert "stopped before all was read" in window.get(f"{URL}/{job.pk}").content.decode()
    zoom.tell("/reset", seed="demo")
    assert import_report.progress(job).waiting == 1


def test_a_stopped_job_goes_on_by_button(
    connected, demo, window, django_capture_on_commit_callbacks
):
    job = make_job(demo, "87133084426", finished_at=timezone.now(), stopped_because="unreachable")

    with django_capture_on_commit_callbacks(execute=True):
        window.post(f"{URL}/{job.pk}/resume")

    assert import_report.progress(job).imported == 1


def test_disconnected_meanwhile_stops_with_the_reason(connected, demo):
    job = make_job(demo, "87133084426")
    Connection.objects.update(status="draft")

    imports.run(job.pk)

    job.refresh_from_db()
    assert job.stopped_because == "not_connected"


def test_progress_polls_until_it_is_done(connected, demo, window):
    job = make_job(demo, "87133084426", heartbeat_at=timezone.now())
    htmx = {"HX-Request": "true", "HX-Target": "progress"}

    running = window.get(f"{URL}/{job.pk}", headers=htmx)
    ImportJob.objects.update(finished_at=timezone.now())
    done = window.get(f"{URL}/{job.pk}", headers=htmx)

    assert 'hx-trigger="every 1s"' in running.content.decode()
    assert '<progress class="vc-progress mb-2" value="0" max="1"' in running.content.decode()
    assert "hx-trigger" not in done.content.decode()
    assert done["HX-Retarget"] == "#import"


def test_report_of_a_large_import_begins_with_what_could_not_be(demo, window):
    job = make_job(demo, *map(str, range(1000, 1120)), finished_at=timezone.now())
    job.picks.update(state="imported")
    job.picks.filter(zoom_id="1119").update(state="refused", reason="gone")

    page = window.get(f"{URL}/{job.pk}").content.decode()

    assert "119 imported, 1 could not be" in page
    assert "Zoom does not know this number" in page
    assert "And 20 more" in page


def test_banner_on_the_library_tells_of_a_running_import(connected, demo, window):
    job = make_job(demo, "87133084426", heartbeat_at=timezone.now())

    page = window.get("/app/demo/libraries/zoom").content.decode()
    assert "Importing: 0 of 1 done" in page

    ImportJob.objects.update(finished_at=timezone.now() - timedelta(hours=1))
    assert "See the report" not in window.get("/app/demo/libraries/zoom").content.decode()
    assert job.pk


def test_rival_sees_no_job_of_the_demo(connected, demo, rival, signed_in):
    job = make_job(demo, "87133084426")

    assert signed_in(rival).get(f"{URL}/{job.pk}").status_code == 404
    assert signed_in(rival).get(f"/app/rival/libraries/zoom/import/{job.pk}").status_code == 404
    assert (
        signed_in(rival).post(f"/app/rival/libraries/zoom/import/{job.pk}/resume").status_code
        == 404
    )
