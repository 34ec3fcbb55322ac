"""Libraries → Zoom meetings and Webinars: the list, an item, removing."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from tests.factories import core
from tests.factories import zoom as factory
from virtualcrowd.agenda.models import LiveState
from virtualcrowd.common.models import AuditEntry, BusMessage
from virtualcrowd.zoom import overview
from virtualcrowd.zoom.clash.models import Host
from virtualcrowd.zoom.models import LibraryItem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("impatient")]
URL = "/app/demo/libraries/zoom"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def topics():
    return list(BusMessage.objects.values_list("topic", flat=True))


def picture(size=(1600, 900)) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, "PNG")
    return SimpleUploadedFile("holiday.png", out.getvalue())


# --- states and filters ----------------------------------------------------------------------


def states_of(event, now):
    return {item.topic: item.state for item in overview.items_of(event, now)}


def test_states(demo):
    now = core.NOON
    for topic, starts_in, fields in [
        ("upcoming", 120, {}),
        ("soon", 30, {}),
        ("waiting", -5, {}),
        ("live", -5, {"is_started": True}),
        ("runs late", -60, {"is_started": True}),
        ("may run late", -59, {}),
        ("ended", -60, {}),
        ("unsupported", 120, {"obstacle": "e2ee"}),
        ("unsupported and over", -600, {"obstacle": "e2ee"}),
        ("deleted", 120, {"gone_at": now, "obstacle": "e2ee", "is_started": True}),
        ("forgotten", -600, {"gone_at": now}),
    ]:
        factory.item(demo, topic=topic, starts_at=now + starts_in * MINUTE, **fields)
    factory.item(demo, topic="no time", starts_at=None)
    for topic, state in (("started", LiveState.LIVE), ("closed early", LiveState.ENDED)):
        session = core.session(demo, starts_at=now, live_state=state)
        factory.embed(session, factory.item(demo, topic=topic, starts_at=now))

    assert states_of(demo, now) == {
        "upcoming": "upcoming",
        "soon": "soon",
        "waiting": "waiting",
        "live": "live",
        "runs late": "live",
        "may run late": "waiting",
        "ended": "ended",
        "unsupported": "unsupported",
        "unsupported and over": "ended",
        "deleted": "deleted",
        "forgotten": "ended",
        "no time": "upcoming",
        "started": "live",
        "closed early": "ended",
    }


def test_chips_count_and_filter(demo, window):
    now = timezone.now()
    factory.item(demo, topic="Reef walk", starts_at=now + timedelta(days=1))
    factory.item(demo, topic="Donor call", starts_at=now + timedelta(days=1), obstacle="e2ee")
    factory.item(demo, topic="Tide talk", starts_at=now - timedelta(days=1), kind="webinar")
    factory.item(core.event("other"), topic="Secret of others")

    def shown(query):
        page = window.get(f"{URL}?{query}").content.decode()
        return {name for name in ("Reef walk", "Donor call", "Tide talk", "Secret") if name in page}

    assert shown("") == {"Reef walk", "Donor call", "Tide talk"}
    assert shown("show=ended") == {"Tide talk"}
    assert shown("show=needs") == {"Donor call"}
    assert shown("show=upcoming") == {"Reef walk"}
    assert shown("show=nonsense&page=nonsense") == {"Reef walk", "Donor call", "Tide talk"}
    assert shown("kind=webinar") == {"Tide talk"}
    assert shown("q=reef") == {"Reef walk"}
    assert shown("q=habitats%40") == {"Reef walk", "Donor call", "Tide talk"}
    page = window.get(URL).content.decode()
    assert "All 3" in page
    assert "Needs you 1" in page


def test_search_takes_zooms_way_to_write_a_number(demo, window):
    factory.item(demo, topic="Reef walk", zoom_id="82390145571")
    factory.item(demo, topic="Tide talk")

    page = window.get(f"{URL}?q=823+9014+5571").content.decode()

    assert "Reef walk" in page
    assert "Tide talk" not in page


def test_obstacle_is_said_with_what_to_do(demo, window):
    factory.item(
        demo, obstacle="needs_sign_in_webinar", starts_at=timezone.now() + timedelta(days=1)
    )

    page = window.get(URL).content.decode()

    assert "Not supported: authentication" in page
    assert "Turn that off in Zoom" in page


def test_htmx_gets_the_list_only(demo, window):
    factory.item(demo, topic="Reef walk")

    part = window.get(URL, headers={"HX-Request": "true", "HX-Target": "library"}).content.decode()

    assert "Reef walk" in part
    assert "<h1" not in part


def test_empty_library_says_what_to_do(demo, window):
    assert "Connect Zoom first" in window.get(URL).content.decode()

    factory.connection(demo)
    assert "Nothing imported yet" in window.get(URL).content.decode()


def test_pages_of_fifty(demo, window):
    for n in range(51):
        factory.item(demo, topic=f"Meeting no. {n:02}")

    assert "Meeting no. 49" in window.get(URL).content.decode()
    assert "Meeting no. 50" not in window.get(URL).content.decode()
    assert "Meeting no. 50" in window.get(f"{URL}?page=2").content.decode()


def test_item_says_what_keeps_attendees_out(demo, window):
    one = factory.item(demo, has_country_rule=True, host_id="host-9")
    Host.objects.create(
        event=demo, host_id="host-9", refuses_web_guests=True, checked_at=timezone.now()
    )

    page = window.get(f"{URL}/{one.pk}").content.decode()

    assert "Not for every country" in page
    assert "No guests by browser" in page
    other = window.get(f"{URL}/{factory.item(demo).pk}").content.decode()
    assert "Not for every country" not in other
    assert "No guests by browser" not in other


def test_pages_are_counted_within_the_filters(demo, window):
    for number in range(53):
        factory.item(demo, kind="webinar" if number < 51 else "meeting")

    page = window.get(f"{URL}?kind=webinar").content.decode()
    last = window.get(f"{URL}?kind=webinar&page=2").content.decode()

    assert "Page 1 of 2" in page
    assert last.count('class="zl-title"') == 1
    assert "Page " not in window.get(f"{URL}?kind=meeting").content.decode()


def test_list_costs_the_same_for_one_and_three(demo, window, django_assert_num_queries):
    factory.connection(demo)

    def add():
        session = core.session(demo, track=core.track(demo))
        factory.embed(session, factory.item(demo))

    add()
    window.get(URL)
    with CaptureQueriesContext(connection) as one:
        window.get(URL)
    add()
    add()
    with django_assert_num_queries(len(one)):
        window.get(URL)


# --- an item ---------------------------------------------------------------------------------


def test_from_zoom_stands_beside_what_attendees_see(demo, window):
    item = factory.item(demo, topic="OW26 D2 / Kelp", agenda="JH shares screen.", title="Kelp map")

    page = window.get(f"{URL}/{item.pk}").content.decode()

    assert "<h1>Kelp map</h1>" in page
    assert "OW26 D2 / Kelp" in page
    assert "JH shares screen." in page
    assert "reef42" not in page  # the passcode


def test_edit_is_kept_audited_and_told_to_open_pages(demo, window, olive):
    item = factory.item(demo, topic="Reef")
    factory.embed(core.session(demo), item)

    answer = window.post(
        f"{URL}/{item.pk}", {"title": "Living reefs", "description": "Come and see."}
    )

    item.refresh_from_db()
    assert answer.status_code == 302
    assert (item.topic, item.title, item.description) == ("Reef", "Living reefs", "Come and see.")
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.changes["Title"]) == (olive, ["Zoom's", "Living reefs"])
    assert topics() == ["live"]


def test_saving_without_a_change_leaves_no_trace(demo, window):
    item = factory.item(demo, title="Same")

    window.post(f"{URL}/{item.pk}", {"title": "Same", "description": ""})

    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("field", "left"), [("title", ("", "Ours")), ("description", ("Ours", ""))]
)
def test_use_zooms_empties_one_field_and_keeps_what_was_typed(demo, window, field, left):
    item = factory.item(demo, title="Old", description="Old")

    window.post(f"{URL}/{item.pk}", {"title": "Ours", "description": "Ours", "use_zooms": field})

    item.refresh_from_db()
    assert (item.title, item.description) == left


def test_image_is_drawn_anew_under_a_name_nobody_guesses(
    demo, window, tmp_path, django_capture_on_commit_callbacks
):
    item = factory.item(demo)

    window.post(f"{URL}/{item.pk}", {"title": "", "description": "", "image": picture()})

    item.refresh_from_db()
    first = tmp_path / item.image.name
    assert "holiday" not in item.image.name
    with Image.open(first) as shown:
        assert shown.size == (1280, 720)

    with django_capture_on_commit_callbacks(execute=True):
        window.post(f"{URL}/{item.pk}", {"image": picture()})
    item.refresh_from_db()
    assert not first.exists()
    assert (tmp_path / item.image.name).exists()

    with django_capture_on_commit_callbacks(execute=True):
        window.post(f"{URL}/{item.pk}", {"drop_image": "on"})
    item.refresh_from_db()
    assert not item.image
    assert list(tmp_path.rglob("*.webp")) == []


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("a.png", b"no picture at all"),
        SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        SimpleUploadedFile("a.png", b""),
    ],
)
def test_a_bad_file_is_an_error_in_the_form_and_nothing_is_lost(demo, window, upload):
    item = factory.item(demo, title="Old")
    upload.seek(0)

    answer = window.post(
        f"{URL}/{item.pk}", {"title": "Typed", "description": "Typed, too", "image": upload}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_image_error"' in page
    assert 'value="Typed"' in page
    assert "Typed, too</textarea>" in page
    item.refresh_from_db()
    assert item.title == "Old"


def test_too_long_a_description_is_said_in_the_form(demo, window):
    item = factory.item(demo)

    answer = window.post(f"{URL}/{item.pk}", {"title": "T", "description": "x" * 1201})

    assert answer.status_code == 422
    assert 'id="id_description_error"' in answer.content.decode()


def test_remove_takes_item_and_picture_away(
    demo, window, tmp_path, django_capture_on_commit_callbacks
):
    item = factory.item(demo)
    window.post(f"{URL}/{item.pk}", {"image": picture()})

    with django_capture_on_commit_callbacks(execute=True):
        window.post(f"{URL}/{item.pk}/remove")

    assert not LibraryItem.objects.exists()
    assert list(tmp_path.rglob("*.webp")) == []
    assert AuditEntry.objects.filter(action="Removed a meeting from the library").exists()


def test_remove_is_refused_while_a_session_uses_it(demo, window):
    item = factory.item(demo)
    session = core.session(demo, title="Oyster reefs")
    factory.embed(session, item)

    answer = window.post(f"{URL}/{item.pk}/remove")

    assert answer.status_code == 409
    assert LibraryItem.objects.filter(pk=item.pk).exists()
    page = answer.content.decode()
    assert "It stays while a session uses it" in page
    assert f"/app/demo/builder/agenda/{session.pk}/embed" in page


def test_deleted_in_zoom_leads_to_each_session_that_needs_another(demo, window):
    item = factory.item(demo, gone_at=core.NOON)
    talks = [core.session(demo, title=title) for title in ("Reefs", "Dunes")]
    for talk in talks:
        factory.embed(talk, item)

    alert = window.get(f"{URL}/{item.pk}").content.decode().partition('class="alert')[2]

    for talk in talks:
        assert f'href="/app/demo/builder/agenda/{talk.pk}/embed">Choose another: ' in alert


def test_viewers_look_and_change_nothing(demo, vera, signed_in):
    item = factory.item(demo, title="Old")
    browser = signed_in(vera)

    assert browser.get(URL).status_code == 200
    page = browser.get(f"{URL}/{item.pk}")
    assert page.status_code == 200
    assert "Save</button>" not in page.content.decode().replace('aria-hidden="true">Save', "")
    assert browser.post(f"{URL}/{item.pk}", {"title": "New"}).status_code == 403
    assert browser.post(f"{URL}/{item.pk}/remove").status_code == 403
    assert browser.post(f"{URL}/refresh").status_code == 403
    item.refresh_from_db()
    assert item.title == "Old"


def test_rival_and_attendee_stay_outside(demo, rival, ana, signed_in):
    item = factory.item(demo)
    browser = signed_in(rival)

    assert browser.get(URL).status_code == 404
    assert browser.get(f"{URL}/{item.pk}").status_code == 404
    assert browser.get(f"/app/rival/libraries/zoom/{item.pk}").status_code == 404
    assert browser.post(f"/app/rival/libraries/zoom/{item.pk}/remove").status_code == 404
    assert signed_in(ana.user).get(URL).status_code == 403
