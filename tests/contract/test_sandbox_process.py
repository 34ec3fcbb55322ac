import signal
import socket
import subprocess
import sys

import httpx2
import pytest

from tests.sandbox_server import ROOT, free_port, running_sandbox

pytestmark = pytest.mark.contract


def test_runs_and_frees_its_port():
    with running_sandbox("empty") as base:
        assert httpx2.get(f"{base}/sandbox/state").json()["seed"] == "empty"
        port = int(base.rpartition(":")[2])
    with pytest.raises(ConnectionRefusedError), socket.socket() as probe:
        probe.connect(("127.0.0.1", port))


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_ends_cleanly(name):
    port = free_port()
    command = [sys.executable, "-m", "zoomsandbox", "--port", str(port), "--seed", "empty"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    assert str(port).encode() in process.stdout.readline()
    process.send_signal(name)
    _, errors = process.communicate(timeout=5)
    assert (process.returncode, errors) == (0, b"")


def test_port_in_use_is_one_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "zoomsandbox", "--port", str(port)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr
