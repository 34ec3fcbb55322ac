"""The join storm: what a ticket costs beside a bare "ok" of the same server.

    python bench/join.py [--rounds 9] [--seconds 2]

Another attendee and another session in every request, the join log on. First with one worker that
has a core for itself, wrk on the other: what a request costs. Then as it is hosted, with two
workers, where wrk and the workers share what cores there are. Needs wrk (apt install wrk).
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.servers import CONNECTIONS, ROOT, Burst, Layout, Server, wait_for_calm

PEOPLE = 2000
SESSIONS = 500
LAYOUTS = (
    Layout("1 worker on a core of its own, wrk on another", 1, server_core=0, wrk_core=1),
    Layout("2 workers, wrk beside them", 2),
)
APPLICATIONS = {
    'bare "ok"': "bench.ok:application",
    "join ticket": "virtualcrowd.asgi:application",
}
ORIGIN = "http://bench.example"
LUA = """
local wanted = {{}}
for line in io.lines("{requests}") do
  local session, pass = line:match("(%S+) (%S+)")
  local headers = {{ ["Origin"] = "{origin}", ["Cookie"] = "vc_pass=" .. pass }}
  wanted[#wanted + 1] = wrk.format("POST", "/e/bench/agenda/" .. session .. "/ticket", headers)
end
local turn = 0
request = function()
  turn = turn % #wanted + 1
  return wanted[turn]
end
"""


def prepare(folder: Path) -> None:
    """Point this process and the servers to a database of their own."""
    os.environ |= {
        "VAR_DIR": str(folder),
        "PUBLIC_URL": ORIGIN,
        "DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PYTHONPATH": str(ROOT),
    }
    for name in ("DATABASE_URL", "SECRET_KEY", "ENCRYPTION_KEYS", "ALLOWED_HOSTS"):
        os.environ.pop(name, None)
    migrate = [sys.executable, "manage.py", "migrate", "--skip-checks", "-v0"]
    subprocess.run(migrate, cwd=ROOT, check=True)


def fill() -> list[tuple[int, str]]:
    """Make an event where everybody may join everything; return (session, pass) pairs."""
    import django  # noqa: PLC0415 - only now do the settings know the database

    django.setup()
    from bench import event  # noqa: PLC0415

    return event.fill(people=PEOPLE, sessions=SESSIONS, now=datetime.now(UTC))


def measure(servers: list[Server], rounds: int, seconds: int) -> dict[str, list[Burst]]:
    """Press the servers in turns, so that what else the machine does falls on both."""
    restless = 0
    for server in servers:
        server.press(2)
    found: dict[str, list[Burst]] = {server.name: [] for server in servers}
    for turn in range(rounds):
        for server in servers if turn % 2 else reversed(servers):
            restless += not wait_for_calm()
            found[server.name].append(server.press(seconds))
    if restless:
        print(f"\n{restless} of {2 * rounds} bursts began while others used the machine")
    return found


def table(found: dict[str, list[Burst]]) -> str:
    lines = [
        "| | requests/s | CPU µs a request | p50 | p99 | not 2xx |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, bursts in found.items():
        middle = sorted(bursts, key=lambda burst: burst.cpu_us)[len(bursts) // 2]
        rate = statistics.median(burst.per_second for burst in bursts)
        bad = sum(burst.bad for burst in bursts)
        lines.append(
            f"| {name} | {rate:,.0f} | {middle.cpu_us:.1f} | {middle.p50} | {middle.p99} | {bad} |"
        )
    return "\n".join(lines)


def run(folder: Path, rounds: int, seconds: int) -> int:
    prepare(folder)
    pairs = fill()
    requests, script = folder / "requests", folder / "join.lua"
    requests.write_text("".join(f"{session} {token}\n" for session, token in pairs))
    script.write_text(LUA.format(requests=requests, origin=ORIGIN))
    print(f"{CONNECTIONS} connections, {rounds} rounds of {seconds} s in turns")
    print(f"{PEOPLE:,} attendees, {SESSIONS} sessions")
    return max(report(layout, lay_out(layout, script, rounds, seconds)) for layout in LAYOUTS)


def lay_out(layout: Layout, script: Path, rounds: int, seconds: int) -> dict[str, list[Burst]]:
    servers: list[Server] = []
    try:
        for name, application in APPLICATIONS.items():
            log = script.with_name(f"{len(servers)}.log")
            servers.append(Server(name, application, layout, script, log))
        return measure(servers, rounds, seconds)
    finally:
        for server in servers:
            server.stop()


def report(layout: Layout, found: dict[str, list[Burst]]) -> int:
    """Print what was found; return what the shell is told."""
    from virtualcrowd.agenda.models import JoinEntry  # noqa: PLC0415 - settings, see fill

    ok, ticket = found.values()
    ratios = sorted(bare.cpu_us / ours.cpu_us for bare, ours in zip(ok, ticket, strict=True))
    bad = sum(burst.bad for burst in (*ok, *ticket))
    given = sum(burst.requests for burst in ticket)
    print(f"\n{layout.name}; load {os.getloadavg()[0]:.1f}\n")
    print(table(found))
    print(
        f"\nTickets per CPU-second beside the bare server: x {statistics.median(ratios):.2f}"
        f" (rounds: {ratios[0]:.2f} to {ratios[-1]:.2f}; to beat: 0.45)"
    )
    print(
        f"Tickets in these rounds: {given:,}; lines in the join log, with those of the warm-up"
        f" and before: {JoinEntry.objects.count():,}"
    )
    return 1 if bad else 0


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=9)
    arguments.add_argument("--seconds", type=int, default=2)
    given = arguments.parse_args()
    for tool in ("wrk", "taskset"):
        if not shutil.which(tool):
            raise SystemExit(f"{tool} is missing: apt install wrk util-linux")
    with tempfile.TemporaryDirectory(prefix="virtualcrowd-bench-") as folder:
        return run(Path(folder), given.rounds, given.seconds)


if __name__ == "__main__":
    sys.exit(main())
