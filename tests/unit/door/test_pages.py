"""Pages over WSGI behind Granian: what comes in, what goes out, and who is waited for."""

import io
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from wsgiref.util import FileWrapper

import pytest

from tests.fakes.granian_server import Served
from virtualcrowd.door import pages
from virtualcrowd.door.pages import Pages

LARGE = 16 * 1024 * 1024  # more than sockets hold
MOST = 1_000_000


class Application:
    """Remembers what it was asked, and answers as the test says."""

    def __init__(self) -> None:
        self.asked: dict[str, Any] = {}
        self.body = b""
        self.status = "200 OK"
        self.headers = [("Content-Type", "text/plain")]
        self.content: Any = [b"one ", b"two"]

    def __call__(self, environ, start_response):
        self.asked, self.body = environ, environ["wsgi.input"].read()
        start_response(self.status, self.headers)
        return self.content() if callable(self.content) else self.content


@pytest.fixture
def application() -> Application:
    return Application()


@pytest.fixture
def served(application) -> Iterator[Served]:
    with Served(Pages(application, request_max_bytes=MOST)) as server:
        yield server


def get(path: str = "/", *headers: str, method: str = "GET") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: x", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def test_page_comes_whole_with_its_headers(served, application):
    application.status = "404 Not Found"
    application.headers += [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]

    head, _, body = served.ask(get()).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 404 ")
    assert b"set-cookie: a=1\r\nset-cookie: b=2" in head.lower()
    assert body == b"one two"


def test_application_hears_what_was_asked(served, application):
    served.ask(
        get("/caf%C3%A9%20x/y?a=%20b&c", "Accept-Language: de", "Cookie: a=1", "Cookie: b=2")
    )

    asked = application.asked
    assert asked["PATH_INFO"].encode("latin-1").decode() == "/café x/y"
    assert (asked["QUERY_STRING"], asked["REQUEST_METHOD"]) == ("a=%20b&c", "GET")
    assert (asked["HTTP_ACCEPT_LANGUAGE"], asked["HTTP_COOKIE"]) == ("de", "a=1; b=2")
    assert (asked["REMOTE_ADDR"], asked["wsgi.url_scheme"]) == ("127.0.0.1", "http")
    assert (asked["SERVER_NAME"], asked["SERVER_PORT"]) == ("127.0.0.1", str(served.port))
    assert application.body == b""


def test_header_that_would_pass_for_the_proxys_own_is_not_heard(served, application):
    served.ask(get("/", "X_Forwarded_For: 10.0.0.1", "X-Real: yes"))

    assert "HTTP_X_FORWARDED_FOR" not in application.asked
    assert application.asked["HTTP_X_REAL"] == "yes"


@pytest.mark.parametrize("size", [0, 3, 300_000])
def test_body_comes_whole(served, application, size):
    sent = b"a" * size
    kind = "Content-Type: text/plain"
    served.ask(get("/", kind, f"Content-Length: {size}", method="POST") + sent)

    assert application.body == sent
    assert application.asked["CONTENT_LENGTH"] == str(size)
    assert application.asked["CONTENT_TYPE"] == "text/plain"


def test_body_in_chunks_comes_whole(served, application):
    chunks = b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    served.ask(get("/", "Transfer-Encoding: chunked", method="POST") + chunks)

    assert application.body == b"abcde"


def test_body_beyond_the_limit_is_read_but_not_kept(served, application):
    sent = b"a" * MOST + b"b" * 50_000
    answer = served.ask(get("/", f"Content-Length: {len(sent)}", method="POST") + sent)

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert application.body == b"a" * MOST


def test_sender_who_trickles_is_not_waited_for(application):
    with Served(Pages(application, request_max_bytes=MOST, patience=0.05)) as served:
        answer = served.ask(get("/", "Content-Length: 9", method="POST") + b"abc")

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'{"error":"too_slow"}' in answer
    assert not application.asked


def test_sender_who_leaves_reaches_no_page(served, application):
    with served.connect() as line:
        line.sendall(get("/left", "Content-Length: 9", method="POST") + b"abc")
        line.shutdown(socket.SHUT_WR)
        line.recv(1)

    assert not application.asked


def file_at(path, *, start: int = 0):
    found = path.open("rb")
    found.seek(start)
    return FileWrapper(found)


def test_file_comes_whole_and_is_closed(served, application, tmp_path):
    (tmp_path / "f").write_bytes(b"file's content")
    application.headers += [("Content-Length", "14")]
    application.content = file_at(tmp_path / "f")

    assert served.ask(get()).endswith(b"\r\n\r\nfile's content")
    assert application.content.filelike.closed


@pytest.mark.parametrize("content", [io.BytesIO(b"tail"), "a file read from its middle"])
def test_what_is_no_whole_file_comes_as_it_is_read(served, application, tmp_path, content):
    (tmp_path / "f").write_bytes(b"head tail")
    application.content = (
        FileWrapper(content)
        if isinstance(content, io.BytesIO)
        else file_at(tmp_path / "f", start=5)
    )

    assert served.ask(get()).endswith(b"\r\n\r\ntail")


def test_head_says_the_length_and_sends_nothing(served, application):
    application.headers += [("Content-Length", "7")]
    application.content = []

    head, _, body = served.ask(get(method="HEAD")).partition(b"\r\n\r\n")

    assert b"content-length: 7" in head.lower()
    assert body == b""


def test_not_modified_carries_nothing(served, application):
    application.status, application.content = "304 Not Modified", []

    head, _, body = served.ask(get()).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 304 ")
    assert body == b""


def test_phones_that_take_a_large_file_slowly_hold_no_thread(served, application, tmp_path):
    large = tmp_path / "large"
    large.write_bytes(b"x" * LARGE)
    application.content = lambda: file_at(large)
    with ExitStack() as lines:
        for _ in range(pages.THREADS + 2):
            line = lines.enter_context(served.connect())
            line.sendall(get("/large"))
            assert line.recv(1)
        application.content = [b"a page"]

        assert served.ask(get()).endswith(b"a page")


def test_application_that_breaks_is_an_error_and_the_next_page_comes(served, application):
    application.content = lambda: 1 / 0
    assert served.ask(get()).startswith(b"HTTP/1.1 500 ")

    application.content = [b"well"]
    assert served.ask(get()).endswith(b"well")
