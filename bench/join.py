"""The join storm: what a ticket costs beside a service that only signs, and beside a bare "ok".

    python bench/join.py [--rounds 9] [--seconds 2]

Another attendee and another session in every request, the join log on; the door in one process with
Django's pages, and by itself, as in the split layout. First with one worker that
has a core for itself, wrk on the other: what a request costs. Then as it is hosted, with two
workers, where wrk and the workers share what cores there are. Needs wrk (apt install wrk).
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.ground import ORIGIN, fill, prepare
from bench.servers import CONNECTIONS, Burst, Layout, Server, express, granian, wait_for_calm

PEOPLE = 2000
SESSIONS = 500
LAYOUTS = (
    Layout("1 worker on a core of its own, wrk on another", 1, server_core=0, wrk_core=1),
    Layout("2 workers, wrk beside them", 2),
)
# name → (how it is started, what wrk asks of it)
CONTENDERS: dict[str, tuple[Callable[[int, int], list[str]], str]] = {
    "Express, only signs": (express, "sign.lua"),
    'bare "ok"': (partial(granian, "bench.ok:application"), "join.lua"),
    "join ticket, all in one": (partial(granian, "virtualcrowd.rsgi:application"), "join.lua"),
    "join ticket, split": (partial(granian, "virtualcrowd.door.app:application"), "join.lua"),
}
SIGN = """
wrk.method, wrk.headers["Content-Type"] = "POST", "application/json"
wrk.body = '{"meetingNumber":"80000000000","role":0}'
"""
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
        print(f"\n{restless} of {len(servers) * rounds} bursts began while others used the machine")
    return found


def table(found: dict[str, list[Burst]]) -> str:
    lines = [
        "| | requests/s | CPU µs a request | of it kernel | p50 | p99 | not 2xx |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name, bursts in found.items():
        middle = sorted(bursts, key=lambda burst: burst.cpu_us)[len(bursts) // 2]
        rate, p50, p99 = (
            statistics.median(getattr(burst, what) for burst in bursts)
            for what in ("per_second", "p50", "p99")
        )
        bad = sum(burst.bad for burst in bursts)
        lines.append(
            f"| {name} | {rate:,.0f} | {middle.cpu_us:.1f} | {middle.kernel_us:.1f}"
            f" | {p50:.1f} ms | {p99:.1f} ms | {bad} |"
        )
    return "\n".join(lines)


def script_for(folder: Path, pairs: list[tuple[int, str]]) -> Path:
    """Write what tells wrk to ask for each pair's ticket in turn; return its path."""
    requests, script = folder / "requests", folder / "join.lua"
    requests.write_text("".join(f"{session} {token}\n" for session, token in pairs))
    script.write_text(LUA.format(requests=requests, origin=ORIGIN))
    (folder / "sign.lua").write_text(SIGN)
    return script


def run(folder: Path, rounds: int, seconds: int) -> int:
    prepare(folder)
    pairs = fill(people=PEOPLE, sessions=SESSIONS)
    script_for(folder, pairs)
    print(f"{CONNECTIONS} connections, {rounds} rounds of {seconds} s in turns")
    print(f"{PEOPLE:,} attendees, {SESSIONS} sessions")
    return max(report(layout, lay_out(layout, folder, rounds, seconds)) for layout in LAYOUTS)


def lay_out(layout: Layout, folder: Path, rounds: int, seconds: int) -> dict[str, list[Burst]]:
    servers: list[Server] = []
    try:
        for name, (command, script) in CONTENDERS.items():
            log = folder / f"{len(servers)}.log"
            asked = folder / script
            starts = partial(command, layout.workers)
            servers.append(Server(name, starts, layout, asked, log))
        return measure(servers, rounds, seconds)
    finally:
        for server in servers:
            server.stop()


def report(layout: Layout, found: dict[str, list[Burst]]) -> int:
    """Print what was found; return what the shell is told."""
    from virtualcrowd.agenda.models import JoinEntry  # noqa: PLC0415 - settings, see ground.fill

    (_, peer), (_, ok), *tickets = found.items()
    print(f"\n{layout.name}; load {os.getloadavg()[0]:.1f}\n")
    print(table(found))
    print("\nTickets per CPU-second")
    for name, bursts in tickets:
        print(f"- {name}, beside Express that only signs: {ratio(peer, bursts)}; to beat: 8")
        print(f"- {name}, beside the bare server: {ratio(ok, bursts)}; to beat: 0.45")
    given = sum(burst.requests for _, bursts in tickets for burst in bursts)
    print(
        f"\nTickets in these rounds: {given:,}; lines in the join log, with those of the warm-up"
        f" and before: {JoinEntry.objects.count():,}"
    )
    return int(any(burst.bad for bursts in found.values() for burst in bursts))


def ratio(base: list[Burst], ours: list[Burst]) -> str:
    """Return how many times as much as `base` one CPU-second of ours does, round by round."""
    found = sorted(its.cpu_us / our.cpu_us for its, our in zip(base, ours, strict=True))
    return f"x {statistics.median(found):.2f} (rounds: {found[0]:.2f} to {found[-1]:.2f})"


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
