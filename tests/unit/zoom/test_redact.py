"""Whatever Zoom says and whatever we ask: no secret is ever kept of it."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtualcrowd.zoom.support import redact

ALPHABET = string.ascii_letters + string.digits + "-_"
SECRETS = st.text(ALPHABET, min_size=20, max_size=400).filter(
    lambda one: any(c.isdigit() for c in one)
)
PASSCODES = st.text(string.ascii_letters + string.digits + "@*_-", min_size=4, max_size=10).filter(
    lambda one: any(c.isdigit() for c in one)
)
NAMES = st.sampled_from(
    [
        "access_token",
        "refresh_token",
        "token",
        "client_secret",
        "secret",
        "signature",
        "tk",
        "zak",
        "pwd",
        "password",
        "passcode",
        "code_verifier",
        "download_token",
        "Authorization",
    ]
)
SAID = st.sampled_from(
    [
        "{name}={secret}",
        "{name}: {secret}",
        '"{name}": "{secret}"',
        '{{"{name}":"{secret}","message":"no"}}',
        "https://zoom.us/j/1?{name}={secret}&x=1",
        "refused '{name}': '{secret}'.",
    ]
)


@given(secret=SECRETS, around=st.sampled_from(["{}", "Bearer {}", "bad ({})", "a {} b", "x={}"]))
def test_long_secret_goes_wherever_it_stands(secret, around):
    assert secret not in redact.text(around.format(secret))


@given(name=NAMES, secret=PASSCODES, said=SAID)
def test_short_secret_goes_behind_its_name(name, secret, said):
    kept = redact.text(said.format(name=name, secret=secret))

    assert secret not in kept.replace(name, "")


@given(secret=PASSCODES, before=st.sampled_from(["passcode ", "Passcode is ", "password "]))
def test_passcode_goes_from_a_sentence(secret, before):
    assert secret not in redact.text(f"The {before}{secret} is wrong.")


@given(email=st.emails())
def test_address_goes(email):
    kept = redact.text(f"User does not exist: {email}.")

    assert "@" not in kept
    assert email.rpartition("@")[2] not in kept


@given(secret=st.text(min_size=8, max_size=60).filter(lambda one: one.strip() == one))
def test_secret_that_we_hold_goes_whatever_it_looks_like(secret):
    assert secret not in redact.text(f"before {secret} after", (secret, ""))


@given(part=st.text(min_size=1).filter(lambda one: one not in redact._WORDS and "?" not in one))
def test_path_keeps_only_zooms_own_words(part):
    kept = redact.path(f"/users/{part}/meetings")

    assert set(kept.strip("/").split("/")) <= {"users", "{id}", "meetings", ""} | redact._WORDS


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("/users/me/meetings", "/users/me/meetings"),
        ("/meetings/82390145571", "/meetings/{id}"),
        ("/users/ana@demo.example/settings", "/users/{id}/settings"),
        ("/users/me/webinars?next_page_token=abc", "/users/me/webinars"),
        ("/oauth/token", "/oauth/token"),
        ("/users/ana%40demo.example/meetings", "/users/{id}/meetings"),
    ],
)
def test_path_becomes_a_template(asked, kept):
    assert redact.path(asked) == kept


@pytest.mark.parametrize(
    "said",
    [
        "Invalid access token, does not contain scopes:[meeting:read:list_meetings:admin].",
        "Access token is expired.",
        "Meeting does not exist.",
        "Webinar plan is missing. You must subscribe to the webinar plan and enable webinars.",
        "invalid_client · Invalid client_id or client_secret",
        "Only available for paid account.",
    ],
)
def test_what_helps_stays(said):
    assert redact.text(said) == said


def test_long_texts_are_cut_after_they_are_redacted():
    kept = redact.text("word " * 57 + "reason token=" + "Ab1" * 40)

    assert len(kept) <= 300
    assert "Ab1" not in kept
