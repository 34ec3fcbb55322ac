"""The mail server is away, or refuses: who waits for a code hears of it, and the log says why."""

from smtplib import SMTPRecipientsRefused

import pytest
from django.test import Client

from tests import marked
from virtualcrowd.accounts.models import User

ASK = "/accounts/login/code/"


@pytest.fixture
def away(settings) -> None:
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 1, "timeout": 5},
        }
    }


@pytest.mark.parametrize("email", ["ana@demo.example", "stranger@demo.example"])
@pytest.mark.parametrize("page", [ASK, "/accounts/password/reset/"])
def test_who_waits_for_a_mail_is_told(away, ana, client, caplog, page, email):
    answer = client.post(page, {"email": email})

    assert answer.status_code == 503
    assert "The e-mail could not be sent" in answer.content.decode()
    assert "ConnectionRefusedError" in caplog.text
    assert email not in caplog.text


def test_address_that_is_refused_is_not_logged(ana, client, caplog, monkeypatch):
    def refuse(*_args, **_more):
        raise SMTPRecipientsRefused({"ana@demo.example": (550, b"no such mailbox")})

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)

    assert client.post(ASK, {"email": "ana@demo.example"}).status_code == 503
    assert "its address was refused" in caplog.text
    assert "ana@demo.example" not in caplog.text


def test_other_faults_are_not_taken_for_it(ana, monkeypatch):
    def fail(*_args, **_more):
        raise ValueError("a bug")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)

    answer = Client(raise_request_exception=False).post(ASK, {"email": "ana@demo.example"})
    assert answer.status_code == 500
    assert User.objects.exists()


def test_every_word_is_marked(away, ana, in_brackets):
    reader = Client(headers={"accept-language": marked.LANGUAGE})
    page = reader.post(ASK, {"email": "ana@demo.example"}).content.decode()

    assert marked.leftovers(page, names={"ana", "olive", "demo", "example"}) == []
