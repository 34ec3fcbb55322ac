"""Account pages and their mails in German, whole: words of ours, none of allauth's."""

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client

from tests.factories import core
from tests.pages import text_of
from virtualcrowd.accounts.models import User


@pytest.fixture
def german() -> Client:
    return Client(headers={"accept-language": "de-AT,de;q=0.9,en;q=0.5"})


def sign_in(browser: Client, email: str):
    return browser.post("/accounts/login/", {"login": email, "password": core.PASSWORD})


def heading(response) -> str:
    html = response.content.decode()
    assert '<html lang="de"' in html
    assert html.count("<h1") == 1
    return re.search(r"<h1[^>]*>([^<]*)", html)[1]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("login/", "Anmelden"),
        ("login/code/", "Anmeldecode per E-Mail senden"),
        ("password/reset/", "Neues Passwort festlegen"),
        ("password/reset/done/", "Sehen Sie in Ihr Postfach"),
        ("signup/", "Sie brauchen kein Konto"),
        ("inactive/", "Dieses Konto ist geschlossen"),
    ],
)
def test_pages_before_signing_in(db, german, page, words):
    assert heading(german.get(f"/accounts/{page}")) == words


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("logout/", "Abmelden?"),
        ("email/", "Ihre Adresse"),
        ("password/change/", "Passwort ändern"),
        ("2fa/", "Zwei-Faktor-Anmeldung"),
        ("2fa/totp/activate/", "Authenticator-App verbinden"),
        ("reauthenticate/", "Zur Sicherheit noch einmal"),
    ],
)
def test_pages_of_ones_account(olive, german, page, words):
    sign_in(german, olive.email)
    german.post("/accounts/reauthenticate/", {"password": core.PASSWORD})

    assert heading(german.get(f"/accounts/{page}")) == words


@pytest.mark.django_db(transaction=True)  # what is said is said on commit
def test_two_factors_from_turning_on_to_turning_off(olive, german):
    sign_in(german, olive.email)
    totp.TOTP.activate(olive, totp.generate_totp_secret())
    RecoveryCodes.activate(olive)
    german.post("/accounts/reauthenticate/", {"password": core.PASSWORD})

    assert "10 Codes sind übrig." in text_of(german.get("/accounts/2fa/"))
    shown = german.get("/accounts/2fa/recovery-codes/")
    assert heading(shown) == "Wiederherstellungscodes"
    assert RecoveryCodes(olive.authenticator_set.last()).get_unused_codes()[0] in text_of(shown)
    generate = "/accounts/2fa/recovery-codes/generate/"
    assert heading(german.get(generate)) == "Neue Wiederherstellungscodes erzeugen?"
    done = german.post(generate, follow=True)
    assert "Ihre neuen Wiederherstellungscodes gelten jetzt." in done.content.decode()
    off = "/accounts/2fa/totp/deactivate/"
    assert heading(german.get(off)) == "Zwei-Faktor-Anmeldung ausschalten?"
    assert "ist ausgeschaltet." in german.post(off, follow=True).content.decode()


def test_second_factor_is_asked_for(olive, german):
    totp.TOTP.activate(olive, totp.generate_totp_secret())

    asked = german.get(sign_in(german, olive.email).url)

    assert heading(asked) == "Zwei-Faktor-Anmeldung"
    assert "oder einen Ihrer Wiederherstellungscodes" in text_of(asked)


def test_somebody_without_password_chooses_one(demo, german):
    ana = User.objects.create_user("ana@demo.example", name="Ana")
    core.attendee(demo, ana)
    asked = german.post("/accounts/login/code/", {"email": ana.email})
    german.post(asked.url, {"code": re.search(r"Anmeldecode: (\S+)", mail.outbox[0].subject)[1]})

    page = german.get("/accounts/password/change/", follow=True)

    assert heading(page) == "Passwort wählen"
    new = {"password1": "reef-tide-42", "password2": "reef-tide-42"}
    german.post("/accounts/password/set/", new)
    ana.refresh_from_db()
    assert ana.check_password("reef-tide-42")


def test_wrong_passwords_and_codes(olive, german):
    wrong = german.post("/accounts/login/", {"login": olive.email, "password": "wrong"})
    assert "passen nicht zusammen" in text_of(wrong)

    asked = german.post("/accounts/login/code/", {"email": olive.email})
    wrong = german.post(asked.url, {"code": "AAA-AAA"})
    assert "Das ist nicht der Code aus der neuesten E-Mail." in text_of(wrong)

    german.post(asked.url, {"code": re.search(r": (\S+)", mail.outbox[0].subject)[1]})
    old = {"oldpassword": "wrong", "password1": "reef-tide-42", "password2": "reef-tide-42"}
    wrong = german.post("/accounts/password/change/", old)
    assert "Das ist nicht Ihr Passwort." in text_of(wrong)


def test_mails(olive, german):
    german.post("/accounts/login/code/", {"email": "stranger@demo.example"})
    german.post("/accounts/password/reset/", {"email": olive.email})
    german.post("/accounts/logout/")
    german.post("/accounts/login/code/", {"email": olive.email})

    unknown, reset, code = mail.outbox
    assert code.subject.startswith("Ihr Anmeldecode: ")
    assert "Er gilt 15 Minuten." in code.body
    assert reset.subject == "Legen Sie Ihr Passwort fest"
    assert "um ein Passwort zu wählen" in reset.body
    assert unknown.subject == "Diese Adresse steht auf keiner Liste"
    assert "stranger@demo.example" in unknown.body


def test_personal_link(ana, german):
    from virtualcrowd.events import links  # noqa: PLC0415 - of this test alone

    page = german.get(links.address(ana).removeprefix("http://testserver"))

    assert "Weiter als Ana Attendee" in text_of(page)
    assert heading(german.get("/e/demo/in/1-1.x/")) == "Dieser Link ist unvollständig"


def test_too_many_at_once(olive, german):
    for _ in range(6):
        answer = german.post("/accounts/password/reset/", {"email": olive.email})

    assert answer.status_code == 429
    assert heading(answer) == "Einen Moment, bitte"
