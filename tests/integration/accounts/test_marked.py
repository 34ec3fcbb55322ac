"""Every word of the pages that let people in is marked for translation."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from tests import marked
from tests.factories import core
from virtualcrowd.events import links

NAMES = {"olive", "ana", "demo", "example", "b"}


@pytest.fixture
def reader(in_brackets) -> Client:
    return Client(headers={"accept-language": marked.LANGUAGE})


def left(reader: Client, page: str) -> list[str]:
    return marked.leftovers(reader.get(page, follow=True).content.decode(), names=NAMES)


@pytest.mark.parametrize(
    "page",
    [
        "login/",
        "login/code/",
        "password/reset/",
        "password/reset/done/",
        "password/reset/key/1-dead-link/",
        "signup/",
        "inactive/",
    ],
)
def test_before_signing_in(reader, page):
    assert left(reader, f"/accounts/{page}") == []


@pytest.mark.parametrize("has_factors", [False, True])
@pytest.mark.parametrize(
    "page",
    [
        "logout/",
        "email/",
        "password/change/",
        "2fa/",
        "2fa/totp/activate/",
        "2fa/totp/deactivate/",
        "2fa/recovery-codes/",
        "2fa/recovery-codes/generate/",
        "reauthenticate/",
    ],
)
def test_ones_account(olive, reader, page, has_factors):
    reader.post("/accounts/login/", {"login": olive.email, "password": core.PASSWORD})
    reader.post("/accounts/reauthenticate/", {"password": core.PASSWORD})
    if has_factors:
        totp.TOTP.activate(olive, "A" * 32)
        RecoveryCodes.activate(olive)

    assert left(reader, f"/accounts/{page}") == []


def test_codes_and_second_factor(olive, reader):
    asked = reader.post("/accounts/login/code/", {"email": olive.email})
    assert left(reader, asked.url) == []

    other = Client()
    other.defaults |= reader.defaults
    totp.TOTP.activate(olive, "A" * 32)
    asked = other.post("/accounts/login/", {"login": olive.email, "password": core.PASSWORD})
    assert left(other, asked.url) == []


def test_personal_links(demo, ana, reader):
    path = links.address(ana).removeprefix("http://testserver")

    assert left(reader, path) == []
    assert left(reader, "/e/demo/in/1-1.x/") == []
    demo.is_published = False
    demo.save()
    assert left(reader, path) == []
    core.staff(core.event("elsewhere"), ana.user)
    assert left(reader, path) == []
