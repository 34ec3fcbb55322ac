"""A worker that is killed in the middle of an import, with real processes and a real file."""

import os
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing

import httpx2
import pytest

from tests.sandbox_server import ROOT, running_sandbox
from virtualcrowd.zoom import crew

SERVER_APP = ("sandboxS2SApp000000001", "sandboxS2SSecret0000000000000001")
MEETINGS, PATIENCE_S = 90, 120


@pytest.fixture
def sandbox():
    with running_sandbox("demo") as base:
        host = "habitats@demo.example"
        rows = [{"topic": f"Talk {n:03}", "host": host} for n in range(MEETINGS)]
        httpx2.post(f"{base}/sandbox/seed", json={"meetings": rows}).raise_for_status()
        yield base


@pytest.fixture
def token(sandbox) -> str:
    form = {"grant_type": "account_credentials", "account_id": "sandboxAccount00000001"}
    got = httpx2.post(f"{sandbox}/oauth/token", data=form, auth=SERVER_APP).raise_for_status()
    return got.json()["access_token"]


@pytest.fixture
def worker(sandbox, tmp_path):
    """Start `import_worker` with a database file of its own."""
    environment = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"}
    environment |= {
        "VAR_DIR": str(tmp_path),
        "DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "virtualcrowd.settings",
        "ZOOM_OAUTH_URL": sandbox,
        "ZOOM_API_URL": f"{sandbox}/v2",
    }
    running = []

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.integration.zoom.import_worker", *arguments]
        running.append(subprocess.Popen(command, cwd=ROOT, env=environment))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()


def imported(path) -> int:
    with closing(sqlite3.connect(path, timeout=20)) as rows:
        state = "SELECT count(*) FROM zoom_importpick WHERE state = 'imported'"
        return rows.execute(state).fetchone()[0]


def test_a_killed_import_goes_on_at_the_row_where_it_stopped(sandbox, token, worker, tmp_path):
    assert worker("prepare", token).wait(PATIENCE_S) == 0
    path = tmp_path / "db.sqlite3"
    first = worker("run")
    until = time.monotonic() + PATIENCE_S
    while (done := imported(path)) < 20:
        assert first.poll() is None, "the worker ended before it could be killed"
        assert time.monotonic() < until
        time.sleep(0.02)
    first.kill()
    first.wait()
    assert done < MEETINGS

    assert worker("run").wait(PATIENCE_S) == 0

    assert imported(path) == MEETINGS
    with closing(sqlite3.connect(path)) as rows:
        count = "SELECT count(*), count(DISTINCT zoom_id) FROM zoom_libraryitem"
        assert rows.execute(count).fetchone() == (MEETINGS, MEETINGS)
    log = httpx2.get(f"{sandbox}/sandbox/log").json()
    asked = Counter(line["path"] for line in log if line["path"].startswith("/v2/meetings/"))
    assert len(asked) == MEETINGS
    # Only what was on its way when the worker died was asked for twice.
    assert sum(asked.values()) - MEETINGS <= crew.LANES
