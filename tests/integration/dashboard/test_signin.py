"""Signing in: password, e-mailed code, forgotten password; what is closed."""

import re
from io import StringIO

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.core.management import call_command

from tests.factories import core
from tests.pages import text_of
from virtualcrowd.accounts.models import User

LOGIN = "/accounts/login/"


def sign_in(client, email: str, password: str = core.PASSWORD, **more):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def test_page_has_all_it_needs(client, db):
    html = client.get(LOGIN).content.decode()

    assert '<label class="form-label" for="id_login">E-mail</label>' in html
    assert 'autocomplete="current-password"' in html
    assert 'aria-label="Show password"' in html
    assert 'form="sign-in" formaction="/accounts/login/code/"' in html
    assert re.search(r'name="remember"[^>]*checked', html)
    assert "sign up" not in html.lower()


def test_demo_passwords_show_in_the_demo_alone(client, db, settings):
    assert core.PASSWORD not in client.get(LOGIN).content.decode()

    settings.DEMO = True

    text = text_of(client.get(LOGIN))
    assert "olive@demo.example" in text
    assert core.PASSWORD in text


def test_password_leads_each_where_they_belong(client, olive, ana):
    assert client.post(LOGIN, {"login": "OLIVE@demo.example", "password": core.PASSWORD}).url == "/"
    assert client.get("/").url == "/app/"

    client.post("/accounts/logout/")
    sign_in(client, "ana@demo.example")

    assert client.get("/").url == "/e/demo/"


def test_password_leads_back_to_where_one_wanted_to_go(client, olive):
    page = client.get("/app/demo/")
    html = client.get(page.url).content.decode()
    assert 'name="next" value="/app/demo/"' in html
    assert "next=%2Fapp%2Fdemo%2F" in html  # the way by code knows it too

    assert sign_in(client, olive.email, next="/app/demo/").url == "/app/demo/"


def test_address_typed_before_asking_for_a_code_is_not_asked_again(client, ana):
    response = client.post("/accounts/login/code/", {"login": ana.email, "password": ""})

    assert response.url == "/accounts/login/code/confirm/"
    assert [message.to for message in mail.outbox] == [[ana.email]]


def test_asking_for_a_code_without_an_address_asks_for_it(client, db):
    response = client.post("/accounts/login/code/", {"login": " ", "password": ""})

    assert "E-mail me a sign-in code" in text_of(response)
    assert "invalid-feedback" not in response.content.decode()


def test_foreign_address_to_go_to_is_ignored(client, olive):
    assert sign_in(client, olive.email, next="https://evil.example/").url == "/"


@pytest.mark.parametrize("email", ["olive@demo.example", "nobody@demo.example"])
def test_wrong_password_says_the_same_whoever_it_is(client, olive, email):
    response = sign_in(client, email, "wrong-password")

    text = text_of(response)
    assert "That did not work The e-mail and password do not match." in text
    html = response.content.decode()
    assert f'value="{email}"' in html
    assert "wrong-password" not in html
    assert 'role="alert"' in html


def test_many_wrong_passwords_are_stopped(client, olive):
    for _ in range(10):
        response = sign_in(client, olive.email, "wrong")

    response = sign_in(client, olive.email)

    assert "too many tries" in text_of(response)


def test_session_lasts_only_as_long_as_the_browser_unless_asked(client, olive):
    sign_in(client, olive.email)
    assert client.session.get_expire_at_browser_close()

    client.post("/accounts/logout/")
    sign_in(client, olive.email, remember="on")

    assert not client.session.get_expire_at_browser_close()


def test_code_by_mail_lets_in_somebody_without_password(client, demo):
    ana = User.objects.create_user("ana@demo.example", name="Ana")
    core.attendee(demo, ana)

    answer = client.post("/accounts/login/code/", {"email": ana.email, "next": "/e/demo/agenda"})
    asked = client.get(answer.url)
    code = re.search(r"code: (\S+)", mail.outbox[0].subject)[1]

    assert "Enter the code" in text_of(asked)
    assert ana.email in text_of(asked)
    assert code in mail.outbox[0].body
    assert "VirtualCrowd" in mail.outbox[0].body
    wrong = client.post(answer.url, {"code": "AAA-AAA"})
    assert "That is not the code in the newest e-mail." in text_of(wrong)
    assert client.post(answer.url, {"code": code}).url == "/e/demo/agenda"
    assert client.get("/e/demo/").status_code == 200


def test_new_code_replaces_the_old_one(client, olive):
    page = client.post("/accounts/login/code/", {"email": olive.email}).url
    assert "Send a new code" in text_of(client.get(page))

    client.post(page, {"action": "resend"})
    old, new = (re.search(r"code: (\S+)", message.subject)[1] for message in mail.outbox)

    assert "not the code in the newest e-mail" in text_of(client.post(page, {"code": old}))
    assert client.post(page, {"code": new}).url == "/"


