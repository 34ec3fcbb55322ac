"""Who may finish an authorization that was begun, where, and until when."""

from tests.factories import core
from tests.factories import zoom as make
from tests.integration.zoom.connecting import CALLBACK, assert_failed, authorize, round_trip, stored
from virtualcrowd.events.models import Role
from virtualcrowd.zoom import flow
from virtualcrowd.zoom.models import Connection


def test_add_app_now_is_not_exchanged(window, zoom):
    code = zoom.consent(authorize(window)["Location"])["code"]
    zoom.mark()

    answer = window.get(CALLBACK, {"code": code})

    assert answer.status_code == 400
    assert b"Begin in VirtualCrowd, not in Zoom" in answer.content
    assert zoom.asked("/oauth/token") == 0


def test_state_works_once(window, zoom):
    back = zoom.consent(authorize(window)["Location"])
    window.get(CALLBACK, back)
    zoom.mark()

    answer = window.get(CALLBACK, back)

    row = stored()
    assert b"too old or was used already" in answer.content
    assert row.is_connected
    assert zoom.asked("/oauth/token") == 0


def test_state_is_good_for_15_minutes(window, zoom, time_machine):
    time_machine.move_to("2026-11-25T10:00:00Z", tick=False)
    back = zoom.consent(authorize(window)["Location"])
    zoom.mark()
    time_machine.shift(15 * 60 + 1)

    answer = window.get(CALLBACK, back)

    assert_failed("state_stale", answer)
    assert zoom.asked("/oauth/token") == 0


def test_state_of_another_browser_is_refused(window, zoom, olive, signed_in):
    back = zoom.consent(authorize(window)["Location"])
    zoom.mark()

    signed_in(olive).get(CALLBACK, back)

    assert_failed("state_stale")
    assert zoom.asked("/oauth/token") == 0


def test_state_of_another_person_is_refused_and_names_no_event(window, zoom, rival, signed_in):
    back = zoom.consent(authorize(window)["Location"])
    zoom.mark()

    answer = signed_in(rival).get(CALLBACK, back)

    assert answer.status_code == 400
    assert b"was not begun here" in answer.content
    assert b"/app/demo/" not in answer.content
    assert zoom.asked("/oauth/token") == 0
    assert stored().failure == ""


def test_state_that_was_tampered_with_is_refused(window, zoom):
    back = zoom.consent(authorize(window)["Location"])
    zoom.mark()

    answer = window.get(CALLBACK, back | {"state": back["state"][:-1] + "_"})

    assert b"was not begun here" in answer.content
    assert zoom.asked("/oauth/token") == 0


def test_somebody_who_is_no_owner_any_more_connects_nothing(window, zoom, olive, demo):
    back = zoom.consent(authorize(window)["Location"])
    zoom.mark()
    olive.staff_roles.update(role=Role.EDITOR)

    answer = window.get(CALLBACK, back)

    assert answer.status_code == 400
    assert not stored().is_connected
    assert zoom.asked("/oauth/token") == 0


def test_two_tabs_do_not_break_each_other(window, zoom):
    first = authorize(window)["Location"]
    second = authorize(window)["Location"]

    answers = [window.get(CALLBACK, zoom.consent(address)) for address in (second, first)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert stored().is_connected


def test_only_the_newest_five_states_are_kept(window, zoom):
    for _ in range(7):
        authorize(window)

    assert len(window.session[flow.KEY]) == flow.MOST


def test_anonymous_is_asked_to_sign_in(client, db):
    answer = client.get(CALLBACK, {"code": "c", "state": "s"})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=")


def test_another_client_id_saved_meanwhile_is_not_mixed_up(window, zoom):
    back = zoom.consent(authorize(window)["Location"])
    zoom.mark()
    Connection.objects.update(oauth_client_id="anotherApp")

    window.get(CALLBACK, back)

    assert stored().failure == "state_stale"
    assert zoom.asked("/oauth/token") == 0


# --- two events, one app ----------------------------------------------------------------------


def test_app_that_is_live_in_another_event_is_refused_before_zoom_is_asked(window, zoom):
    make.connection(core.event("other", name="Secret Gala"))

    answer = authorize(window)

    assert_failed("app_in_use", answer)
    assert b"Secret Gala" not in answer.content


def test_app_that_goes_live_elsewhere_meanwhile_is_not_exchanged(window, zoom):
    back = zoom.consent(authorize(window)["Location"])
    zoom.mark()
    other = make.connection(core.event("other"))

    window.get(CALLBACK, back)

    assert_failed("app_in_use")
    assert zoom.asked("/oauth/token") == 0
    other.refresh_from_db()
    assert other.is_connected


def test_app_of_a_disconnected_event_may_be_used(window, zoom):
    make.connection(core.event("other"), status=Connection.Status.DRAFT)

    round_trip(window, zoom)

    assert stored().is_connected
