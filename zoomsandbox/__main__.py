"""Runs the sandbox: python -m zoomsandbox [--port 9400] [--seed demo|empty|big]."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
import sys

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from zoomsandbox.app import create_app
from zoomsandbox.seeds import SEEDS

GOODBYE_S = 1.0


def main() -> int:
    """Serve until Ctrl-C or SIGTERM; return the exit status."""
    options = _options()
    trouble = _why_not(options.host, options.port)
    if trouble:
        sys.stderr.write(f"zoomsandbox: {trouble}\n")
        return 1
    asyncio.run(_serve(options))
    sys.stdout.flush()
    # Open sockets of browsers would keep the server's threads alive; nothing is to be saved.
    os._exit(0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("zoomsandbox", description="A stand-in of Zoom.")
    usual = os.environ.get("SANDBOX_PORT", "9400")
    parser.add_argument("--port", type=int, default=usual, help="default: SANDBOX_PORT or 9400")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--seed", choices=list(SEEDS), default="demo")
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


async def _serve(options: argparse.Namespace) -> None:
    base = f"http://localhost:{options.port}"
    server = Server(
        create_app(options.seed, base),
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
    sys.stdout.write(f"Zoom sandbox (not Zoom), seed {options.seed}: {base}\n")
    sys.stdout.flush()
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    server.stop()
    await asyncio.wait({serving}, timeout=GOODBYE_S)


if __name__ == "__main__":
    sys.exit(main())
