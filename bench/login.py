"""The storm before the join storm: what it costs to let somebody in by mailed code, or by password.

    python bench/login.py [--people 200]

Each asks for a code, reads it in the mail, types it and opens the agenda, through all of the
product's middleware and an SQLite database, in one process without a server around it.
"""

import argparse
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.ground import fill, prepare

if TYPE_CHECKING:
    from django.test import Client

PASSWORD = "a-password-of-the-bench"  # noqa: S105 - opens nothing


def by_code(browser: "Client", email: str) -> None:
    from django.core import mail  # noqa: PLC0415 - settings, see ground.fill

    browser.post("/accounts/login/code/", {"email": email, "next": "/e/bench/agenda"})
    found = re.search(r"code: (\S+)", mail.outbox.pop().subject)
    if not found:
        raise SystemExit("The mail brought no code.")
    browser.post("/accounts/login/code/confirm/", {"code": found[1]})


def by_password(browser: "Client", email: str) -> None:
    browser.post("/accounts/login/", {"login": email, "password": PASSWORD})


def cost(way: Callable[["Client", str], None], emails: list[str]) -> list[float]:
    """Return the CPU milliseconds that each sign-in took, from the form to the agenda."""
    from django.test import Client  # noqa: PLC0415 - settings, see ground.fill

    spent = []
    for email in emails:
        browser = Client(headers={"host": "bench.example"})
        began = time.process_time()
        way(browser, email)
        answer = browser.get("/e/bench/agenda")
        spent.append(1000 * (time.process_time() - began))
        if answer.status_code != 200:  # noqa: PLR2004 - OK
            raise SystemExit(f"{email} was not let in: {answer.status_code}")
    return sorted(spent[1:])  # the first one imports what the pages need


def run(people: int, folder: Path) -> None:
    os.environ["EMAIL_URL"] = "memorymail://"
    (folder / "static").mkdir()
    prepare(folder)
    fill(people=people, sessions=20)
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415 - settings

    from virtualcrowd.accounts.models import User  # noqa: PLC0415

    User.objects.update(password=make_password(PASSWORD))
    emails = list(User.objects.values_list("email", flat=True))
    print(f"{people} people, each signs in and opens the agenda\n")
    print("| | CPU ms p50 | CPU ms p99 | people a CPU-minute |")
    print("|---|---:|---:|---:|")
    for name, way in (("mailed code", by_code), ("password", by_password)):
        spent = cost(way, emails)
        middle, late = spent[len(spent) // 2], spent[int(len(spent) * 0.99)]
        print(f"| {name} | {middle:.1f} | {late:.1f} | {60_000 / middle:,.0f} |")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--people", type=int, default=200)
    with tempfile.TemporaryDirectory(prefix="virtualcrowd-bench-") as folder:
        run(arguments.parse_args().people, Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
