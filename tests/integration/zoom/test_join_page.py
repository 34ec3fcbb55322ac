"""The page of Zoom's client: who gets it, what it may do, and what it must not hold."""

import json
import re

import pytest
from django.utils import timezone

from tests.factories import core
from tests.factories import zoom as factory
from virtualcrowd.agenda import passes
from virtualcrowd.agenda.models import Session
from virtualcrowd.events.models import Group
from virtualcrowd.zoom import sdk
from virtualcrowd.zoom.models import Connection, LibraryItem


@pytest.fixture
def session(demo):
    factory.connection(demo)
    session = core.session(demo, title="Seagrass </script> at scale")
    factory.embed(session, factory.item(demo, zoom_id="82390145571", passcode="reef42"))
    return session


def join_url(session) -> str:
    return f"/e/demo/agenda/{session.pk}/join"


def config_of(response) -> dict:
    found = re.search(r'<script id="vcj-config"[^>]*>(.*?)</script>', response.text, re.DOTALL)
    return json.loads(found[1])


def test_page_holds_addresses_and_no_secrets(browser, session):
    response = browser.get(join_url(session))

    config = config_of(response)
    assert config["ticketUrl"] == f"/e/demo/agenda/{session.pk}/ticket"
    assert config["sessionUrl"] == f"/e/demo/agenda/{session.pk}"
    assert config["leftUrl"] == f"/e/demo/agenda/{session.pk}/left"
    assert config["passUrl"] == "/e/demo/pass"
    assert config["topic"] == "Seagrass </script> at scale"
    assert [url.rpartition("/")[2] for url in config["scripts"]] == [
        "react.min.js",
        "react-dom.min.js",
        "redux.min.js",
        "redux-thunk.min.js",
        "zoom-meeting-6.2.0.min.js",
    ]
    for secret in ("reef42", "82390145571", "sandboxSdkSecret", "ana@demo.example", "eyJ"):
        assert secret not in response.text


def test_words_of_ours_turn_and_those_of_zooms_client_do_not(browser, session, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "العربية")]

    page = browser.get(join_url(session), headers={"Accept-Language": "ar"})

    assert '<html lang="en-US" dir="ltr">' in page.text
    assert '<div lang="ar" dir="rtl">\n<main' in page.text


def test_page_has_the_words_around_zooms_client(browser, session):
    page = browser.get(join_url(session), headers={"Accept-Language": "de"})

    assert 'src="/words/join/de.js?v=' in page.text


def test_page_is_never_kept_and_brings_a_fresh_pass(browser, session, ana):
    response = browser.get(join_url(session))

    assert "no-store" in response["Cache-Control"]
    token = response.cookies[passes.COOKIE].value.encode()
    assert passes.verify(token, timezone.now().timestamp()).attendee_id == ana.pk


def test_page_has_the_headers_that_zooms_client_was_measured_with(browser, session):
    response = browser.get(join_url(session))

    assert response["Document-Isolation-Policy"] == "isolate-and-credentialless"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    rules = dict(
        rule.strip().partition(" ")[::2] for rule in response["Content-Security-Policy"].split(";")
    )
    assert rules == {
        "default-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
        "script-src": "'self' blob: 'wasm-unsafe-eval'",
        "worker-src": "blob:",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob: https://*.zoom.us",
        "media-src": "'self' blob:",
        "font-src": "'self'",
        "connect-src": "'self' https://zoom.us https://*.zoom.us wss://*.zoom.us",
    }


def test_without_demo_nothing_leads_to_the_sandbox(browser, session):
    response = browser.get(join_url(session))

    assert "sandbox.js" not in response.text
    assert "localhost" not in response["Content-Security-Policy"]


def test_in_a_demo_the_client_is_led_to_the_sandbox(browser, session, settings):
    settings.DEMO, settings.SANDBOX_URL = True, "http://localhost:9400"

    response = browser.get(join_url(session))

    assert 'sandbox.js" data-base="http://localhost:9400/web/"' in response.text
    assert sdk.policy()["connect-src"][-2:] == ["http://localhost:9400", "ws://localhost:9400"]


def test_sandbox_address_alone_changes_nothing(settings):
    settings.DEMO, settings.SANDBOX_URL = False, "http://localhost:9400"

    assert sdk.sandbox_base() == ""
    assert "http://localhost:9400" not in sdk.policy()["connect-src"]


def test_cdn_serves_the_client_when_it_is_chosen(settings):
    settings.ZOOM_SDK_SOURCE = "cdn"

    assert sdk.files()["lib"] == "https://source.zoom.us/6.2.0/lib"
    assert sdk.files()["scripts"][-1] == "https://source.zoom.us/zoom-meeting-6.2.0.min.js"
    for rule in ("script-src", "style-src", "connect-src", "img-src", "media-src"):
        assert "https://source.zoom.us" in sdk.policy()[rule]


