"""Runs the sandbox: python -m zoomsandbox [--port 9400] [--seed demo|empty|big] [--state FILE]."""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from zoomsandbox.app import create_app
from zoomsandbox.archive import ArchiveError
from zoomsandbox.seeds import SEEDS
from zoomsandbox.statefile import StateFile

if TYPE_CHECKING:
    from starlette.applications import Starlette

GOODBYE_S = 1.0


def main() -> int:
    """Serve until Ctrl-C or SIGTERM; return the exit status."""
    options = _options()
    app = create_app(options.seed, f"http://localhost:{options.port}")
    file = StateFile(options.state, app.state.world) if options.state else None
    trouble = _why_not(options.host, options.port) or _why_not_from(file)
    if trouble:
        sys.stderr.write(f"zoomsandbox: {trouble}\n")
        return 1
    # A large seed is looked through once, not at every collection of garbage.
    gc.collect()
    gc.freeze()
    asyncio.run(_serve(options, app, file))
    sys.stdout.flush()
    # Open sockets of browsers would keep the server's threads alive; all is saved by now.
    os._exit(0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("zoomsandbox", description="A stand-in of Zoom.")
    usual = os.environ.get("SANDBOX_PORT", "9400")
    parser.add_argument("--port", type=int, default=usual, help="default: SANDBOX_PORT or 9400")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--seed", choices=list(SEEDS), default="demo")
    parser.add_argument("--state", type=Path, help="keep the state in this file over restarts")
    return parser.parse_args()


def _why_not(host: str, port: int) -> str:
    """Return why the address cannot be used, or ""."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            return f"cannot listen on {host}:{port}: {reason}. Choose another with --port."
    return ""


def _why_not_from(file: StateFile | None) -> str:
    """Take the state from the file and write it; return why that cannot be done, or ""."""
    if file is None:
        return ""
    try:
        file.load()
        file.save()
    except (OSError, ArchiveError) as error:
        return f"--state {file.path}: {error}"
    return ""


async def _serve(options: argparse.Namespace, app: Starlette, file: StateFile | None) -> None:
    server = Server(
        app,
        address=options.host,
        port=options.port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        log_level=LogLevels.warning,
    )
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    serving = asyncio.create_task(server.serve())
    base = app.state.world.base
    sys.stdout.write(f"Zoom sandbox (not Zoom), seed {app.state.world.seed_name}: {base}\n")
    sys.stdout.flush()
    waiting = asyncio.create_task(stop.wait())
    keeping = {asyncio.create_task(file.keep())} if file else set()
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    for task in keeping:
        task.cancel()
    server.stop()
    await asyncio.wait({serving}, timeout=GOODBYE_S)
    if file:
        file.save()


if __name__ == "__main__":
    sys.exit(main())
