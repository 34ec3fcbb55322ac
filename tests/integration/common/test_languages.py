"""Pages speak the reader's language, organisers' pages English, and nobody is sent elsewhere."""

import pytest
from django.test import Client
from django.utils import translation

from tests.factories import core
from virtualcrowd.common.languages import city_of, words_url

pytestmark = pytest.mark.django_db
GERMAN = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}


def test_a_page_speaks_the_language_of_the_browser(client: Client):
    page = client.get("/accounts/login/", headers=GERMAN)

    assert '<html lang="de" dir="ltr">' in page.text
    assert "Zum Inhalt springen" in page.text
    assert 'src="/words/pages/de.js?v=' in page.text


def test_a_language_that_we_do_not_have_is_english(client: Client):
    page = client.get("/accounts/login/", headers={"Accept-Language": "fi"})

    assert '<html lang="en-gb" dir="ltr">' in page.text
    assert "/words/" not in page.text


def test_the_chosen_language_wins_over_the_browsers(client: Client):
    answer = client.post("/language/", {"language": "de", "next": "/accounts/login/"})

    assert answer["Location"] == "/accounts/login/"
    page = client.get("/accounts/login/", headers={"Accept-Language": "en"})
    assert "Zum Inhalt springen" in page.text


def test_the_language_is_kept_for_mails_and_calendars(client: Client):
    user = core.user()
    client.force_login(user)

    client.post("/language/", {"language": "de"})
    client.post("/language/", {"language": "xx"})

    user.refresh_from_db()
    assert user.language == "de"


def test_choosing_a_language_sends_nobody_to_another_site(client: Client):
    answer = client.post("/language/", {"language": "de", "next": "https://evil.example/"})

    assert answer["Location"] == "/"


def test_organisers_pages_are_english_whole(client: Client):
    event = core.event()
    client.force_login(core.staff(event, core.user()).user)

    page = client.get(f"/app/{event.shortcode}/", headers=GERMAN)

    assert '<html lang="en-gb"' in page.text
    assert "Skip to content" in page.text


def test_a_language_from_right_to_left_turns_the_page(client: Client, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "العربية")]

    page = client.get("/accounts/login/", headers={"Accept-Language": "ar"})

    assert '<html lang="ar" dir="rtl">' in page.text


def test_scripts_get_their_words_in_the_language_of_the_address(client: Client):
    answer = client.get("/words/pages/de.js", headers={"Accept-Language": "en"})

    assert answer["Content-Type"].startswith("text/javascript")
    assert '"Copied": "Kopiert"' in answer.text


def test_scripts_words_are_kept_under_the_address_of_their_version_alone(client: Client):
    plain, newest = "/words/pages/de.js", words_url("pages", "de")
    for other in (plain, f"{plain}?v=0123456789ab", f"{newest}&x=1"):
        assert client.get(other)["Cache-Control"] == "no-store"

    assert client.get(newest)["Cache-Control"] == "public, max-age=31536000, immutable"


def test_words_of_an_unknown_language_are_not_found(client: Client):
    assert client.get("/words/pages/xx.js").status_code == 404
    assert client.get("/words/else/de.js").status_code == 404


def test_words_around_zooms_client_are_on_its_own_page_alone(client: Client):
    pages, join = (client.get(f"/words/{part}/de.js").text for part in ("pages", "join"))

    assert "Joining meeting" not in pages
    assert "Joining meeting" in join
    assert '"Copied": "Kopiert"' in join


@pytest.mark.parametrize(
    ("zone", "language", "city"),
    [
        ("Europe/Lisbon", "en-gb", "Lisbon"),
        ("Europe/Lisbon", "de", "Lissabon"),
        ("Europe/Lisbon", "xx", "Lisbon"),
        ("America/Argentina/Buenos_Aires", "de", "Buenos Aires"),
        ("UTC", "de", "UTC"),
    ],
)
def test_cities_are_called_as_readers_call_them(zone, language, city):
    with translation.override(language):
        assert city_of(zone) == city
