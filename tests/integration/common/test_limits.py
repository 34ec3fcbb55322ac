"""Limits on signing in: kept in a crowd, and counted for each person's address."""

import os
import subprocess
import sys

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories.core import PASSWORD

LOGIN = "/accounts/login/"


def fail(address: str, **headers: str) -> str:
    wrong = {"login": address, "password": "wrong"}
    return Client().post(LOGIN, wrong, **headers).text


def test_limits_outlast_a_crowd(db, olive):
    for _ in range(5):
        fail("olive@demo.example", REMOTE_ADDR="192.0.2.1")

    for n in range(400):  # others who sign in meanwhile
        cache.set(f"zzz:{n}", 1)
        cache.set(f"000:{n}", 1)

    assert "too many tries" in fail("olive@demo.example", REMOTE_ADDR="192.0.2.2")


@pytest.mark.parametrize(("trusts", "expected"), [("1", "1"), ("0", "None")])
def test_behind_a_proxy_each_person_has_limits_of_their_own(trusts, expected):
    asked = "from virtualcrowd import settings as s;"
    asked += "print(getattr(s, 'ALLAUTH_TRUSTED_PROXY_COUNT', None))"

    told = subprocess.run(
        [sys.executable, "-c", asked],
        env=os.environ | {"TRUST_PROXY": trusts},
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.strip() == expected


@pytest.mark.parametrize(("trusted", "is_limited"), [(1, False), (0, True)])
def test_limits_count_by_the_address_that_the_proxy_tells(db, settings, trusted, is_limited):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = trusted
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/300s/key"}
    for n in range(10):
        fail(f"p{n}@demo.example", HTTP_X_FORWARDED_FOR="198.51.100.7, 192.0.2.1")

    another = fail("ana@demo.example", HTTP_X_FORWARDED_FOR="198.51.100.7, 192.0.2.2")

    assert ("too many tries" in another) == is_limited


def test_a_venue_behind_one_address_gets_in(db, olive):
    for n in range(40):  # as many strangers' slips as allauth's own limits would not bear
        fail(f"p{n}@demo.example", REMOTE_ADDR="192.0.2.1")

    right = {"login": "olive@demo.example", "password": PASSWORD}
    answer = Client().post(LOGIN, right, REMOTE_ADDR="192.0.2.1")

    assert answer.status_code == 302
