"""Plugins → Zoom: what it shows to whom, in every state."""

import pytest
from django.utils import timezone

from tests.factories import core
from tests.factories import zoom as make
from virtualcrowd.zoom import advice

PAGE = "/app/demo/integrations/zoom"
SECRETS = ("sandboxSdkSecret0000000000000001", "sandboxGeneralSecret000000000001")


def text(browser, page=PAGE):
    answer = browser.get(page)
    assert answer.status_code == 200
    return answer.content.decode()


def test_shows_the_two_addresses_letter_by_letter(window, settings):
    settings.PUBLIC_URL = "https://events.example.org"

    page = text(window)

    assert ">https://events.example.org/cms/integrations/zoom/redirect-callback/<" in page
    assert ">https://events.example.org/<" in page


def test_lists_the_scopes_of_an_admin_managed_app(window):
    assert "meeting:read:list_meetings:admin\n" in text(window)


def test_shows_the_events_own_webhook_address(window, demo):
    row = make.connection(demo)

    assert f"/hooks/zoom/{row.hook_token}" in text(window)


def test_help_with_authorizing_goes_once_it_worked_and_comes_back_with_a_failure(window, demo):
    row = make.connection(demo)
    words = "If authorizing fails"
    assert words not in text(window)

    row.failure = "popup_closed"
    row.save(update_fields=["failure"])
    assert words in text(window)


def test_no_secret_ever_reaches_the_page(window, demo):
    make.connection(demo, webhook_secret="hook-secret-1")

    page = text(window)

    for secret in (*SECRETS, "access-1", "refresh-1", "hook-secret-1"):
        assert secret not in page
    assert page.count("Stored. Leave empty to keep it.") == 3


def test_connected_page_says_who_what_and_when(window, demo, olive):
    make.connection(
        demo,
        account_name="Atlantic Coast Forum",
        plan="Licensed",
        authorized_by=olive,
        authorized_at=timezone.now(),
        last_ok_at=timezone.now(),
    )

    page = text(window)

    for shown in ("Connected", "Atlantic Coast Forum", "Olive Organiser", "just now", "Test now"):
        assert shown in page
    assert "Granted scopes" in page


@pytest.mark.parametrize("key", advice.CONNECT)
def test_every_failure_has_its_words_and_a_next_step(window, demo, key):
    make.connection(
        demo, status="draft", failure=key, failure_detail="<4711> & more", failed_at=timezone.now()
    )

    page = text(window)

    told = advice.CONNECT[key]
    assert told.title in page.replace("&#x27;", "'")
    assert told.action or key == "unseen_characters"
    assert "<4711>" not in page


def test_failure_of_another_version_is_still_shown(window, demo):
    make.connection(demo, failure="what we said in 2031", failed_at=timezone.now())

    assert advice.CONNECT["refused"].title in text(window)


def test_basic_account_is_warned(window, demo):
    make.connection(demo, plan="Basic", findings=[{"key": "basic_plan", "detail": ""}])

    assert advice.CONNECT["basic_plan"].title in text(window)


def test_broken_connection_can_be_authorized_again_and_tested(window, demo):
    make.connection(demo, status="broken", failure="grant_dead", failed_at=timezone.now())

    page = text(window)

    assert "Reconnect needed" in page
    assert advice.CONNECT["grant_dead"].title in page
    assert "Test now" in page


def test_demo_points_at_its_own_zoom(window, settings):
    settings.SANDBOX_URL = "http://localhost:9400"

    assert 'href="http://localhost:9400/console/apps"' in text(window)


@pytest.mark.parametrize("who", ["stan", "vera"])
def test_others_on_staff_look_and_have_no_buttons(who, request, demo, signed_in):
    make.connection(demo)

    page = text(signed_in(request.getfixturevalue(who)))

    assert "is for owners of the event" in page
    assert "<form" not in page.split('id="main"')[1].split("</main>")[0]
    assert "sandboxGeneralApp00001" in page


def test_strangers_do_not_find_it(rival, ana, demo, signed_in, client):
    assert signed_in(rival).get(PAGE).status_code == 404
    assert signed_in(ana.user).get(PAGE).status_code == 403
    assert client.get(PAGE)["Location"].startswith("/accounts/login/")


def test_key_that_is_too_long_is_refused_in_the_form(window):
    answer = window.post(f"{PAGE}/save", {"oauth_client_id": "x" * 201})

    assert answer.status_code == 422
    assert "at most 200 characters" in answer.content.decode()


def test_key_that_is_too_long_leaves_the_page_behind_the_window_alone(window):
    answer = window.post(f"{PAGE}/authorize", {"oauth_client_id": "x" * 201, "mode": "popup"})

    assert answer.status_code == 400
    assert b'data-zoom-window="keep"' in answer.content


def test_webhook_form_asks_for_the_secret(window):
    answer = window.post(f"{PAGE}/webhook", {"webhook_secret": ""})

    assert answer.status_code == 422
    assert "Paste the Secret Token" in answer.content.decode()


def test_live_sessions_are_counted_before_disconnecting(window, demo):
    make.connection(demo)
    for _ in range(2):
        core.session(demo, provider="zoom", live_state="live")
    core.session(core.event("other"), provider="zoom", live_state="live")

    assert "Two sessions are live." in text(window)