def test_other_zoom_host_is_let_through(settings):
    settings.ZOOM_WEB_ENDPOINT = "zoomgov.com"

    assert "wss://*.zoomgov.com" in sdk.policy()["connect-src"]


@pytest.mark.parametrize("page", ["join", "left"])
def test_stranger_is_sent_to_sign_in(client, session, page):
    response = client.get(f"/e/demo/agenda/{session.pk}/{page}")

    assert (response.status_code, response["Location"].partition("?")[0]) == (
        302,
        "/accounts/login/",
    )


@pytest.mark.parametrize("page", ["join", "left"])
def test_rival_does_not_get_it(rival, signed_in, session, page):
    response = signed_in(rival).get(f"/e/demo/agenda/{session.pk}/{page}")

    assert response.status_code == 403
    assert passes.COOKIE not in response.cookies


@pytest.mark.parametrize("page", ["join", "left"])
@pytest.mark.parametrize("hidden", ["draft", "group", "no meeting", "other event"])
def test_session_that_is_not_theirs_is_not_there(browser, session, rival, page, hidden):
    match hidden:
        case "draft":
            Session.objects.update(is_published=False)
        case "group":
            session.groups.add(Group.objects.create(event=session.event, name="VIP"))
        case "no meeting":
            Session.objects.update(provider="")
        case "other event":
            Session.objects.update(event=rival.staff_roles.get().event)

    response = browser.get(f"/e/demo/agenda/{session.pk}/{page}")

    assert response.status_code == 404


@pytest.mark.parametrize("page", ["join", "left"])
def test_pages_are_only_looked_at(browser, session, page):
    assert browser.post(f"/e/demo/agenda/{session.pk}/{page}").status_code == 405


def test_leaving_leads_back_to_the_session(browser, session):
    response = browser.get(f"/e/demo/agenda/{session.pk}/left")

    assert response.status_code == 302
    assert response["Location"] == f"/e/demo/agenda/{session.pk}?left=1"


def test_leaving_in_a_frame_tells_the_page_around_it(browser, session):
    response = browser.get(
        f"/e/demo/agenda/{session.pk}/left", headers={"Sec-Fetch-Dest": "iframe"}
    )

    assert response.status_code == 200
    assert "left.js" in response.text
    assert f'href="/e/demo/agenda/{session.pk}?left=1"' in response.text
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["Document-Isolation-Policy"] == "isolate-and-credentialless"


def test_refused_keys_reach_the_organisers_until_they_save_the_pairs(
    browser, session, demo, olive, signed_in
):
    url = f"/e/demo/agenda/{session.pk}/keys-refused"
    plugin = "/app/demo/integrations/zoom"
    assert config_of(browser.get(join_url(session)))["keysUrl"] == url

    assert browser.post(url).status_code == 204
    assert signed_in(core.attendee(demo, core.user()).user).post(url).status_code == 204

    organiser = signed_in(olive)
    assert "Zoom refused it to attendees just now" in organiser.get(plugin).text
    assert "Zoom refuses the JWT pair" in organiser.get("/app/demo/").text
    row = Connection.objects.get()
    same = {"sdk_client_id": row.sdk_client_id, "oauth_client_id": row.oauth_client_id}
    organiser.post(f"{plugin}/save", same)
    assert "Zoom refused it" not in organiser.get(plugin).text


def test_one_attendee_alone_does_not_turn_the_keys_red(browser, session, demo, signed_in):
    url = f"/e/demo/agenda/{session.pk}/keys-refused"

    for _ in range(3):
        assert browser.post(url).status_code == 204
    assert Connection.objects.get().keys_refused_at is None

    Connection.objects.update(sdk_client_id="another")  # what was said was of other keys
    other = signed_in(core.attendee(demo, core.user()).user)
    other.post(url)
    assert Connection.objects.get().keys_refused_at is None

    browser.post(url)
    assert Connection.objects.get().keys_refused_at


def test_a_member_of_the_staff_is_believed_at_once(session, olive, signed_in):
    signed_in(olive).post(f"/e/demo/agenda/{session.pk}/keys-refused")

    assert Connection.objects.get().keys_refused_at


def test_refused_keys_are_taken_only_from_those_who_may_join(session, rival, signed_in, client):
    url = f"/e/demo/agenda/{session.pk}/keys-refused"

    assert client.post(url).status_code == 302
    assert signed_in(rival).post(url).status_code == 403
    assert Connection.objects.get().keys_refused_at is None


@pytest.mark.parametrize(
    ("column", "text"),
    [("host_email", "{}"), ("alternative_hosts", "other@demo.example;{}")],
)
def test_who_hosts_it_is_led_to_the_warning_first(browser, session, ana, column, text):
    LibraryItem.objects.update(**{column: text.format(ana.email.upper())})

    answer = browser.get(join_url(session))

    assert (answer.status_code, answer.url) == (302, f"/e/demo/agenda/{session.pk}")
    assert browser.get(f"{join_url(session)}?as=participant").status_code == 200
