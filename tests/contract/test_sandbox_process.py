import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.contract.driver import OYSTER
from tests.sandbox_server import ROOT, free_port, running_sandbox
from tests.waiting import until

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


@contextmanager
def keeping(state: Path):
    """Run a sandbox that keeps its state in a file; yield its process and address."""
    port = free_port()
    command = [sys.executable, "-m", "zoomsandbox", "--port", str(port), "--state", str(state)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout
        try:
            assert str(port).encode() in process.stdout.readline()
            yield process, f"http://localhost:{port}"
        finally:
            process.terminate()


def test_state_survives_a_restart(tmp_path):
    state = tmp_path / "state.json"
    with keeping(state) as (_, base):
        httpx2.post(f"{base}/sandbox/meetings/{OYSTER}/start")
        httpx2.post(f"{base}/sandbox/clock", json={"offset_s": 5000})
    with keeping(state) as (_, base):
        told = httpx2.get(f"{base}/sandbox/state").json()
        assert told["clock"]["offset_s"] == pytest.approx(5000)
        started = [row["id"] for row in told["meetings"] if row["started"]]
        assert started == [OYSTER]
    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]


def test_state_survives_a_killed_process(tmp_path):
    state = tmp_path / "state.json"
    with keeping(state) as (process, base):
        httpx2.post(f"{base}/sandbox/meetings/{OYSTER}/start")
        until(lambda: b'"started_at"' in state.read_bytes())
        process.kill()
    with keeping(state) as (_, base):
        told = httpx2.get(f"{base}/sandbox/state").json()
        assert [row["id"] for row in told["meetings"] if row["started"]] == [OYSTER]


def test_a_bad_state_file_is_one_line(tmp_path):
    state = tmp_path / "state.json"
    state.write_text("{nope")
    command = [sys.executable, "-m", "zoomsandbox", "--port", "0", "--state", str(state)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert state.read_text() == "{nope"


def test_a_connection_can_be_cut():
    with running_sandbox("demo") as base:
        fault = {"match": {"path": "/v2/*"}, "status": 200, "body": {"users": [1] * 50}}
        for bytes_got in (0, 5):
            httpx2.post(f"{base}/sandbox/faults", json=fault | {"cut_after": bytes_got})
            with pytest.raises(httpx2.RemoteProtocolError, match=f"received {bytes_got} bytes"):
                httpx2.get(f"{base}/v2/users")
        assert httpx2.get(f"{base}/v2/users").status_code == 401
