"""Live streams through Granian itself: they end when the door ends them, and nobody else's do."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.fakes.granian_server import Served
from tests.waiting import until
from virtualcrowd.agenda import live
from virtualcrowd.agenda.models import JoinEntry
from virtualcrowd.door import hub
from virtualcrowd.door.router import Router


@pytest.fixture
def router(transactional_db, fake, clock) -> Router:
    return Router(clock=clock)


@pytest.fixture
def served(router) -> Iterator[Served]:
    with Served(router.__rsgi__) as server:
        server.run(router.start())
        until(lambda: router.memory.counters.get("vc_news_total", "missed"))
        yield server
        server.run(router.stop())


@pytest.fixture
def stream(served, cookie, demo, ana):
    """A browser's open line, the first event read."""
    with served.connect() as line:
        line.sendall(
            f"GET /e/demo/live HTTP/1.1\r\nHost: x\r\nCookie: {cookie(ana)}\r\n\r\n".encode()
        )
        until_heard(line, b"event: hello")
        yield line


def until_heard(line, what: bytes) -> bytes:
    heard = b""
    while what not in heard:
        more = line.recv(65536)
        assert more, f"the line ended before {what!r}"
        heard += more
    return heard


def test_news_come_through(stream, demo):
    live.agenda_changed(demo.pk)

    assert b"event: changed" in until_heard(stream, b"event: changed")


def test_stream_that_the_door_drops_ends(served, router, stream, demo):
    (held,) = router.memory.hub.streams(demo.pk)  # whoever else still holds it
    served.call(router.memory.hub.drop_all)

    assert until_heard(stream, b"0\r\n\r\n").endswith(b"0\r\n\r\n")
    assert not held.push(b"too late")


def test_browser_that_reads_nothing_holds_no_more_than_its_room(
    monkeypatch, served, router, cookie, demo, ana
):
    monkeypatch.setattr(hub, "ROOM", 400)  # bytes
    with served.connect() as line:
        line.sendall(
            f"GET /e/demo/live HTTP/1.1\r\nHost: x\r\nCookie: {cookie(ana)}\r\n\r\n".encode()
        )
        until(lambda: router.memory.hub.count == 1)

        for _ in range(10):
            live.agenda_changed(demo.pk)

        until(lambda: router.memory.hub.count == 0)


def test_browser_that_goes_is_forgotten(router, stream):
    assert router.memory.hub.count == 1

    stream.close()

    until(lambda: router.memory.hub.count == 0)


def test_upgrade_to_a_socket_is_answered_as_any_request(served):
    answer = served.ask(
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )

    assert answer.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"HEAD /healthz", 200),
        (b"GET /metrics", 200),
        (b"POST /healthz", 405),
        (b"GET /e/demo/live", 401),
        (b"GET /elsewhere", 404),
        (b"GET /bad%ff%zz", 404),
    ],
)
def test_answers(served, request_, status):
    answer = served.ask(request_ + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert b"cache-control: no-store" in answer


def test_what_is_left_is_written_when_the_server_lets_go(router, talk, ana):
    with asyncio.Runner() as runner:
        loop = runner.get_loop()
        router.__rsgi_init__(loop)
        loop.call_soon(router._joins.put, (talk.pk, ana.pk, 1_795_000_000))
        router.__rsgi_del__(loop)

    assert JoinEntry.objects.get().attendee == ana
