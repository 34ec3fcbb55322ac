"""Forms of a browser without our cookie, and with an old one."""

import pytest
from django.test import Client

FORM = {"login": "ana@demo.example", "password": "demo-pass-2026"}


@pytest.mark.django_db
def test_who_keeps_no_cookies_is_told_so_at_sign_in():
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", FORM)

    assert response.status_code == 403
    assert "Your browser keeps no cookies" in response.text
    assert "Allow cookies for this site" in response.text


@pytest.mark.django_db
def test_a_form_that_is_too_old_is_no_matter_of_cookies():
    browser = Client(enforce_csrf_checks=True)
    browser.get("/accounts/login/")

    response = browser.post("/accounts/login/", FORM | {"csrfmiddlewaretoken": "x" * 64})

    assert response.status_code == 403
    assert "open for too long" in response.text
