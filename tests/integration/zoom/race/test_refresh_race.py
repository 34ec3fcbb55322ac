"""Real processes over one database and one stand-in of Zoom: the rotating token is never lost.

Zoom spends a refresh token at its use. Whoever dies with an answer that is not yet stored takes the
new pair along; the old one then still works for a short while at Zoom (measured, not promised).
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection as database
from django.utils import timezone

from tests.integration.zoom.connecting import round_trip, stored
from tests.integration.zoom.race.worker import STEPS
from virtualcrowd.zoom import oauth, tokens
from virtualcrowd.zoom.client import Client
from virtualcrowd.zoom.models import Connection

ROOT = Path(__file__).resolve().parents[4]
PROCESSES, ROUNDS, KILLED = 6, 10, -9

pytestmark = pytest.mark.django_db(transaction=True)


def environment(zoom: str) -> dict[str, str]:
    """As ours, but with the database of this test and its stand-in of Zoom."""
    name = str(database.settings_dict["NAME"])
    if database.vendor == "sqlite":
        url = f"sqlite:///{name}"
    else:
        url = os.environ["TEST_DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.integration.zoom.race.settings",
        "TEST_DATABASE_URL": url,
        "RACE_ZOOM": zoom,
    }


@pytest.fixture(scope="module")
def spawner(django_db_setup, sandbox) -> Iterator[subprocess.Popen[str]]:
    """What forks the processes."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.integration.zoom.race.worker"],
        cwd=ROOT,
        env=environment(sandbox),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process
        process.stdin.close()


@pytest.fixture
def run(spawner, window, zoom):
    """Connect, and return what runs processes at once: (rounds, step) → (exit status, lines)."""
    round_trip(window, zoom)
    Connection.objects.update(token_expires_at=timezone.now())
    zoom.mark()
    pk = stored().pk

    def batch(*jobs: tuple[int, str]) -> list[tuple[int, list[str]]]:
        spawner.stdin.write(json.dumps([(pk, *job) for job in jobs]) + "\n")
        spawner.stdin.flush()
        return [(code, lines) for code, lines in json.loads(spawner.stdout.readline())]

    return batch


def end_lease():
    """Wait no half minute for the lease of somebody who died."""
    Connection.objects.update(refresh_lease_until=timezone.now() - timedelta(seconds=1))


def assert_whole():
    """The stored pair opens Zoom now, and can be renewed."""
    row = stored()
    assert (row.status, row.failure) == (Connection.Status.CONNECTED, "")
    with Client(row) as client:
        assert client.me().email == "olive.host@demo.example"
    assert tokens.fresh_token(row, row.access_token) != row.access_token


def test_processes_that_need_tokens_at_once_never_lose_one(run):
    assert run(*[(ROUNDS, "")] * PROCESSES) == [(0, ["got"] * ROUNDS)] * PROCESSES
    assert_whole()


def test_power_cut_at_any_step_loses_nothing(run, zoom):
    """Strictly, but for the step between answer and storing, which needs Zoom's tolerance."""
    for step in STEPS:
        zoom.tell("/oauth", refresh_grace_s=60 if step == "answered" else 0)

        assert run((1, step)) == [(KILLED, [])], step
        end_lease()

        assert run((2, ""), (2, "")) == [(0, ["got", "got"])] * 2, step
        assert_whole()
        Connection.objects.update(token_expires_at=timezone.now())


def test_pair_that_died_with_its_process_is_known_as_a_dead_grant(run):
    """Strictly taken, nobody can help here: then it is said, once, and can be authorized again."""
    run((1, "answered"))
    end_lease()

    ((_code, (line,)),) = run((1, ""))

    assert line.startswith("lost ZoomUnauthorized")
    assert (stored().status, stored().failure) == (Connection.Status.BROKEN, "grant_dead")


def test_sleeper_with_the_newer_pair_heals_what_others_took_for_dead(run):
    """A process stopped between answer and storing, longer than its lease."""
    row = stored()
    newer = oauth.refresh(row)  # the answer that it holds
    assert run((1, ""))[0][1][0].startswith("lost")
    assert stored().status == Connection.Status.BROKEN

    tokens._store(row, newer, timezone.now())

    assert_whole()


def test_temporary_failure_of_zoom_is_not_taken_for_a_dead_grant(run, zoom):
    zoom.fault("/oauth/token", status=503, body="down", times=1)

    ((_code, first),) = run((1, ""))

    assert first[0].startswith("lost ZoomUnreachable")
    assert run((1, "")) == [(0, ["got"])]
    assert_whole()


def test_somebody_elses_lease_is_not_ended(window, zoom):
    round_trip(window, zoom)
    theirs = timezone.now() + timedelta(seconds=20)
    Connection.objects.update(refresh_lease_until=theirs)

    tokens._renew(stored().pk, stored().access_token, timezone.now() - timedelta(seconds=40))

    assert stored().refresh_lease_until == theirs
