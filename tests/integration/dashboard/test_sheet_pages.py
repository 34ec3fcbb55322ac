"""The table's pages and Embed many: preview first, then all or nothing."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from tests.factories import core
from tests.factories import zoom as factory
from virtualcrowd.agenda import bulk
from virtualcrowd.agenda.models import Session
from virtualcrowd.agenda.sheet import writing
from virtualcrowd.common.models import AuditEntry
from virtualcrowd.zoom.models import Embed

URL = "/app/demo/builder/agenda/table"
MANY = "/app/demo/builder/agenda/embed-many"
HEAD = "Title,Day,Starts,Ends\r\n"


@pytest.fixture(autouse=True)
def morning(db):
    with time_machine.travel(core.NOON - timedelta(hours=3), tick=False):
        yield


@pytest.fixture
def browser(stan, signed_in):
    return signed_in(stan)


def upload(browser, text: str | bytes, name: str = "agenda.csv"):
    raw = text if isinstance(text, bytes) else text.encode()
    return browser.post(URL, {"file": SimpleUploadedFile(name, raw)})


def confirm(browser, preview):
    plan, table = preview.context["plan"], preview.context["table"]
    return browser.post(URL, {"table": table, "fingerprint": plan.fingerprint})


def test_upload_shows_and_changes_nothing_until_it_is_confirmed(browser, demo):
    preview = upload(browser, f"{HEAD}Reefs,2026-11-25,12:00,12:45\r\n")

    assert "Nothing has happened yet." in preview.content.decode()
    assert not Session.objects.exists()

    assert confirm(browser, preview).status_code == 302
    assert Session.objects.get().title == "Reefs"


def test_wrong_rows_are_listed_and_there_is_nothing_to_confirm(browser, demo):
    text = f"{HEAD}Reefs,2026-11-25,12:00,12:45\r\nKelp,soon,13:00,\r\n"
    preview = upload(browser, text)

    page = preview.content.decode()
    assert preview.status_code == 422
    assert "Mend these rows first" in page
    assert "Row 3" in page
    assert "Change the agenda" not in page
    confirm(browser, preview)
    assert not Session.objects.exists()


@pytest.mark.parametrize("text", ["", "%PDF-1.4", "Title\r\nReefs"])
def test_file_that_is_none_is_told_at_the_field(browser, demo, text):
    response = upload(browser, text)

    assert response.status_code == 422
    assert 'id="id_file_error"' in response.content.decode()


def test_preview_of_somebody_else_cannot_be_confirmed(browser, demo, olive, signed_in):
    preview = upload(browser, f"{HEAD}Reefs,2026-11-25,12:00,12:45\r\n")

    response = confirm(signed_in(olive), preview)

    assert "more than an hour ago" in response.content.decode()
    assert not Session.objects.exists()


def test_preview_that_is_forgotten_asks_for_the_file_again(browser, demo):
    preview = upload(browser, f"{HEAD}Reefs,2026-11-25,12:00,12:45\r\n")
    cache.clear()

    assert "Choose the file once more." in confirm(browser, preview).content.decode()


def test_agenda_that_changed_meanwhile_is_shown_anew(browser, demo):
    session = core.session(demo, title="Reefs")
    rows = writing.agenda_rows(demo)
    rows[1][1] = "Coral"
    preview = upload(browser, writing.csv_file(rows))
    Session.objects.update(location="Hall B")

    again = confirm(browser, preview)

    assert again.status_code == 422
    assert "The agenda changed since you looked." in again.content.decode()
    session.refresh_from_db()
    assert session.title == "Reefs"
    confirm(browser, again)
    session.refresh_from_db()
    assert (session.title, session.location) == ("Coral", "")


def test_viewer_downloads_but_sees_no_upload(vera, signed_in, demo):
    core.session(demo, title="Reefs")
    browser = signed_in(vera)

    assert "Uploading needs the role Editor." in browser.get(URL).content.decode()
    file = browser.get(f"{URL}/download?kind=xlsx")
    assert file["Content-Disposition"].endswith('.xlsx"')
    book = load_workbook(io.BytesIO(file.content))
    assert [cell.value for cell in book["Agenda"][2]][1] == "Reefs"


def test_template_has_headings_alone(browser, demo):
    core.session(demo)

    text = browser.get(f"{URL}/download?kind=csv&blank=on").content.decode("utf-8-sig")

    assert text == ("ID,Title,Day,Starts,Ends,Track,Location,Description,Published,Meeting\r\n")


def test_markup_in_a_title_stays_text(browser, demo):
    text = f"{HEAD}<script>alert(1)</script>,2026-11-25,12:00,12:45\r\n"

    assert "<script>alert" not in upload(browser, text).content.decode()


# --- with Zoom's library -----------------------------------------------------------------------


def test_round_trip_of_embeds_through_zooms_numbers(browser, demo):
    session = core.session(demo, title="Reefs")
    item = factory.item(demo, topic="Reefs")
    rows = writing.agenda_rows(demo)
    rows[1][9] = f" {item.spaced_number} "

    confirm(browser, upload(browser, writing.workbook(rows), "agenda.xlsx"))

    assert Embed.objects.get().item == item
    again = upload(browser, writing.workbook(writing.agenda_rows(demo)), "agenda.xlsx")
    assert "Nothing would change" in again.content.decode()
    session.refresh_from_db()
    assert session.provider == "zoom"


# --- embed many --------------------------------------------------------------------------------


@pytest.fixture
def pair(demo) -> list[Session]:
    names = ["Reefs", "Kelp"]
    for name in names:
        factory.item(demo, topic=name)
    return [core.session(demo, title=name) for name in names]


def test_proposals_are_shown_and_embedded_together(browser, demo, pair):
    page = browser.get(MANY)
    assert page.content.decode().count("Same title and time") == 2

    picks = [row["value"] for row in page.context["rows"] if row["is_ticked"]]
    assert browser.post(MANY, {"picks": picks}).status_code == 302

    assert {str(e.session): e.item.topic for e in Embed.objects.all()} == {
        "Reefs": "Reefs", "Kelp": "Kelp",
    }  # fmt: skip
    assert "No session to come is without a meeting." in browser.get(MANY).content.decode()


def test_what_is_merely_perhaps_is_not_ticked(browser, demo):
    core.session(demo, title="Reefs")
    factory.item(demo, topic="Board dinner")

    assert [row["is_ticked"] for row in browser.get(MANY).context["rows"]] == [False]


def test_what_is_over_is_left_alone(browser, demo):
    core.session(demo, title="Reefs", starts_at=core.NOON - timedelta(hours=5))
    factory.item(demo, topic="Reefs")

    assert "No session to come is without a meeting." in browser.get(MANY).content.decode()


def test_one_that_fails_keeps_all_back(browser, demo, pair):
    picks = [row["value"] for row in browser.get(MANY).context["rows"]]
    type(pair[0].event.zoom_items.get(topic="Kelp")).objects.filter(topic="Kelp").update(
        obstacle="e2ee"
    )

    response = browser.post(MANY, {"picks": picks})

    assert response.status_code == 422
    assert "“Kelp”" in response.content.decode()
    assert "Nothing was changed." in response.content.decode()
    assert not Embed.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("picks", [[], ["x"], ["1"], ["=zoom:1"], ["9" * 30 + "=zoom:1"]])
def test_nonsense_is_answered_in_words(browser, demo, picks):
    response = browser.post(MANY, {"picks": picks})

    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()


def test_another_events_session_is_not_embedded(browser, demo, rival):
    foreign = core.session(rival.staff_roles.get().event)
    item = factory.item(demo)

    response = browser.post(MANY, {"picks": [f"{foreign.pk}=zoom:{item.pk}"]})

    assert response.status_code == 422
    assert not Embed.objects.exists()


def test_it_takes_the_same_queries_for_two_and_for_twenty(demo, pair, django_assert_num_queries):
    with django_assert_num_queries(2):
        bulk.proposals(demo, core.NOON)
    for number in range(18):
        core.session(demo, title=f"Talk {number}")
        factory.item(demo, topic=f"Talk {number}")

    with django_assert_num_queries(2):
        bulk.proposals(demo, core.NOON)