def test_unknown_address_learns_by_mail_and_the_page_tells_nothing(client, db):
    answer = client.post("/accounts/login/code/", {"email": "stranger@demo.example"})

    assert "If stranger@demo.example is known here" in text_of(client.get(answer.url))
    assert mail.outbox[0].subject == "Nobody is listed with this address"
    assert "sign up" not in mail.outbox[0].body


def test_forgotten_password_is_set_anew_also_the_first_one(client, demo):
    ana = User.objects.create_user("ana@demo.example", name="Ana")

    done = client.post("/accounts/password/reset/", {"email": ana.email}, follow=True)
    link = re.search(r"http\S+", mail.outbox[0].body)[0]
    form = client.get(link, follow=True)
    client.post(
        form.request["PATH_INFO"], {"password1": "reef-tide-42", "password2": "reef-tide-42"}
    )

    assert "Look into your mail" in text_of(done)
    assert mail.outbox[0].subject == "Set your password"
    ana.refresh_from_db()
    assert ana.check_password("reef-tide-42")


def test_link_in_the_mail_is_at_our_address_whatever_host_was_asked(client, demo, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.PUBLIC_URL = "https://events.example"
    ana = User.objects.create_user("ana@demo.example", name="Ana")

    client.post("/accounts/password/reset/", {"email": ana.email}, headers={"host": "evil.example"})

    assert re.search(r"http\S+", mail.outbox[0].body)[0].startswith("https://events.example/acc")


def test_nobody_signs_up(client, db):
    response = client.post("/accounts/signup/", {"email": "x@demo.example", "password1": "a-b-c-1"})

    assert "You need no account" in text_of(response)
    assert User.objects.count() == 0


def test_address_cannot_be_claimed(ana, signed_in):
    browser = signed_in(ana.user)

    response = browser.post(
        "/accounts/email/", {"email": "olive@demo.example", "action_add": "", "action_primary": ""}
    )

    assert "cannot be changed here" in text_of(response)
    ana.user.refresh_from_db()
    assert ana.user.email == "ana@demo.example"


@pytest.mark.parametrize(
    "page",
    [
        "logout/",
        "password/change/",
        "2fa/",
        "2fa/totp/activate/",
        "reauthenticate/",
        "email/",
    ],
)
def test_account_pages_look_like_ours(olive, client, page):
    sign_in(client, olive.email)
    if "totp" in page:  # what guards the account asks for the password once more
        client.post("/accounts/reauthenticate/", {"password": core.PASSWORD})

    response = client.get(f"/accounts/{page}")

    html = response.content.decode()
    assert response.status_code == 200
    assert 'class="vc-auth"' in html
    assert html.count("<h1") == 1
    assert "<style" not in html
    assert not re.search(r'style="|<script>|onclick', html)


def test_two_factors_ask_for_the_code_after_the_password(client, olive):
    from allauth.mfa.totp.internal import auth  # noqa: PLC0415 - of this test alone

    secret = auth.generate_totp_secret()
    auth.TOTP.activate(olive, secret)

    answer = sign_in(client, olive.email)

    assert answer.url == "/accounts/2fa/authenticate/"
    assert "<h1" in client.get(answer.url).content.decode()
    assert client.get("/app/demo/").status_code == 302
    counter = next(iter(auth.yield_hotp_counters_from_time()))
    code = auth.format_hotp_value(auth.hotp_value(secret, counter))
    client.post(answer.url, {"code": code})
    assert client.get("/app/demo/").status_code == 200


def test_signing_in_says_nothing_that_the_page_does_not_show(client, olive):
    response = sign_in(client, olive.email)

    assert list(get_messages(response.wsgi_request)) == []


def test_signing_out_needs_a_post(olive, signed_in):
    browser = signed_in(olive)

    assert "Sign out?" in text_of(browser.get("/accounts/logout/"))
    assert browser.get("/app/").status_code == 200
    browser.post("/accounts/logout/")
    assert browser.get("/app/").status_code == 302


def test_createsuperuser_works_with_an_address(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "reef-tide-42")

    call_command("createsuperuser", email="Root@demo.example", interactive=False, stdout=StringIO())

    root = User.objects.get()
    assert (root.email, root.is_superuser, root.may_create_events) == (
        "root@demo.example", True, True,
    )  # fmt: skip
    assert root.check_password("reef-tide-42")


def test_error_pages_say_what_to_do(client, ana, olive, signed_in):
    missing = client.get("/no/such/page")
    assert missing.status_code == 404
    assert "This page drifted away" in text_of(missing)

    refused = signed_in(ana.user).get("/app/demo/")
    assert "The dashboard is for the people who run this event." in text_of(refused)
    assert 'href="/"' in refused.content.decode()
