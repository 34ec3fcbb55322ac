"""How long an import takes, beside what Zoom's documented limits dictate.

    python bench/import.py [--plan business|pro]

A stand-in of Zoom with 200 hosts, 2,200 meetings and 40 webinars counts requests as Zoom does and
answers 429 to one too many. Titles are listed, then everything is imported; then 5,000 rows of a
library are searched and filtered.
"""

import argparse
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx2

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.sandbox_server import ROOT, running_sandbox

SERVER_APP = ("sandboxS2SApp000000001", "sandboxS2SSecret0000000000000001")
SERVER_ACCOUNT = "sandboxAccount00000001"
LIMITS = {"pro": {"light": 30, "medium": 20}, "business": {"light": 80, "medium": 60}}
ROWS = 5_000
ROUNDS = 15


def prepare(folder: str, sandbox: str) -> None:
    """Give this process a database of its own, and the stand-in for Zoom."""
    os.environ |= {
        "VAR_DIR": folder,
        "DEMO": "1",
        "PUBLIC_URL": "http://localhost:8000",
        "SANDBOX_URL": sandbox,
        "ZOOM_OAUTH_URL": sandbox,
        "ZOOM_API_URL": f"{sandbox}/v2",
        "DJANGO_SETTINGS_MODULE": "virtualcrowd.settings",
    }
    os.environ.pop("DATABASE_URL", None)
    migrate = [sys.executable, "manage.py", "migrate", "--skip-checks", "-v0"]
    subprocess.run(migrate, cwd=ROOT, check=True)
    import django  # noqa: PLC0415 - only now do the settings know the database

    django.setup()


def connect(sandbox: str) -> Any:
    """Return an event's connection, with a Server-to-Server token."""
    from tests.factories import core  # noqa: PLC0415 - needs Django
    from tests.factories import zoom as factory  # noqa: PLC0415

    form = {"grant_type": "account_credentials", "account_id": SERVER_ACCOUNT}
    got = httpx2.post(f"{sandbox}/oauth/token", data=form, auth=SERVER_APP).raise_for_status()
    return factory.connection(
        core.event("bench"), access_token=got.json()["access_token"], plan="Licensed"
    )


def list_all(connection: Any) -> tuple[list[Any], float, float]:
    """Return (rows, seconds to the first titles, seconds to the last)."""
    from virtualcrowd.zoom import listing, picker  # noqa: PLC0415

    began = time.monotonic()
    drawn = picker.draw(connection, tab="meetings", closer=False, now=datetime.now(UTC))
    first = time.monotonic() - began
    print(f"  {drawn.total} titles after the first look, {drawn.hosts_read} hosts of {drawn.hosts}")
    rows = []
    for kind in ("meeting", "webinar"):
        while (found := listing.of(connection, kind, now=datetime.now(UTC))).pending:
            pass
        rows += found.rows
    return rows, first, time.monotonic() - began


def take_all(connection: Any, rows: list[Any]) -> float:
    """Import every row in this process; return the seconds."""
    from tests.factories import core  # noqa: PLC0415
    from virtualcrowd.zoom import import_report, imports  # noqa: PLC0415

    job = imports.start(event=connection.event, rows=rows, by=core.user("bench@demo.example"))
    began = time.monotonic()
    while (pause := imports.run(job.pk)) is not None:
        time.sleep(pause)
    print(f"  {import_report.progress(job)}")
    return time.monotonic() - began


class Asked(logging.Handler):
    """Counts the calls that Zoom answered, from what the client logs of each."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.labels: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        client = logging.getLogger("virtualcrowd.zoom.client")
        client.addHandler(self)
        client.setLevel(logging.INFO)
        client.propagate = False

    def emit(self, record: logging.LogRecord) -> None:
        from virtualcrowd.zoom.client import label_of  # noqa: PLC0415

        _, path, status = record.args[:3]  # type: ignore[index, misc]  # "Zoom %s %s: %s, …"
        self.labels[label_of(str(path))] += 1
        self.statuses[int(str(status))] += 1


def report(asked: Asked, plan: str, took: dict[str, float]) -> bool:
    """Print the figures; return whether Zoom never had to refuse."""
    refused = asked.statuses[HTTPStatus.TOO_MANY_REQUESTS]
    bound = sum(asked.labels[label] / limit for label, limit in LIMITS[plan].items())
    whole = took["list"] + took["import"]
    print(f"  calls: {dict(asked.labels)}; answered 429: {refused}")
    print(f"  first titles after {took['first']:7.2f} s")
    print(f"  all titles after   {took['list']:7.2f} s")
    print(f"  import took        {took['import']:7.2f} s")
    print(f"  together {whole:.2f} s; Zoom's limits dictate {bound:.2f} s: {whole / bound:.2f} x")
    return not refused


def search(connection: Any) -> None:
    """Print how long a page of the library takes with 5,000 rows, by filter."""
    from virtualcrowd.zoom import overview  # noqa: PLC0415
    from virtualcrowd.zoom.models import LibraryItem  # noqa: PLC0415

    now, event = datetime.now(UTC), connection.event
    LibraryItem.objects.bulk_create(
        LibraryItem(
            event=event,
            zoom_id=f"{70_000_000_000 + n}",
            kind="meeting" if n % 3 else "webinar",
            topic=f"Talk {n:05}",
            host_email=f"host{n % 200:03}@demo.example",
            starts_at=now + timedelta(hours=n - 2000),
            duration=timedelta(minutes=45),
            obstacle="e2ee" if n % 50 == 0 else "",
            synced_at=now,
        )
        for n in range(ROWS - LibraryItem.objects.count())
    )
    plain: dict[str, Any] = {"text": "", "kind": ""}
    for name, wanted, show in (
        ("everything", {}, ""),
        ("title", {"text": "talk 0123"}, ""),
        ("number", {"text": "700 0000 0123"}, ""),
        ("host", {"host": "host042@demo.example"}, ""),
        ("kind and state", {"kind": "webinar"}, "needs"),
        ("date", {"between": (now, now + timedelta(days=2))}, "upcoming"),
    ):

        def page(wanted: dict[str, Any] = wanted, show: str = show) -> None:
            found = overview.found(overview.items_of(event, now), **(plain | wanted))
            overview.chips(found, show)
            overview.hosts(event)
            overview.labelled(overview.shown(found, show)[:50], now)

        print(f"  {name:<15} {_median_ms(page):6.1f} ms")


def _median_ms(act: Callable[[], None]) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plan", choices=list(LIMITS), default="business")
    plan = parser.parse_args().plan
    with tempfile.TemporaryDirectory() as folder, running_sandbox("medium") as sandbox:
        prepare(folder, sandbox)
        limits = {"on": True, "plan": plan}
        httpx2.post(f"{sandbox}/sandbox/limits", json=limits).raise_for_status()
        connection, asked = connect(sandbox), Asked()
        print(f"Import, limits of the {plan} plan")
        rows, first, listed = list_all(connection)
        taken = take_all(connection, rows)
        is_good = report(asked, plan, {"first": first, "list": listed, "import": taken})
        print(f"A page of the library, {ROWS} rows")
        search(connection)
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
