"""A sandbox of one's own for a test: its process, its port, its state."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PATIENCE_S = 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running_sandbox(seed: str = "demo", port: int | None = None) -> Iterator[str]:
    """Start `python -m zoomsandbox`, yield its address, stop it."""
    chosen = port or free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "zoomsandbox", "--port", str(chosen), "--seed", seed],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.DEVNULL,
    )
    try:
        base = f"http://localhost:{chosen}"
        _wait(process, base)
        yield base
    finally:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], base: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"The sandbox ended with status {process.returncode}.")
        try:
            with urllib.request.urlopen(f"{base}/console/pulse", timeout=1):  # noqa: S310
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"The sandbox did not answer at {base} within {PATIENCE_S} s.")
