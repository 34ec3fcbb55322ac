"""Django's pages beside the door in one process: WSGI, in threads.

A thread is busy while a page is made, not while it travels: bodies are taken in before, and answers
are handed whole to the server, which waits for slow phones by itself.
"""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Any
from wsgiref.types import WSGIApplication, WSGIEnvironment
from wsgiref.util import FileWrapper

from granian.rsgi import Headers, HTTPProtocol, Scope

from virtualcrowd.door import answers, bodies
from virtualcrowd.door.bodies import Body

THREADS = 10
# Ranges of Zoom's large files would be read into memory; who asks for one may be given the whole.
_LEFT_OUT = ("range",)


class Pages:
    """Serves a WSGI application to who asks by RSGI."""

    def __init__(
        self,
        application: WSGIApplication,
        *,
        request_max_bytes: int,
        patience: float = bodies.PATIENCE,
    ) -> None:
        self._application = application
        self._take_in = partial(bodies.taken_in, most=request_max_bytes, patience=patience)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="pages")

    async def __call__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        try:
            body = await self._take_in(protocol, scope.headers)
        except TimeoutError:
            return answers.error(protocol, HTTPStatus.REQUEST_TIMEOUT, "too_slow")
        except bodies.Gone:
            return None
        with body:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, self._answer, scope, body, protocol)

    def _answer(self, scope: Scope, body: Body, protocol: HTTPProtocol) -> None:
        begun = _Begun()
        content = self._application(environ(scope, body), begun)
        try:
            if isinstance(content, FileWrapper) and (path := _path(content)):
                protocol.response_file(begun.status, begun.headers, path)
            else:
                protocol.response_bytes(begun.status, begun.headers, begun.whole(content))
        finally:
            getattr(content, "close", lambda: None)()


@dataclass(slots=True)
class _Begun:
    """The first lines of an answer: WSGI's start_response."""

    status: int = 500
    headers: list[tuple[str, str]] = field(default_factory=list)
    written: list[bytes] = field(default_factory=list)

    def __call__(self, status: str, headers: list[tuple[str, str]], _info: Any = None, /) -> Any:
        self.status, self.headers = int(status[:3]), headers
        return self.written.append

    def whole(self, content: Any) -> bytes:
        return b"".join([*self.written, *content])


def _path(content: FileWrapper) -> str:
    """Return where the file lies that is to be sent from its beginning, or nothing."""
    name = getattr(content.filelike, "name", None)
    return name if isinstance(name, str) and content.filelike.tell() == 0 else ""


def environ(scope: Scope, body: Body) -> WSGIEnvironment:
    """Return the request as WSGI has it: https://peps.python.org/pep-3333/#environ-variables."""
    server, _, port = scope.server.rpartition(":")
    return _variables(scope.headers) | {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.file_wrapper": FileWrapper,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def _variables(headers: Headers) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in headers.items():
        if name in _LEFT_OUT or "_" in name:  # as X_Forwarded_For would pass for the proxy's own
            continue
        variable = name.upper().replace("-", "_")
        if name not in {"content-type", "content-length"}:
            variable = f"HTTP_{variable}"
        separator = "; " if name == "cookie" else ","
        found[variable] = f"{found[variable]}{separator}{value}" if variable in found else value
    return found
