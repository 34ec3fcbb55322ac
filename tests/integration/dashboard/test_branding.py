"""Builder → Branding and Joining, and what attendees then see."""

import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from virtualcrowd.agenda import passes
from virtualcrowd.common.models import AuditEntry
from virtualcrowd.events.models import Event

PAGE = "/app/demo/builder/branding"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def picture(width: int, height: int, kind: str = "PNG") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, kind)
    return SimpleUploadedFile("../../mine.png", out.getvalue())


@pytest.fixture
def editor(stan, signed_in):
    return signed_in(stan)


@pytest.fixture
def guest(ana, signed_in):
    return signed_in(ana.user)


def test_a_colour_is_made_readable_and_shown_to_attendees(editor, guest):
    assert editor.post(PAGE, {"has_colour": "on", "colour": "#ffdd00"}).status_code == 302

    css = guest.get("/e/demo/brand.css")
    assert css["Content-Type"] == "text/css"
    assert "#ffdd00" in css.text  # on dark pages it is fine as it is
    assert "--vc-accent: light-dark(#ffdd00" not in css.text
    assert '/e/demo/brand.css?v=ffdd00"' in guest.get("/e/demo/").text
    assert "4.5:1 is needed" in editor.get(PAGE).text
    assert AuditEntry.objects.filter(action="Changed the look").exists()


@pytest.mark.parametrize("colour", ["red", "#fff", "#12436d; } body { display: none", "#GG0000"])
def test_what_is_no_colour_changes_nothing(editor, demo, colour):
    answer = editor.post(PAGE, {"has_colour": "on", "colour": colour})

    assert answer.status_code == 422
    demo.refresh_from_db()
    assert demo.colour == ""


def test_a_colour_that_was_picked_counts_without_the_tick(editor, demo):
    editor.post(PAGE, {"colour": "#12436d"})  # what the field shows before anybody picks
    demo.refresh_from_db()
    assert demo.colour == ""

    editor.post(PAGE, {"colour": "#ffdd00"})
    demo.refresh_from_db()
    assert demo.colour == "#ffdd00"


def test_without_the_tick_the_pictures_colour_is_used_again(editor, guest, demo):
    Event.objects.update(colour="#12436d")

    editor.post(PAGE, {"colour": "#12436d"})

    assert "brand.css" not in guest.get("/e/demo/").text
    assert guest.get("/e/demo/brand.css").text == ""


def test_logo_and_cover_are_drawn_anew_and_shown(editor, guest, demo, tmp_path):
    files = {"logo": picture(600, 500), "cover": picture(2000, 900, "JPEG")}
    editor.post(PAGE, files)
    demo.refresh_from_db()

    home = guest.get("/e/demo/").text
    for field, size in ((demo.logo, (512, 512)), (demo.cover, (1600, 640))):
        assert field.url in home
        assert "mine" not in field.name
        with Image.open(field.path) as stored:
            assert (stored.format, stored.size) == ("WEBP", size)


def test_a_new_logo_takes_the_old_ones_file_away(editor, demo, django_capture_on_commit_callbacks):
    editor.post(PAGE, {"logo": picture(512, 512)})
    demo.refresh_from_db()
    storage, old = demo.logo.storage, demo.logo.name

    with django_capture_on_commit_callbacks(execute=True):
        editor.post(PAGE, {"drop_logo": "on"})

    demo.refresh_from_db()
    assert not demo.logo
    assert not storage.exists(old)


@pytest.mark.parametrize(
    "upload",
    [picture(100, 100), SimpleUploadedFile("logo.svg", b"<svg onload='alert(1)'/>")],
    ids=["small", "svg"],
)
def test_what_is_no_picture_is_refused_in_words(editor, demo, upload):
    answer = editor.post(PAGE, {"logo": upload})

    assert answer.status_code == 422
    assert "invalid-feedback" in answer.text
    demo.refresh_from_db()
    assert not demo.logo


def test_the_event_can_be_put_on_a_home_screen(guest):
    answer = guest.get("/e/demo/app.webmanifest")

    body = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert (body["start_url"], body["scope"]) == ("/e/demo/", "/e/demo/")
    assert body["display"] == "standalone"
    assert body["icons"][0]["src"]
    assert 'rel="manifest" href="/e/demo/app.webmanifest"' in guest.get("/e/demo/").text


@pytest.mark.parametrize("path", ["brand.css", "app.webmanifest"])
def test_the_look_of_an_event_is_for_its_guests(client, rival, signed_in, demo, path):
    assert client.get(f"/e/demo/{path}").status_code == 302
    assert signed_in(rival).get(f"/e/demo/{path}").status_code == 403


def test_how_people_are_called_reaches_their_pass(editor, guest, ana):
    guest.get("/e/demo/")
    editor.post("/app/demo/builder/joining", {"name_form": "initial"})

    guest.get("/e/demo/")

    held = passes.verify(guest.cookies[passes.COOKIE].value.encode(), 0)
    assert held.name == "Ana A."


def test_joining_is_saved_with_every_box_off(editor, demo):
    Event.objects.update(names_editable=True, allow_app=True)

    editor.post("/app/demo/builder/joining", {"name_form": "full"})

    demo.refresh_from_db()
    assert (demo.names_editable, demo.allow_app) == (False, False)
