"""Every cause of the doctor's table: brought about through the pages, found, and with a way on."""

import html
from collections.abc import Callable

import pytest
from django.contrib.staticfiles import finders

from tests.integration.zoom.doctor import states_health, states_keys, states_window
from tests.integration.zoom.doctor.organiser import PAGE, Organiser
from virtualcrowd.zoom import advice, pairs
from virtualcrowd.zoom.doctor import window
from virtualcrowd.zoom.doctor.causes import TABLE, Action, Cause, Probe

STATES: dict[str, Callable[[Organiser], object]] = {
    name: state
    for module in (states_keys, states_window, states_health)
    for name, state in vars(module).items()
    if name in TABLE and callable(state)
}
# What the page must hold for somebody to be able to do it.
BUTTONS = {
    Action.AUTHORIZE: f'formaction="{PAGE}/authorize"',
    Action.PASTE: 'href="#pairs"',
    Action.ASK: f'action="{PAGE}/shown"',
    Action.ADDRESSES: 'id="redirect-again"',
    Action.SCOPES: 'id="missing-scopes"',
    Action.ACCOUNT: 'name="any_account"',
    Action.LOOK: f'action="{PAGE}/test"',
    Action.HOOK: 'href="#live-updates"',
}
IN_THE_WINDOW = {"too_long", "no_state", "state_foreign", "unseen_characters"}


@pytest.fixture
def organiser(window, zoom, demo, ana, settings, signed_in, time_machine, monkeypatch) -> Organiser:
    return Organiser(window, zoom, demo, ana, settings, signed_in, time_machine, monkeypatch)


def button(cause: Cause) -> str:
    """The sign of the one thing to do; trying again without a connection is authorizing."""
    if cause.is_mending:
        return f'name="how" value="{cause.action}"'
    if cause.action == Action.RETRY:
        return BUTTONS[Action.AUTHORIZE]
    return BUTTONS.get(cause.action, "")


@pytest.mark.parametrize("key", sorted(TABLE.keys() - IN_THE_WINDOW))
def test_cause_is_found_and_its_button_is_there(organiser, key):
    STATES[key](organiser)

    row = organiser.row()
    assert key in {row.failure, *(one["key"] for one in row.findings)}
    alerts = organiser.browser.get(PAGE).content.decode().partition('id="popup-blocked"')[0]
    told = html.unescape(alerts)
    assert advice.CONNECT[key].title in told
    assert button(TABLE[key]) in alerts.partition('class="alert')[2]
    if TABLE[key].action == Action.TELL:
        assert "btn-primary" not in alerts.partition('id="diag"')[2]


@pytest.mark.parametrize("key", sorted(IN_THE_WINDOW))
def test_cause_of_the_window_is_told_there(organiser, key):
    answer = STATES[key](organiser)

    assert advice.CONNECT[key].title in html.unescape(answer.content.decode())


def test_every_cause_has_a_test_and_words_and_every_word_a_cause():
    assert set(STATES) == set(TABLE)
    assert set(advice.CONNECT) == set(TABLE)
    for key, cause in TABLE.items():
        told = advice.CONNECT[key]
        assert told.title, key
        assert told.words, key
        assert told.action or cause.action == Action.NONE, key


def test_every_mending_of_the_table_exists():
    mendings = {cause.action for cause in TABLE.values() if cause.is_mending}

    assert mendings <= {*pairs.MENDINGS, *pairs.SWITCHES}


def test_what_is_asked_has_a_drawing_and_what_has_one_a_cause():
    asked = {key for key, cause in TABLE.items() if cause.probe == Probe.ASKED}

    assert asked - {"popup_closed"} <= set(window.CAUSES.values()) <= set(TABLE)
    for picture in window.CAUSES:
        assert finders.find(f"zoom/windows/{picture}.svg"), picture


# --- one click mends --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key",
    ["swapped", "turned", "secrets_crossed", "is_general_app"],
)
def test_one_click_mends_the_keys_and_goes_to_zoom(organiser, key):
    STATES[key](organiser)
    mending = {"how": TABLE[key].action, "mode": "popup"}

    organiser.allow(organiser.browser.post(f"{PAGE}/mend", mending))

    assert organiser.row().is_connected


def test_one_click_turns_account_and_client_id_and_connects(organiser):
    STATES["account_turned"](organiser)

    organiser.browser.post(f"{PAGE}/mend", {"how": "turn_account", "mode": "tab"})

    assert organiser.row().is_connected


def test_one_click_turns_the_jwt_pair_and_the_doubt_is_gone(organiser):
    STATES["jwt_turned"](organiser)

    organiser.browser.post(f"{PAGE}/mend", {"how": "turn_sdk"})

    assert organiser.row().findings == []
    assert organiser.row().sdk_client_id == "sandboxSdkApp000000001"


def test_server_app_needs_one_field_more_after_the_click(organiser):
    STATES["is_server_app"](organiser)

    organiser.browser.post(f"{PAGE}/mend", {"how": "use_server", "mode": "tab"})

    row = organiser.row()
    assert (row.way, row.failure, row.failure_detail) == ("server", "incomplete", "Account ID")


def test_unknown_mending_changes_nothing(organiser):
    organiser.save()
    before = organiser.row().oauth_client_id

    organiser.browser.post(f"{PAGE}/mend", {"how": "explode"})

    assert organiser.row().oauth_client_id == before


def test_another_account_can_be_meant(organiser):
    STATES["other_account"](organiser)
    foreign = organiser.paste() | {
        "oauth_client_id": "sandboxForeignApp00001",
        "oauth_client_secret": "sandboxForeignSecret000000000001",
        "mode": "popup",
        "any_account": "1",
    }

    organiser.allow(
        organiser.browser.post(f"{PAGE}/authorize", foreign),
        user=states_window._id_of("fay@elsewhere.example"),
    )

    assert organiser.row().account_name == "Tidewater Partners"
