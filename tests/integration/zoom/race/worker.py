"""Processes that need a token, again and again; killed where they are told to be.

python -m tests.integration.zoom.race.worker: reads batches from its input, a JSON list of
[connection, rounds, step] a line, forks a process for each, and answers with a JSON list of
[exit status, what it said] when all have ended. Django is started once; the processes are real.
"""

import json
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = ("claimed", "asked", "answered", "stored", "released")

type Job = tuple[int, int, str]


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def before(module: Any, name: str) -> None:
    """Die as soon as `name` is called."""
    setattr(module, name, lambda *_args, **_kwargs: die())


def after(module: Any, name: str) -> None:
    """Die as soon as `name` has done its work."""
    done: Callable[..., Any] = getattr(module, name)

    def then_die(*args: Any, **kwargs: Any) -> None:
        done(*args, **kwargs)
        die()

    setattr(module, name, then_die)


def kill_at(step: str) -> None:
    from virtualcrowd.zoom import oauth, tokens  # noqa: PLC0415 - Django comes first

    match step:
        case "claimed":  # the lease is taken, nothing was sent
            before(tokens, "_renew")
        case "asked":  # the request is about to go
            before(oauth, "refresh")
        case "answered":  # Zoom has given a new pair, nobody has stored it
            after(oauth, "refresh")
        case "stored":  # it is stored, nobody was told
            after(tokens, "_store")
        case "released":
            after(tokens, "_renew")


def work(job: Job, said: Path) -> None:
    """Need another token in each round, as if Zoom had refused the one before."""
    from virtualcrowd.zoom import tokens  # noqa: PLC0415 - Django comes first
    from virtualcrowd.zoom.errors import ZoomError  # noqa: PLC0415
    from virtualcrowd.zoom.models import Connection  # noqa: PLC0415

    pk, rounds, step = job
    kill_at(step)
    row, refused = Connection(pk=pk), ""
    for _ in range(rounds):
        try:
            refused = tokens.fresh_token(row, refused)
            line = "got"
        except ZoomError as error:
            line = f"lost {type(error).__name__}: {error}"
        with said.open("a") as out:
            out.write(f"{line}\n")


def spawn(job: Job, said: Path) -> int:
    """Return the number of a new process that does the job."""
    said.touch()
    pid = os.fork()
    if pid:
        return pid
    try:
        work(job, said)
    finally:
        os._exit(0)


def run(jobs: list[Job], folder: Path) -> list[tuple[int, list[str]]]:
    """Do the jobs at once; returns each one's exit status and what it said."""
    said = [folder / str(number) for number in range(len(jobs))]
    pids = [spawn(job, path) for job, path in zip(jobs, said, strict=True)]
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    return [(code, path.read_text().splitlines()) for code, path in zip(codes, said, strict=True)]


def main() -> None:
    django.setup()
    for line in sys.stdin:
        with tempfile.TemporaryDirectory() as folder:
            told = run([(job[0], job[1], job[2]) for job in json.loads(line)], Path(folder))
        print(json.dumps(told), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
