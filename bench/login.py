"""The storm before the join storm: what it costs to let somebody in by link, by code, by password.

    python bench/login.py [--people 200]

Each opens their link and presses its button; or asks for a code, reads it in the mail and types it;
or types a password. Then they open the agenda. All of it goes through all of the product's
middleware and an SQLite database, in one process without a server around it.
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

from bench.ground import ORIGIN, fill, prepare

if TYPE_CHECKING:
    from django.test import Client

WARM = 5
PASSWORD = "a-password-of-the-bench"  # noqa: S105 - opens nothing


def by_link(browser: "Client", link: str) -> None:
    browser.get(link)
    browser.post(link)


def by_code(browser: "Client", email: str) -> None:
    from django.core import mail  # noqa: PLC0415 - settings, see ground.fill

    browser.post("/accounts/login/code/", {"email": email, "next": "/e/bench/agenda"})
    found = re.search(r"code: (\S+)", mail.outbox.pop().subject)
    if not found:
        raise SystemExit("The mail brought no code.")
    browser.post("/accounts/login/code/confirm/", {"code": found[1]})


def by_password(browser: "Client", email: str) -> None:
    browser.post("/accounts/login/", {"login": email, "password": PASSWORD})


def cost(way: Callable[["Client", str], None], keys: list[str]) -> list[float]:
    """Return the CPU milliseconds that each sign-in took, from the first page to the agenda.

    `keys` are what people come with: their link, or their address.
    """
    from django.test import Client  # noqa: PLC0415 - settings, see ground.fill

    spent = []
    for key in keys:
        browser = Client(headers={"host": "bench.example"})
        began = time.process_time()
        way(browser, key)
        answer = browser.get("/e/bench/agenda")
        spent.append(1000 * (time.process_time() - began))
        if answer.status_code != 200:  # noqa: PLR2004 - OK
            raise SystemExit(f"{key} was not let in: {answer.status_code}")
    return sorted(spent[WARM:])  # the first ones import what the pages need


def _links() -> list[str]:
    from virtualcrowd.events import links  # noqa: PLC0415 - settings, see ground.fill
    from virtualcrowd.events.models import Attendee  # noqa: PLC0415

    rows = Attendee.objects.select_related("event", "user")
    return [links.address(one, leads_to="/e/bench/agenda").removeprefix(ORIGIN) for one in rows]


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
    came = (
        ("personal link", by_link, _links()),
        ("mailed code", by_code, emails),
        ("password", by_password, emails),
    )
    for name, way, keys in came:
        spent = cost(way, keys)
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
